import { render } from "preact";
import { followLinks, go } from "./router";
import { App } from "./shell/App";
import { forwarded } from "./shell/forward";
import { fetchPagesLater, prefetchPages } from "./shell/prefetch";
import "./ui/theme.css";

/** Clients of MLflow print addresses of its page, which lead to ours. */
function forward(): void {
  const address = forwarded(new URL(window.location.href));
  if (address !== undefined) go(address, { replace: true });
}

followLinks();
prefetchPages();
fetchPagesLater();
forward();
window.addEventListener("hashchange", forward);
const root = document.getElementById("app");
if (root) render(<App />, root);
