import { useState } from "preact/hooks";
import { refresh } from "../api/query";
import { awaySince } from "../api/connection";
import type { Activity, Experiment } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { go, place, setQuery } from "../router";
import { useKeys } from "../ui/keys";
import { count } from "../ui/numbers";
import { Empty, Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { attempt } from "../ui/Toast";
import { useTitle } from "../ui/title";
import { MOST_ACTIVITIES, useActivities } from "./activity";
import { Days } from "./Days";
import { NameDialog } from "./NameDialog";
import "../home/home.css";
import { createExperiment, deleteExperiment, renameExperiment, restoreExperiment, useExperiments, type View } from "./queries";

/** All experiments: find one, make one, rename, delete and restore. */
export function ExperimentsPage() {
  useTitle("Experiments");
  const words = place.value.query.get("q") ?? "";
  const view: View = place.value.query.get("view") === "deleted" ? "DELETED_ONLY" : "ACTIVE_ONLY";
  const found = useExperiments(words, view);
  const [isCreating, setCreating] = useState(false);
  useKeys({ n: () => setCreating(true) });
  useChanges("experiments", { experiments: ["*"] }, (changes) => {
    if (changes.experiments.length > 0) refresh("experiments/");
    if (changes.runs.length > 0) refresh("activity/");
  });
  return (
    <>
      <div class="title">
        <h1>Experiments</h1>
        <div class="actions">
          <button type="button" class="main" disabled={awaySince.value !== null} onClick={() => setCreating(true)}>
            New experiment
          </button>
        </div>
      </div>
      <div class="stack">
        <div class="row">
          <input
            type="search"
            class="grow"
            aria-label="Find experiments by name"
            placeholder="Find by name"
            value={words}
            onInput={(event) => setQuery({ q: event.currentTarget.value })}
          />
          <div class="group" role="group" aria-label="Which experiments">
            <button type="button" aria-pressed={view === "ACTIVE_ONLY"} onClick={() => setQuery({ view: undefined })}>
              Active
            </button>
            <button type="button" aria-pressed={view === "DELETED_ONLY"} onClick={() => setQuery({ view: "deleted" })}>
              Deleted
            </button>
          </div>
        </div>
        <Show found={found} what="The experiments cannot be shown">
          {(data) => <List experiments={data.experiments ?? []} isMore={data.next_page_token !== undefined} words={words} view={view} />}
        </Show>
      </div>
      {isCreating && (
        <NameDialog
          title="New experiment"
          action="Create"
          onClose={() => setCreating(false)}
          onName={async (name) => go(paths.experiment(await createExperiment(name)))}
        />
      )}
    </>
  );
}

function List({ experiments, isMore, words, view }: { experiments: Experiment[]; isMore: boolean; words: string; view: View }) {
  const [renamed, rename] = useState<Experiment | null>(null);
  if (experiments.length === 0) {
    return <Empty title={words ? `No ${view === "ACTIVE_ONLY" ? "active" : "deleted"} experiment has “${words}” in its name.` : view === "ACTIVE_ONLY" ? "There is no experiment yet." : "No experiment is deleted."} />;
  }
  return (
    <div class="stack">
      <p class="meta" aria-live="polite">
        {isMore ? `The first ${experiments.length.toLocaleString()}; find by name for others` : count(experiments.length, "experiment")}
      </p>
      <div class="scroll">
        <table class="fold">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="fit number">Runs</th>
              <th scope="col" class="fit">Last run</th>
              <th scope="col" class="fit">14 days</th>
              <th scope="col" class="fit">Created</th>
              <th scope="col" class="fit">Id</th>
              <th scope="col" class="fit"><span class="unseen">Actions</span></th>
            </tr>
          </thead>
          {parts(experiments).map((part) => (
            <Part key={part[0]?.experiment_id} experiments={part} rename={rename} />
          ))}
        </table>
      </div>
      {renamed && (
        <NameDialog
          title={`Rename ${renamed.name}`}
          action="Rename"
          name={renamed.name}
          onClose={() => rename(null)}
          onName={(name) => renameExperiment(renamed.experiment_id, name)}
        />
      )}
    </div>
  );
}

/** The list in pieces whose activity the server tells at once. */
function parts(experiments: Experiment[]): Experiment[][] {
  return Array.from({ length: Math.ceil(experiments.length / MOST_ACTIVITIES) }, (_, i) =>
    experiments.slice(i * MOST_ACTIVITIES, (i + 1) * MOST_ACTIVITIES),
  );
}

function Part({ experiments, rename }: { experiments: Experiment[]; rename: (experiment: Experiment) => void }) {
  const found = useActivities(experiments.map((each) => each.experiment_id));
  const activities = new Map(found.data?.experiments.map((each) => [each.experiment_id, each]));
  return (
    <tbody>
      {experiments.map((each) => (
        <Row key={each.experiment_id} experiment={each} activity={activities.get(each.experiment_id)} rename={() => rename(each)} />
      ))}
    </tbody>
  );
}

function Row({ experiment, activity, rename }: { experiment: Experiment; activity: Activity | undefined; rename: () => void }) {
  return (
    <tr>
      <td><a href={paths.experiment(experiment.experiment_id)}>{experiment.name}</a></td>
      <td class="fit number">
        {activity?.runs.toLocaleString()}<span class="narrow-only"> runs</span>
      </td>
      <td class="fit">{activity?.last_start !== undefined && <Ago millis={activity.last_start} />}</td>
      <td class="fit wide-only">{activity && <Days days={activity.days} />}</td>
      <td class="fit wide-only"><Ago millis={experiment.creation_time} /></td>
      <td class="fit mono wide-only">{experiment.experiment_id}</td>
      <td class="fit"><Actions experiment={experiment} rename={rename} /></td>
    </tr>
  );
}

function Actions({ experiment, rename }: { experiment: Experiment; rename: () => void }) {
  const { experiment_id: id, name } = experiment;
  const isAway = awaySince.value !== null;
  const restore = () => attempt(restoreExperiment(id), `${name} is back`);
  if (experiment.lifecycle_stage === "deleted") {
    return (
      <button type="button" class="quiet" disabled={isAway} aria-label={`Restore ${name}`} onClick={restore}>
        Restore
      </button>
    );
  }
  return (
    <span class="nowrap">
      <button type="button" class="quiet" disabled={isAway} aria-label={`Rename ${name}`} onClick={rename}>
        Rename
      </button>
      <button
        type="button"
        class="quiet"
        disabled={isAway}
        aria-label={`Delete ${name}`}
        onClick={() => attempt(deleteExperiment(id), `${name} is deleted`, restore)}
      >
        Delete
      </button>
    </span>
  );
}
