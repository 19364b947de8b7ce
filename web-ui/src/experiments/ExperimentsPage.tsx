import { useState } from "preact/hooks";
import { refresh } from "../api/query";
import type { Experiment } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { choose, go, place, setQuery } from "../router";
import { offWhileAway } from "../ui/away";
import { useKeys } from "../ui/keys";
import { count } from "../ui/numbers";
import { Empty, Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { ExperimentRows } from "./ExperimentRows";
import { NameDialog } from "./lazyDialogs";
import { createExperiment, renameExperiment, useExperiments, type View } from "./queries";

/** As many experiments as are read at once. */
const LOT = 1_000;

/** All experiments: find one, make one, rename, delete and restore. */
export function ExperimentsPage() {
  useTitle("Experiments");
  const words = place.value.query.get("q") ?? "";
  const view: View = place.value.query.get("view") === "deleted" ? "DELETED_ONLY" : "ACTIVE_ONLY";
  const [most, setMost] = useState(LOT);
  const found = useExperiments(words, view, most);
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
          <button type="button" class="main" {...offWhileAway()} onClick={() => setCreating(true)}>
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
            <button type="button" aria-pressed={view === "ACTIVE_ONLY"} onClick={() => choose({ view: undefined })}>
              Active
            </button>
            <button type="button" aria-pressed={view === "DELETED_ONLY"} onClick={() => choose({ view: "deleted" })}>
              Deleted
            </button>
          </div>
        </div>
        <Show found={found} what="The experiments cannot be shown">
          {(data) => (
            <List
              experiments={data.experiments ?? []}
              isMore={data.next_page_token !== undefined}
              onMore={() => data.next_page_token !== undefined && setMost((data.experiments?.length ?? 0) + LOT)}
              words={words}
              view={view}
            />
          )}
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

function List({ experiments, isMore, onMore, words, view }: { experiments: Experiment[]; isMore: boolean; onMore: () => void; words: string; view: View }) {
  const [renamed, rename] = useState<Experiment | null>(null);
  if (experiments.length === 0) {
    return <Empty title={words ? `No ${view === "ACTIVE_ONLY" ? "active" : "deleted"} experiment has “${words}” in its name.` : view === "ACTIVE_ONLY" ? "There is no experiment yet." : "No experiment is deleted."} />;
  }
  return (
    <div class="stack">
      <p class="meta" aria-live="polite">
        {count(experiments.length, "experiment")}
        {isMore && " so far; more come as you scroll"}
      </p>
      <ExperimentRows experiments={experiments} onEnd={onMore} onRename={rename} />
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
