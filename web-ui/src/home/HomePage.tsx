import { mlflow, own } from "../api/client";
import { refresh, useQuery } from "../api/query";
import type { Experiment, RegisteredModel, RunTable } from "../api/types";
import { useExperiments } from "../experiments/queries";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { RunDot, RunId, Status } from "../ui/Marks";
import { SnippetTabs } from "../ui/SnippetTabs";
import { firstRunSnippets } from "../ui/snippets";
import { Empty, Show } from "../ui/States";
import { Ago, Took } from "../ui/Time";
import { useTitle } from "../ui/title";
import { ProductionModels } from "./ProductionModels";
import "./home.css";

const EXPERIMENTS_SHOWN = 12;
const RUNS_SHOWN = 12;

/** What is going on: runs now, the latest runs, experiments, and what is in Production. */
export function HomePage() {
  useTitle("");
  const experiments = useExperiments("", "ACTIVE_ONLY", EXPERIMENTS_SHOWN);
  const ids = (experiments.data?.experiments ?? []).map((each) => each.experiment_id);
  const runs = useQuery(ids.length > 0 ? `runs/latest/${ids.join(",")}` : "", (signal) =>
    own.post<RunTable>("runs/table", { experiment_ids: ids, max_results: RUNS_SHOWN }, signal),
  );
  const live = useQuery(ids.length > 0 ? `runs/live/${ids.join(",")}` : "", (signal) =>
    own.post<RunTable>(
      "runs/table",
      { experiment_ids: ids, filter: "attributes.status = 'RUNNING'", max_results: RUNS_SHOWN, count: true },
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
  useChanges("home", { experiments: ["*"], models: true }, (changes) => {
    if (changes.runs.length > 0) refresh("runs/");
    if (changes.models.length > 0) refresh("models/");
    if (changes.experiments.length > 0) refresh("experiments/");
  });
  const isNew = runs.data?.run_id.length === 0;
  return (
    <div class="home">
      <h1 class="unseen">Start</h1>
      {isNew && <Newcomer />}
      <div class="stack wide">
        <section class="stack">
          <h2>Running now</h2>
          {ids.length === 0 && experiments.data ? <p class="ghost">Nothing runs.</p> : (
            <Show found={live} what="The running runs cannot be shown">
              {(table) => (table.run_id.length === 0 ? <p class="ghost">Nothing runs.</p> : <RunList table={table} experiments={experiments.data?.experiments ?? []} />)}
            </Show>
          )}
        </section>
        <section class="stack">
          <h2>Latest runs</h2>
          {ids.length === 0 && experiments.data ? <p class="ghost">No run yet.</p> : (
            <Show found={runs} what="The latest runs cannot be shown">
              {(table) => (table.run_id.length === 0 ? <p class="ghost">No run yet.</p> : <RunList table={table} experiments={experiments.data?.experiments ?? []} />)}
            </Show>
          )}
        </section>
      </div>
      <div class="stack wide">
        <section class="stack">
          <h2><a href={paths.experiments()}>Experiments</a></h2>
          <Show found={experiments} what="The experiments cannot be shown">
            {(found) => <Experiments experiments={found.experiments ?? []} />}
          </Show>
        </section>
        <section class="stack">
          <h2><a href={paths.models()}>Models</a></h2>
          <Show found={models} what="The models cannot be shown">
            {(found) => <ProductionModels models={found.registered_models ?? []} />}
          </Show>
        </section>
      </div>
    </div>
  );
}

function Newcomer() {
  return (
    <Empty title="Welcome. These lines log a first run, and it appears here by itself:">
      <SnippetTabs snippets={firstRunSnippets("first steps")} />
    </Empty>
  );
}

function RunList({ table, experiments }: { table: RunTable; experiments: Experiment[] }) {
  const names = new Map(experiments.map((each) => [each.experiment_id, each.name]));
  return (
    <div class="scroll">
      <table>
        <thead class="unseen">
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Experiment</th>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {table.run_id.map((id, i) => {
            const experiment = table.experiment_id[i] ?? "";
            const start = table.start_time[i] ?? 0;
            return (
              <tr key={id}>
                <td class="run">
                  <span class="row tight">
                    <RunDot number={table.number[i] ?? 0} />
                    <a class="clip" href={paths.run(id)}>{table.name[i]}</a>
                    <RunId id={id} />
                  </span>
                </td>
                <td class="fit"><Status status={table.status[i] ?? "RUNNING"} /></td>
                <td class="wide-only"><a class="clip" href={paths.experiment(experiment)}>{names.get(experiment) ?? experiment}</a></td>
                <td class="fit"><Ago millis={start} /></td>
                <td class="fit wide-only"><Took from={start} to={table.end_time[i]} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Experiments({ experiments }: { experiments: Experiment[] }) {
  if (experiments.length === 0) return <p class="ghost">No experiment yet.</p>;
  return (
    <ul class="stack">
      {experiments.map((each) => (
        <li key={each.experiment_id} class="row apart">
          <a class="clip grow" href={paths.experiment(each.experiment_id)}>{each.name}</a>
          <span class="meta"><Ago millis={each.last_update_time} /></span>
        </li>
      ))}
    </ul>
  );
}
