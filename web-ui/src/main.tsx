import { render } from "preact";
import { followLinks, go } from "./router";
import { App } from "./shell/App";
import { fetchPagesLater, prefetchPages } from "./shell/prefetch";
import "./ui/theme.css";

/** Clients of MLflow print addresses of its page, which lead to ours. */
async function forward(): Promise<void> {
  if (!window.location.hash.startsWith("#/")) return;
  const { forwarded } = await import("./shell/forward");
  const address = forwarded(new URL(window.location.href));
  if (address !== undefined) go(address, { replace: true });
}

function start(): void {
  const root = document.getElementById("app");
  if (root) render(<App />, root);
}

followLinks();
prefetchPages();
fetchPagesLater();
window.addEventListener("hashchange", () => void forward());
if (window.location.hash === "") start();
else forward().then(start, start);
