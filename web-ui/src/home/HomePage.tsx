import { mlflow, own } from "../api/client";
import { isSettled, refresh, useQuery, useQueryKeepingLast } from "../api/query";
import type { Activities, RegisteredModel, RunTable } from "../api/types";
import { useLiveliest } from "../experiments/activity";
import { useChanges } from "../live/changes";
import { useDeployed } from "../models/queries";
import { paths } from "../paths";
import { SnippetTabs } from "../ui/SnippetTabs";
import { firstRunSnippets } from "../ui/snippets";
import { Loading, Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { ActiveExperiments } from "./ActiveExperiments";
import { LatestRuns } from "./LatestRuns";
import { ProductionModels } from "./ProductionModels";
import { RunList } from "./RunList";
import "./home.css";

const RUNNING_SHOWN = 20;

/** What is going on: runs now, the latest runs, experiments, and what is in Production. */
export function HomePage() {
  useTitle("");
  const activity = useLiveliest();
  // All experiments, for the first run makes one; also what is read only once one is there.
  useChanges("home", { experiments: ["*"], models: true }, (changes) => {
    if (changes.runs.length + changes.experiments.length > 0) {
      refresh("activity/");
      refresh("runs/");
    }
    if (changes.models.length > 0) {
      refresh("models/");
      refresh("deployed");
    }
  });
  return (
    <>
      <h1 class="unseen">Start</h1>
      <Show found={activity} what="The start page cannot be shown">
        {(data) => (data.experiments.every((each) => each.runs === 0) ? <Newcomer /> : <Overview {...data} />)}
      </Show>
    </>
  );
}

function Overview({ experiments }: Activities) {
  const ids = experiments.filter((each) => each.runs > 0).map((each) => each.experiment_id).sort();
  const names = new Map(experiments.map((each) => [each.experiment_id, each.name]));
  const running = experiments.reduce((sum, each) => sum + each.running, 0);
  const live = useQueryKeepingLast(`runs/live/${ids.join(",")}`, (signal) =>
    own.post<RunTable>(
      "runs/table",
      { experiment_ids: ids, filter: "attributes.status = 'RUNNING'", max_results: RUNNING_SHOWN },
      signal,
    ),
  );
  const models = useQuery("models/latest", (signal) =>
    mlflow.get<{ registered_models?: RegisteredModel[] }>(
      "registered-models/search",
      { max_results: "12", order_by: ["last_updated_timestamp DESC"] },
      signal,
    ),
  );
  const deployed = useDeployed();
  return (
    <div class="home together">
      <div class="stack wide">
        <section class="stack" aria-label="Running now">
          <h2>Running now {running > 0 && <span class="meta">{running.toLocaleString()}</span>}</h2>
          <Show found={live} what="The running runs cannot be shown">
            {(table) => (table.run_id.length === 0 ? <p class="ghost">Nothing runs.</p> : <RunList table={table} names={names} />)}
          </Show>
        </section>
        <LatestRuns ids={ids} names={names} />
      </div>
      <div class="stack wide">
        <ActiveExperiments experiments={experiments} />
        <section class="stack" aria-label="Models">
          <h2><a href={paths.models()}>Models</a></h2>
          <Show found={models} what="The models cannot be shown">
            {(found) => (isSettled(deployed) ? <ProductionModels models={found.registered_models ?? []} deployed={deployed.data?.deployed ?? []} /> : <Loading />)}
          </Show>
        </section>
      </div>
    </div>
  );
}

function Newcomer() {
  return (
    <div class="newcomer stack">
      <h2>No run here yet</h2>
      <p>These lines log one. It appears on this page by itself, within a second.</p>
      <SnippetTabs snippets={firstRunSnippets("first steps")} />
      <p class="meta">
        Code that logs to MLflow already needs nothing but this address, as its <code>MLFLOW_TRACKING_URI</code>.
      </p>
    </div>
  );
}
