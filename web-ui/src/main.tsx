import { render } from "preact";
import { followLinks } from "./router";
import { App } from "./shell/App";
import "./ui/theme.css";

followLinks();
const root = document.getElementById("app");
if (root) render(<App />, root);
