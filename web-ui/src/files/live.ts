import { useEffect, useMemo, useRef } from "preact/hooks";
import { hasFirst } from "../api/first";
import type { RunStatus } from "../api/types";
import { useChanges } from "../live/changes";
import { refreshNow } from "../run/queries";
import { atMost } from "../ui/atMost";
import type { Tree } from "./listing";

const RELOAD_MILLIS = 1_000;

/** Shows which files a run has by now, and whether it goes on still; of one that has ended, those are looked for that were deleted. */
export function useLive(run: string, status: RunStatus | undefined, tree: Tree, path: string): void {
  const shown = useRef(path);
  shown.current = path;
  const soon = useMemo(() => atMost(RELOAD_MILLIS, () => void tree.reload(shown.current)), [tree]);
  useEffect(() => () => soon.stop(), [soon]);
  const isRunning = status === "RUNNING";
  const key = status && `files/${run}/${isRunning}`;
  // From the cursor of the document on, which is older than the tree, nothing is missed.
  const followed = useRef(hasFirst("cursor", window.location.pathname) ? key : "");
  useChanges(key ?? "", { runs: [run], files: isRunning ? [run] : [] }, (changes) => {
    // Told when it ends, whoever follows one of its files looks a last time.
    if (changes.runs.length > 0) refreshNow(run);
    // Of a deleted file the run tells. Something may have come after the tree was read, and before it was followed.
    if (changes.runs.length > 0 || changes.files.length > 0 || changes.reset || followed.current !== key) soon.call();
    followed.current = key;
  });
}
