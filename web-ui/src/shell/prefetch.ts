import { awaySince } from "../api/connection";
import { base, fetchFirst } from "../api/first";
import { allRoutes, find } from "../routes";
import { fetchParts } from "../ui/lazy";
import { loadPage } from "./App";

/** A pointer that passes over a link stays less. */
const STAY_MILLIS = 50;
/** Fetched again only behind this. */
const KEPT_MILLIS = 5_000;
/** A page that was opened so long ago has what it needs. */
const REST_MILLIS = 5_000;

/** Fetches code and first data of the page that a link leads to, or the code that a button may need, once it is pointed at or has the focus. */
export function prefetchPages(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = { path: "", at: -Infinity };
  const fetchBoth = (path: string) => {
    const found = find(path.slice(base.length));
    if (!found || awaySince.value !== null) return;
    // Should it fail, the click tries again, and tells.
    loadPage(found.route).catch(() => undefined);
    const now = performance.now();
    if (path === location.pathname || (path === last.path && now - last.at < KEPT_MILLIS)) return;
    last = { path, at: now };
    fetchFirst(path).catch(() => undefined);
  };
  const look = (event: Event) => {
    if (!(event.target instanceof Element)) return;
    // What a button opens must be there when one types on at once.
    if (event.target.closest("main button")) void fetchParts();
    const link = event.target.closest("a");
    clearTimeout(timer);
    if (!link || link.origin !== location.origin || !link.pathname.startsWith(base)) return;
    timer = setTimeout(() => fetchBoth(link.pathname), STAY_MILLIS);
  };
  document.addEventListener("pointerover", look);
  document.addEventListener("focusin", look);
}

/** Fetches the code of all pages and their parts, one after the other, so that it is there should the server be away. */
export function fetchPagesLater(): void {
  setTimeout(async () => {
    for (const route of allRoutes) {
      if (awaySince.value !== null) return;
      // Whoever opens the page tries again, and is told.
      await loadPage(route).catch(() => undefined);
    }
    await fetchParts();
  }, REST_MILLIS);
}
