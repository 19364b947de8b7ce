import { paths } from "../paths";
import { go } from "../router";
import { copy } from "../ui/Copy";
import { useKeys } from "../ui/keys";
import { tell } from "../ui/Toast";

/** The keys that do the same on every page. */
export function GlobalKeys() {
  useKeys({
    "?": () => go(paths.help()),
    y: () => void copy(window.location.href).then(() => tell("Copied the address of this view")),
  });
  return null;
}
