import { useMemo, useState } from "preact/hooks";
import type { Activity, Experiment } from "../api/types";
import { paths } from "../paths";
import { go } from "../router";
import { useActiveRow } from "../ui/activeRow";
import { offWhileAway } from "../ui/away";
import { rowHeight } from "../ui/density";
import { Rows } from "../ui/Rows";
import { isNarrow } from "../ui/screen";
import { Ago } from "../ui/Time";
import { attempt } from "../ui/Toast";
import { MOST_ACTIVITIES, useActivities } from "./activity";
import { Days } from "./Days";
import "./experiments.css";
import { deleteExperiment, restoreExperiment } from "./queries";

const TOUCH_ROW = 76;

/** Experiments in rows, of which those in sight are drawn; Enter opens the active one. */
export function ExperimentRows({ experiments, onEnd, onRename }: { experiments: Experiment[]; onEnd: () => void; onRename: (experiment: Experiment) => void }) {
  const height = isNarrow.value ? TOUCH_ROW : rowHeight.value;
  const [lot, setLot] = useState(0);
  const activities = useActivitiesFrom(experiments, lot);
  const keys = useMemo(() => experiments.map((each) => each.experiment_id), [experiments]);
  const enter = () => {
    const experiment = experiments[at()];
    if (experiment) go(paths.experiment(experiment.experiment_id));
  };
  const { active, goal, box, at, move, press } = useActiveRow({ keys, count: experiments.length, height, acts: { Enter: enter } });
  return (
    <Rows
      count={experiments.length}
      height={height}
      keys={keys}
      goal={goal}
      at={box}
      class="experiments"
      onSight={(from, to) => {
        setLot(Math.floor(from / MOST_ACTIVITIES));
        if (to >= experiments.length) onEnd();
      }}
      head={<Head />}
      box={{
        role: "grid",
        "aria-label": "Experiments",
        "aria-rowcount": experiments.length + 1,
        "aria-activedescendant": `experiment-${active}`,
        tabIndex: 0,
        onKeyDown: press,
      }}
    >
      {(index) => {
        const experiment = experiments[index];
        return (
          experiment && (
            <Row
              key={experiment.experiment_id}
              experiment={experiment}
              activity={activities.get(experiment.experiment_id)}
              index={index}
              isActive={index === active}
              onPick={() => move(index)}
              onRename={() => onRename(experiment)}
            />
          )
        );
      }}
    </Rows>
  );
}

/** What goes on in the experiments of a lot, and of the one behind it: no screen reaches further. */
function useActivitiesFrom(experiments: Experiment[], lot: number): Map<string, Activity> {
  const ids = (from: number) => experiments.slice(from * MOST_ACTIVITIES, (from + 1) * MOST_ACTIVITIES).map((each) => each.experiment_id);
  const lots = [useActivities(ids(lot)), useActivities(ids(lot + 1))];
  return new Map(lots.flatMap((found) => found.data?.experiments.map((each) => [each.experiment_id, each] as const) ?? []));
}

function Head() {
  return (
    <div class="line head" role="row" aria-rowindex={1}>
      <span role="columnheader">Name</span>
      <span role="columnheader" class="number">Runs</span>
      <span role="columnheader">Last run</span>
      <span role="columnheader">14 days</span>
      <span role="columnheader">Created</span>
      <span role="columnheader">Id</span>
      <span role="columnheader"><span class="unseen">Actions</span></span>
    </div>
  );
}

interface RowProps {
  experiment: Experiment;
  activity: Activity | undefined;
  index: number;
  isActive: boolean;
  onPick: () => void;
  onRename: () => void;
}

function Row({ experiment, activity, index, isActive, onPick, onRename }: RowProps) {
  return (
    <div id={`experiment-${index}`} class={`line ${isActive ? "active" : ""}`} role="row" aria-rowindex={index + 2} onClick={onPick}>
      <span role="gridcell" class="clip name" title={experiment.name}><a href={paths.experiment(experiment.experiment_id)}>{experiment.name}</a></span>
      <span role="gridcell" class="number">{activity?.runs.toLocaleString()}{isNarrow.value && activity && " runs"}</span>
      <span role="gridcell">{activity?.last_start !== undefined && <Ago millis={activity.last_start} />}</span>
      {!isNarrow.value && (
        <>
          <span role="gridcell">{activity && <Days days={activity.days} />}</span>
          <span role="gridcell"><Ago millis={experiment.creation_time} /></span>
          <span role="gridcell" class="mono clip">{experiment.experiment_id}</span>
        </>
      )}
      <span role="gridcell" class="actions"><Actions experiment={experiment} onRename={onRename} /></span>
    </div>
  );
}

function Actions({ experiment, onRename }: { experiment: Experiment; onRename: () => void }) {
  const { experiment_id: id, name } = experiment;
  const restore = () => attempt(restoreExperiment(id), `${name} is back`);
  if (experiment.lifecycle_stage === "deleted") {
    return (
      <button type="button" class="quiet" {...offWhileAway()} aria-label={`Restore ${name}`} onClick={restore}>
        Restore
      </button>
    );
  }
  return (
    <>
      <button type="button" class="quiet" {...offWhileAway()} aria-label={`Rename ${name}`} onClick={onRename}>
        Rename
      </button>
      <button
        type="button"
        class="quiet"
        {...offWhileAway()}
        aria-label={`Delete ${name}`}
        onClick={() => attempt(deleteExperiment(id), `${name} is deleted`, restore)}
      >
        Delete
      </button>
    </>
  );
}
