import { base } from "../api/first";
import { find } from "../routes";
import { loadPage } from "./App";

/** Fetches the code of the page that a link leads to, once it is pointed at or has the focus. */
export function prefetchPages(): void {
  const look = (event: Event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.origin !== location.origin || !link.pathname.startsWith(base)) return;
    const found = find(link.pathname.slice(base.length));
    // Should it fail, the click tries again, and tells.
    if (found) loadPage(found.route).catch(() => undefined);
  };
  document.addEventListener("pointerover", look);
  document.addEventListener("focusin", look);
}
