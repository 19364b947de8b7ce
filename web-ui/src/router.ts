import { signal } from "@preact/signals";
import { base } from "./api/first";
import { queryWith, type QueryChange } from "./paths";

/** Where the browser is: the path below the base, and the query. */
export interface Place {
  path: string;
  query: URLSearchParams;
  hash: string;
}

function here(): Place {
  const { pathname, search, hash } = window.location;
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname.slice(1);
  return { path, query: new URLSearchParams(search), hash };
}

export const place = signal<Place>(here());

let toKeep: (() => unknown) | undefined;

/** Asks, when somebody goes on, what to keep for their return; gives what ends that. */
export function keepOnLeaving(ask: () => unknown): () => void {
  toKeep = ask;
  return () => {
    if (toKeep === ask) toKeep = undefined;
  };
}

/** What was kept when somebody left the place to which they have come back; once. */
export function takeKept<T>(): T | null {
  const kept = history.state as T | null;
  if (kept !== null) history.replaceState(null, "", window.location.href);
  return kept;
}

/** Goes to an address of ours; `replace` leaves no step for the back button. */
export function go(url: string, { replace = false } = {}): void {
  const previous = place.value.path;
  if (replace || new URL(url, window.location.href).href === window.location.href) {
    history.replaceState(history.state, "", url);
  } else {
    if (toKeep) history.replaceState(toKeep(), "", window.location.href);
    history.pushState(null, "", url);
  }
  place.value = here();
  if (place.value.path !== previous) window.scrollTo(0, 0);
}

/** Changes parts of the query where one is. */
export function setQuery(change: QueryChange, { replace = true } = {}): void {
  go(window.location.pathname + queryWith(change, place.value.query) + window.location.hash, { replace });
}

/** As `setQuery`, of a choice that the back button takes back. */
export function choose(change: QueryChange): void {
  setQuery(change, { replace: false });
}

/** Lets links of ours change the place without a reload. */
export function followLinks(): void {
  window.addEventListener("popstate", () => {
    place.value = here();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!link.pathname.startsWith(base) || link.dataset["outside"] !== undefined) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    go(link.href);
  });
}
