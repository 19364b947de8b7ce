import { useState } from "preact/hooks";
import type { Run } from "../api/types";
import { NameDialog } from "../experiments/lazyDialogs";
import { paths } from "../paths";
import { offWhileAway } from "../ui/away";
import { CopyButton } from "../ui/Copy";
import { RunDot, RunId } from "../ui/Marks";
import { attempt } from "../ui/Toast";
import { deleteRuns, restoreRuns } from "../runs/queries";
import { renameRun } from "./queries";

/** The name of a run, where it belongs, and what can be done with it. */
export function RunTitle({ run, number, experiment }: { run: Run; number: number | undefined; experiment: string }) {
  const [isRenaming, setRenaming] = useState(false);
  const { run_id: id, run_name: name, lifecycle_stage: stage } = run.info;
  const parent = run.data.tags?.find((tag) => tag.key === "mlflow.parentRunId")?.value;
  const restore = () => attempt(restoreRuns([id]), `${name} is back`);
  return (
    <div class="title">
      <h1><RunDot number={number} /> {name || "(no name)"}</h1>
      <RunId id={id} />
      <span class="meta">
        in <a href={paths.experiment(run.info.experiment_id)}>{experiment || `experiment ${run.info.experiment_id}`}</a>
        {parent && <>, part of <a href={paths.run(parent)}>{parent.slice(-8)}</a></>}
        {run.info.user_id && ` by ${run.info.user_id}`}
      </span>
      <div class="actions">
        <a class="button" href={paths.runFiles(id)}>Files</a>
        <CopyButton text={id} label="Copy id" />
        <button type="button" {...offWhileAway(stage === "deleted")} onClick={() => setRenaming(true)}>Rename</button>
        {stage === "active" ? (
          <button type="button" {...offWhileAway()} onClick={() => attempt(deleteRuns([id]), `${name} is deleted`, restore)}>
            Delete
          </button>
        ) : (
          <button type="button" class="main" {...offWhileAway()} onClick={restore}>Restore</button>
        )}
      </div>
      {isRenaming && (
        <NameDialog
          title={`Rename ${name}`}
          action="Rename"
          name={name}
          onClose={() => setRenaming(false)}
          onName={(wanted) => renameRun(id, wanted)}
        />
      )}
    </div>
  );
}
