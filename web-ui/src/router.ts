import { signal } from "@preact/signals";
import { base } from "./api/first";
import { queryWith, type QueryChange } from "./paths";
import { store, stored } from "./ui/stored";

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

const KEPT = "modelyard-kept";
const MOST_KEPT = 50;

/**
 * What was kept of entries of the browser's history when somebody left them. Not in the entries, which hold the
 * number that tells them apart: one that the browser's buttons leave can be written no longer.
 */
const kept = new Map(JSON.parse(stored("sessionStorage", KEPT) ?? "[]") as [number, unknown][]);
let entry = numbered();
let toKeep: (() => unknown) | undefined;

function numbered(): number {
  if (history.state === null) history.replaceState(Math.random(), "");
  return history.state as number;
}

/** Asks, when somebody leaves, what to keep for their return; gives what ends that. */
export function keepOnLeaving(ask: () => unknown): () => void {
  toKeep = ask;
  return () => {
    if (toKeep === ask) toKeep = undefined;
  };
}

function leave(): void {
  if (toKeep) kept.set(entry, toKeep());
}

/** What was kept when somebody left the place to which they have come back; once. */
export function takeKept<T>(): T | null {
  const what = kept.get(entry) as T | undefined;
  kept.delete(entry);
  return what ?? null;
}

/** Goes to an address of ours; `replace` leaves no step for the back button. */
export function go(url: string, { replace = false } = {}): void {
  const previous = place.value.path;
  if (replace || new URL(url, window.location.href).href === window.location.href) {
    history.replaceState(history.state, "", url);
  } else {
    leave();
    history.pushState(null, "", url);
    entry = numbered();
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
    leave();
    entry = numbered();
    place.value = here();
  });
  // A reload begins anew, but the history stays.
  window.addEventListener("pagehide", () => store("sessionStorage", KEPT, JSON.stringify([...kept].slice(-MOST_KEPT))));
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
