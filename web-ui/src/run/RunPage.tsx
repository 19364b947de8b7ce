import { useEffect, useMemo } from "preact/hooks";
import { now } from "../ui/Time";
import type { Run } from "../api/types";
import { mainMetric } from "../experiments/mainMetric";
import { useExperiment } from "../experiments/queries";
import { useChanges } from "../live/changes";
import { Markdown } from "../files/markdown";
import type { Parts } from "../routes";
import { go } from "../router";
import { paths } from "../paths";
import { neighbour } from "../runs/neighbours";
import { atMost } from "../ui/atMost";
import { useKeys } from "../ui/keys";
import { Num } from "../ui/Num";
import { short, toNumber } from "../ui/numbers";
import { Nearest } from "../shell/Nearest";
import { Show } from "../ui/States";
import { At } from "../ui/Time";
import { tell } from "../ui/Toast";
import { useTitle } from "../ui/title";
import { Children, Datasets, Versions } from "./Around";
import { LazyCurves } from "../charts/LazyCurves";
import { useFavicon } from "./favicon";
import { Pairs, type Pair } from "./Pairs";
import { useNumber } from "./number";
import { refreshLater, refreshNow, useRun } from "./queries";
import { Reproduce } from "./Reproduce";
import { RunTitle } from "./RunTitle";
import { Verdict } from "./Verdict";
import { Warnings } from "./Warnings";
import "./run.css";

const NOW_MILLIS = 250;
const LATER_MILLIS = 10_000;

/** Keeps what is shown of a run up to date, as fast as it can be read. */
function useLive(id: string): void {
  const [soon, later] = useMemo(() => [atMost(NOW_MILLIS, () => refreshNow(id)), atMost(LATER_MILLIS, () => refreshLater(id))], [id]);
  useEffect(
    () => () => {
      soon.stop();
      later.stop();
    },
    [soon, later],
  );
  useChanges(`run/${id}`, { runs: [id] }, (changes) => {
    if (changes.runs.length === 0 && changes.points.length === 0) return;
    now.value = Date.now();
    soon.call();
    later.call();
  });
}

/** One run, on one page. */
export function RunPage({ parts }: { parts: Parts }) {
  const id = parts["run"] ?? "";
  useLive(id);
  const found = useRun(id);
  return (
    <>
      {!found.data && <h1>Run {id.slice(-8)}</h1>}
      <Show found={found} what="The run cannot be shown">{(run) => <Shown key={id} run={run} />}</Show>
      {found.error?.isMissing && <Nearest name={id} />}
    </>
  );
}

function Shown({ run }: { run: Run }) {
  const { info } = run;
  const experiment = useExperiment(info.experiment_id).data;
  const numbered = useNumber(info.run_id);
  const number = numbered.data ?? (numbered.error && 0);
  const metrics = useMemo(() => [...(run.data.metrics ?? [])].sort((a, b) => a.key.localeCompare(b.key)), [run]);
  const main = mainMetric(experiment, metrics);
  const value = metrics.find((metric) => metric.key === main?.key)?.value;
  const word = info.status.charAt(0) + info.status.slice(1).toLowerCase();
  useTitle(`${word}${value === undefined ? "" : ` ${short(toNumber(value))}`} · ${info.run_name}`);
  useFavicon(info.status);
  const step = (by: 1 | -1) => {
    const next = neighbour(info.run_id, by);
    if (next === undefined) tell(`There is no ${by < 0 ? "previous" : "next"} run in the table that you came from`);
    else go(paths.run(next));
  };
  useKeys({ f: () => go(paths.runFiles(info.run_id)), "[": () => step(-1), "]": () => step(1) });
  const tags = run.data.tags ?? [];
  const note = tags.find((tag) => tag.key === "mlflow.note.content")?.value;
  return (
    <div class="run stack">
      <RunTitle run={run} number={number} experiment={experiment?.name ?? ""} />
      {info.lifecycle_stage === "deleted" && <p class="notice warn">This run is deleted. It can be restored until it is purged.</p>}
      <Verdict run={run} main={main} />
      <div class="under">
        <nav class="anchors" aria-label="On this page">
          {["curves", "params", "metrics", "reproduce", "datasets", "models", "tags", "notes"].map((name) => (
            <a key={name} href={`#${name}`}>{name}</a>
          ))}
        </nav>
        <Warnings run={run} main={main} />
      </div>
      <section id="curves" aria-labelledby="curves-title">
        <h2 id="curves-title" class="unseen">Curves</h2>
        <PlaceOfCharts metrics={metrics.length} />
        {number !== undefined && (
          <LazyCurves runs={[{ id: info.run_id, name: info.run_name, number }]} keys={metrics.map((metric) => metric.key)} main={main?.key} version={run} />
        )}
      </section>
      <div class="columns">
        <section id="params" class="stack" aria-labelledby="params-title">
          <h2 id="params-title">Params</h2>
          <Pairs noun="param" pairs={run.data.params ?? []} empty="No param was logged." />
        </section>
        <section id="metrics" class="stack" aria-labelledby="metrics-title">
          <h2 id="metrics-title">Metrics</h2>
          <Pairs noun="metric" heads={["Last", "Step"]} pairs={metrics.map(metricPair)} empty="No metric was logged." />
        </section>
        <Reproduce run={run} />
        <div class="stack wide">
          <Datasets run={run} />
          <Versions id={info.run_id} />
          <Children run={run} />
        </div>
        <section id="tags" class="stack" aria-labelledby="tags-title">
          <h2 id="tags-title">Tags</h2>
          <Pairs noun="tag" pairs={tags.filter((tag) => tag.key !== "mlflow.note.content")} empty="No tag was set." />
        </section>
        <section id="notes" class="stack" aria-labelledby="notes-title">
          <h2 id="notes-title">Notes</h2>
          {note ? <Markdown text={note} /> : <p class="meta">No note was written.</p>}
        </section>
      </div>
      <p class="meta">
        Files at <code>{info.artifact_uri}</code>, started <At millis={info.start_time} />
        {info.end_time ? <>, ended <At millis={info.end_time} /></> : null}
      </p>
    </div>
  );
}

/** What the first charts need, kept for them so that nothing moves when they come. */
function PlaceOfCharts({ metrics }: { metrics: number }) {
  if (metrics === 0) return null;
  return (
    <div class="charts charts-place" aria-hidden="true">
      {Array.from({ length: Math.min(metrics, 6) }, (_, i) => <div key={i} class="chart" />)}
    </div>
  );
}

function metricPair(metric: NonNullable<Run["data"]["metrics"]>[number]): Pair {
  return { key: metric.key, value: String(metric.value), shown: <Num value={metric.value} />, more: [metric.step.toLocaleString()] };
}
