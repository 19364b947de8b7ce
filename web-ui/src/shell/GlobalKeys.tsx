import { paths } from "../paths";
import { go } from "../router";
import { useKeys } from "../ui/keys";
import { share } from "./share";

/** The keys that do the same on every page. */
export function GlobalKeys() {
  useKeys({
    "?": () => go(paths.help()),
    y: () => void share(),
  });
  return null;
}
