import { useEffect, useMemo, useRef } from "preact/hooks";
import { useChanges } from "../live/changes";
import { refreshNow } from "../run/queries";
import { atMost } from "../ui/atMost";
import type { Tree } from "./listing";

const RELOAD_MILLIS = 1_000;

/** Shows, while a run goes on, which files it has by now, and whether it goes on still. */
export function useLive(run: string, isRunning: boolean, tree: Tree, path: string): void {
  const shown = useRef(path);
  shown.current = path;
  const soon = useMemo(() => atMost(RELOAD_MILLIS, () => void tree.reload(shown.current)), [tree]);
  useEffect(() => () => soon.stop(), [soon]);
  const followed = useRef("");
  useChanges(isRunning ? `files/${run}` : "", { runs: [run], files: [run] }, (changes) => {
    // Told when it ends, whoever follows one of its files looks a last time.
    if (changes.runs.length > 0) refreshNow(run);
    // Something may have come after the tree was read, and before it was followed.
    if (changes.files.length > 0 || changes.reset || followed.current !== run) soon.call();
    followed.current = run;
  });
}
