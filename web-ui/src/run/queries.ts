import { mlflow, own } from "../api/client";
import { takeFirst } from "../api/first";
import { know, refresh, useQuery } from "../api/query";
import type { MetricValue, ModelVersion, RegisteredModel, Run, RunStatus, RunTable, Series } from "../api/types";
import { quoted } from "../api/filter";
import { knowExperiment } from "../experiments/queries";
import { readRange } from "../files/bytes";
import { readFolder } from "../files/folder";
import { withAliases } from "../models/aliases";
import { paths } from "../paths";
import { keyOf, readNumber } from "./number";

/** What changes with every value that a run logs. */
export const refreshNow = (id: string): void => {
  refresh(keyOf(id, "get"));
  refresh(keyOf(id, "main"));
};

/** What needs no haste: other runs, and whether all values are finite. */
export const refreshLater = (id: string): void => refresh(keyOf(id, "slow"));

/** `at`: the path of the page that shows it. */
export function useRun(id: string, at = paths.run(id)) {
  const read = (signal: AbortSignal) => mlflow.get<{ run: Run }>("runs/get", { run_id: id }, signal).then((answer) => answer.run);
  const first = takeFirst("run", at);
  if (first) {
    know(keyOf(id, "get"), read, first.run);
    know(keyOf(id, "number"), readNumber(id), first.number);
    knowExperiment(first.experiment);
  }
  return useQuery(keyOf(id, "get"), read);
}

/** The points of the main metric, as few as a small line needs. */
export const useMainSeries = (id: string, metric: string) =>
  useQuery(metric && keyOf(id, `main/${metric}`), (signal) =>
    own
      .post<{ series: Series[] }>("metrics/series", { run_ids: [id], keys: [metric], x: "time", buckets: 160 }, signal)
      .then((answer) => answer.series[0] ?? null),
  );

/** Another run, and its value of a metric. */
export interface Peer {
  id: string;
  name: string;
  number: number;
  value: MetricValue;
}

export interface Peers {
  best: Peer | null;
  previous: Peer | null;
}

function peer(table: RunTable): Peer | null {
  const id = table.run_id[0];
  const value = table.columns[0]?.values[0];
  if (id === undefined || value === null || value === undefined) return null;
  return { id, name: table.name[0] ?? "", number: table.number[0] ?? 0, value: value as MetricValue };
}

/** The best run of the experiment by a metric, and the run before by the same user that has it. */
export function usePeers(run: Run | undefined, metric: string, isLower: boolean) {
  const id = run?.info.run_id ?? "";
  return useQuery(run && metric ? keyOf(id, `slow/peers/${metric}/${isLower}`) : "", async (signal): Promise<Peers> => {
    if (!run) throw new Error("no run");
    const field = `metrics.\`${metric}\``;
    const ask = (filter: string, order: string) =>
      own
        .post<RunTable>(
          "runs/table",
          {
            experiment_ids: [run.info.experiment_id],
            filter,
            order_by: [order],
            columns: [`metrics.${metric}`],
            max_results: 1,
          },
          signal,
        )
        .then(peer);
    const has = `${field} > -1.7e308`;
    const before = `attributes.user_id = ${quoted(run.info.user_id)} AND attributes.start_time < ${run.info.start_time}`;
    const [best, previous] = await Promise.all([
      ask(has, `${field} ${isLower ? "ASC" : "DESC"}`),
      ask(`${before} AND ${has}`, "attributes.start_time DESC"),
    ]);
    return { best, previous };
  });
}

/** Where a metric first was no finite number. */
export interface NotFinite {
  key: string;
  value: MetricValue;
  step: number;
  times: number;
}

const KEYS_A_CALL = 50;

/** All metrics of a run that ever were not finite, and where it began. */
export const useNotFinite = (id: string, keys: string[]) =>
  useQuery(keys.length > 0 ? keyOf(id, "slow/finite") : "", async (signal) => {
    const found: NotFinite[] = [];
    for (let at = 0; at < keys.length; at += KEYS_A_CALL) {
      const asked = keys.slice(at, at + KEYS_A_CALL);
      const whole = await series(id, asked, 1, {}, signal);
      for (const each of whole) {
        const times = notFiniteTimes(each);
        if (times > 0) found.push(await firstOf(id, each.key, times, signal));
      }
    }
    return found;
  });

function series(id: string, keys: string[], buckets: number, range: { from?: number; to?: number }, signal: AbortSignal) {
  return own
    .post<{ series: Series[] }>("metrics/series", { run_ids: [id], keys, x: "step", buckets, ...range }, signal)
    .then((answer) => answer.series);
}

function notFiniteTimes(each: Series): number {
  if (each.exact) return each.last.filter((value) => typeof value === "string").length;
  return each.x.reduce((sum, _, i) => sum + notFiniteIn(each, i), 0);
}

const notFiniteIn = (each: Series, i: number): number =>
  each.exact
    ? Number(typeof each.last[i] === "string")
    : (each.nan?.[i] ?? 0) + (each.pos_inf?.[i] ?? 0) + (each.neg_inf?.[i] ?? 0);

/** Looks closer at the first bucket that holds such a value, until single points are told. */
async function firstOf(id: string, metric: string, times: number, signal: AbortSignal): Promise<NotFinite> {
  let range: { from?: number; to?: number } = {};
  let step = 0;
  for (let depth = 0; depth < 4; depth++) {
    const [each] = await series(id, [metric], 1_000, range, signal);
    const at = each?.x.findIndex((_, i) => notFiniteIn(each, i) > 0) ?? -1;
    if (!each || at < 0) break;
    step = each.x[at] ?? 0;
    if (each.exact) return { key: metric, value: each.last[at] ?? "NaN", step, times };
    range = { from: step, to: each.x_last?.[at] ?? step };
  }
  return { key: metric, value: "NaN", step, times };
}

export const useChildren = (run: Run | undefined) =>
  useQuery(run ? keyOf(run.info.run_id, "slow/children") : "", (signal) =>
    own.post<RunTable>(
      "runs/table",
      {
        experiment_ids: [run?.info.experiment_id],
        filter: `tags.\`mlflow.parentRunId\` = ${quoted(run?.info.run_id ?? "")}`,
        order_by: ["attributes.start_time DESC"],
        columns: [],
        max_results: 100,
        count: true,
      },
      signal,
    ),
  );

export const useVersions = (id: string) =>
  useQuery(keyOf(id, "slow/versions"), (signal) =>
    mlflow
      .get<{ model_versions?: ModelVersion[] }>("model-versions/search", { filter: `run_id = ${quoted(id)}`, max_results: "100" }, signal)
      .then((answer) => aliased(answer.model_versions ?? [], signal)),
  );

/** Of more models than these the versions of one run are shown without aliases. */
const MODELS_ASKED = 10;

async function aliased(versions: ModelVersion[], signal: AbortSignal): Promise<ModelVersion[]> {
  const names = [...new Set(versions.map((version) => version.name))].slice(0, MODELS_ASKED);
  const models = await Promise.all(names.map((name) => own.get<RegisteredModel>(paths.ownModel(name), undefined, signal)));
  return withAliases(models, versions);
}

/** The last lines of the log of a run that failed, when it left one among its files. */
export const useLogEnd = (id: string, status: RunStatus | undefined) =>
  useQuery(status === "FAILED" ? keyOf(id, "log") : "", async (signal) => {
    const { found } = await readFolder(id, "", signal);
    const log = found?.files?.find((file) => !file.is_dir && /(^|[._-])(log|stderr|err)(\.txt)?$/i.test(file.path));
    if (!log) return null;
    const size = Number(log.file_size ?? 4_096);
    const end = await readRange(id, log.path, Math.max(0, size - 4_096), size, signal);
    const lines = new TextDecoder().decode(end).trimEnd().split("\n");
    return { path: log.path, line: lines.at(-1) ?? "" };
  });

export async function renameRun(id: string, name: string): Promise<void> {
  await mlflow.post("runs/update", { run_id: id, run_name: name });
  refresh(keyOf(id, ""));
}
