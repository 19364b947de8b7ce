import { problemOf } from "../api/errors";
import { setQuery } from "../router";
import { share } from "../shell/share";
import { offWhileAway } from "../ui/away";
import { count } from "../ui/numbers";
import { tell } from "../ui/Toast";
import { deleteRuns, restoreRuns } from "./queries";
import type { RunRows } from "./RunRows";
import { MOST_IN_ADDRESS } from "./selected";

/** What can be done with the selected runs. */
export function Selection({
  selected,
  isElsewhere,
  isDeleted,
  source,
  onReference,
}: {
  selected: ReadonlySet<string>;
  /** Whether only another tab knows what is selected. */
  isElsewhere: boolean;
  isDeleted: boolean;
  source: RunRows;
  onReference: (run: string) => void;
}) {
  if (selected.size === 0) return isElsewhere ? <span class="meta">The selection is too large for a link; it stayed where it was made. There, “Copy link” gives one that holds it.</span> : null;
  const runs = [...selected];
  const isMany = runs.length > MOST_IN_ADDRESS;
  const act = async (isRestore: boolean) => {
    try {
      await (isRestore ? restoreRuns(runs) : deleteRuns(runs));
      setQuery({ sel: undefined });
      tell(`${count(runs.length, "run")} ${isRestore ? "restored" : "deleted"}`, () => {
        void (isRestore ? deleteRuns(runs) : restoreRuns(runs)).then(() => source.reload());
      });
    } catch (failure) {
      tell(problemOf(failure));
    }
    await source.reload();
  };
  return (
    <div class="row tight">
      <span class="meta">{selected.size} selected{isMany && ", too many for the address"}</span>
      {isMany && (
        <button type="button" {...offWhileAway()} onClick={() => void share()}>
          Copy link
        </button>
      )}
      {runs.length === 1 && (
        <button type="button" onClick={() => onReference(runs[0] ?? "")}>
          Compare with it
        </button>
      )}
      <button type="button" {...offWhileAway()} onClick={() => void act(isDeleted)}>
        {isDeleted ? "Restore" : "Delete"}
      </button>
      <button type="button" onClick={() => setQuery({ sel: undefined })}>
        Clear
      </button>
    </div>
  );
}
