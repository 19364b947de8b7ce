import type { Experiment, Metric, Run, Series } from "../api/types";
import { guessMainMetric } from "../runs/columns";
import { isLowerBetter, isLowerByName, span, toNumber } from "../ui/numbers";

/** The metric that a run is judged by, and who says so. */
export interface MainMetric {
  key: string;
  isLower: boolean;
  /** Whether the experiment names it; otherwise its name made us guess. */
  isSet: boolean;
}

const tag = (experiment: Experiment | undefined, key: string) => experiment?.tags?.find((each) => each.key === key)?.value;

/** Whether less of a metric is better, where the experiment or the metric's name tells; null where neither does. */
export function isLower(experiment: Experiment | undefined, key: string): boolean | null {
  const greater = tag(experiment, "mlflow.experiment.primaryMetric.greaterIsBetter");
  const isMain = tag(experiment, "mlflow.experiment.primaryMetric.name") === key;
  return isMain && greater !== undefined ? greater.toLowerCase() === "false" : isLowerByName(key);
}

export function mainMetric(experiment: Experiment | undefined, metrics: readonly Metric[]): MainMetric | null {
  const set = tag(experiment, "mlflow.experiment.primaryMetric.name");
  if (set !== undefined && metrics.some((metric) => metric.key === set)) {
    return { key: set, isLower: isLower(experiment, set) ?? false, isSet: true };
  }
  const key = guessMainMetric(metrics.map((metric) => metric.key));
  return key === undefined ? null : { key, isLower: isLowerBetter(key), isSet: false };
}

/** When the run was last heard from, as far as its points tell; null when it logged none. */
export function lastHeard(metrics: readonly Metric[]): number | null {
  return metrics.length === 0 ? null : Math.max(...metrics.map((metric) => metric.timestamp));
}

/** How far a run has come, and how fast. */
export function pace(run: Run): { step: number; perSecond: number | null } | null {
  const metrics = (run.data.metrics ?? []).filter((metric) => !metric.key.startsWith("system/"));
  const step = Math.max(...metrics.map((metric) => metric.step));
  if (metrics.length === 0 || step <= 0) return null;
  const seconds = ((lastHeard(metrics) ?? 0) - run.info.start_time) / 1000;
  return { step, perSecond: seconds > 0 ? step / seconds : null };
}

/** A rate in the unit that makes a number above one of it. */
export function rate(perSecond: number): string {
  for (const [seconds, unit] of [[1, "s"], [60, "min"], [3600, "h"], [86_400, "d"]] as const) {
    if (perSecond * seconds >= 1) return `${Number((perSecond * seconds).toPrecision(3)).toLocaleString()}/${unit}`;
  }
  return `one in ${span(1000 / perSecond)}`;
}

/** The best finite value of a series, and the greatest or least if its buckets hide it. */
export function best(series: Series, isLower: boolean): number | null {
  const values = (series.exact ? series.last : isLower ? series.min : series.max) ?? [];
  const finite = values.map((value) => toNumber(value)).filter(Number.isFinite);
  if (finite.length === 0) return null;
  return isLower ? finite.reduce((a, b) => Math.min(a, b)) : finite.reduce((a, b) => Math.max(a, b));
}

const SILENT_FACTOR = 3;
const SILENT_AT_LEAST_MILLIS = 10_000;

/** The usual time between two points of a series over time; null with fewer than three points. */
export function usualGap(series: Series): number | null {
  const gaps: number[] = [];
  for (let i = 0; i < series.x.length; i++) {
    const from = series.x[i] ?? 0;
    const to = series.x_last?.[i] ?? from;
    const inside = (series.count?.[i] ?? 1) + (series.nan?.[i] ?? 0) + (series.pos_inf?.[i] ?? 0) + (series.neg_inf?.[i] ?? 0);
    if (inside > 1) gaps.push((to - from) / (inside - 1));
    else if (i > 0) gaps.push(from - (series.x_last?.[i - 1] ?? series.x[i - 1] ?? from));
  }
  if (gaps.length < 2) return null;
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? null;
}

/** For how long a running run has been silent, once that is much longer than it usually is. */
export function silence(series: Series | null | undefined, heard: number | null, now: number): { millis: number; gap: number } | null {
  if (!series || heard === null) return null;
  const gap = usualGap(series);
  const millis = now - heard;
  if (gap === null || millis < SILENT_AT_LEAST_MILLIS || millis <= SILENT_FACTOR * gap) return null;
  return { millis, gap };
}
