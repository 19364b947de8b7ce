import { render } from "preact";
import { followLinks, go } from "./router";
import { App } from "./shell/App";
import { forwarded } from "./shell/forward";
import "./ui/theme.css";

/** Clients of MLflow print addresses of its page, which lead to ours. */
function forward(): void {
  const address = forwarded(new URL(window.location.href));
  if (address !== undefined) go(address, { replace: true });
}

/** The document names its icon relative to where it was loaded, and the page moves on from there. */
function holdIcon(): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon) icon.href = new URL(icon.href).href;
}

holdIcon();
followLinks();
forward();
window.addEventListener("hashchange", forward);
const root = document.getElementById("app");
if (root) render(<App />, root);
