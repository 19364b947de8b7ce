import type { Series } from "../api/types";
import { toNumber } from "../ui/numbers";
import { once } from "../ui/once";

export type OddKind = "NaN" | "Infinity" | "-Infinity";

/** Points that are no finite number; they are marked where they stand, never dropped. */
export interface Odd {
  x: number;
  kind: OddKind;
  count: number;
}

/** One series as a chart draws it. */
export interface Curve {
  runId: string;
  points: number;
  /** Whether each entry is one point; otherwise an entry is a bucket, with its mean as y. */
  isExact: boolean;
  x: Float64Array;
  /** NaN where an entry has no finite value: the line has a gap there. */
  y: Float64Array;
  /** The least and greatest of each bucket; y itself in an exact curve. */
  low: Float64Array;
  high: Float64Array;
  odd: Odd[];
  /** From the first point to the last of the whole series, also where a part alone was asked for. */
  whole: Range;
  /** Buckets that span much more than is usual in their curve; they are drawn in full strength. */
  spikes: () => number[];
  /** The last value of the whole range, as the wire has it. */
  last: number;
}

export function toCurve(series: Series): Curve {
  const size = series.x.length;
  const y = new Float64Array(size);
  const odd: Odd[] = [];
  if (series.exact) {
    for (let i = 0; i < size; i++) {
      const value = toNumber(series.last[i]);
      y[i] = Number.isFinite(value) ? value : NaN;
      if (!Number.isFinite(value)) odd.push({ x: series.x[i] ?? 0, kind: String(value) as OddKind, count: 1 });
    }
  } else {
    const mark = (counts: number[] | undefined, kind: OddKind, i: number) => {
      const count = counts?.[i] ?? 0;
      if (count > 0) odd.push({ x: series.x[i] ?? 0, kind, count });
    };
    for (let i = 0; i < size; i++) {
      y[i] = series.mean?.[i] ?? NaN;
      mark(series.nan, "NaN", i);
      mark(series.pos_inf, "Infinity", i);
      mark(series.neg_inf, "-Infinity", i);
    }
  }
  const x = Float64Array.from(series.x);
  const edge = (given: (number | null)[] | undefined) => (series.exact ? y : Float64Array.from(given ?? [], (value) => value ?? NaN));
  const low = edge(series.min);
  const high = edge(series.max);
  return {
    runId: series.run_id,
    points: series.points,
    isExact: series.exact,
    x,
    y,
    low,
    high,
    odd,
    whole: { min: series.x_min, max: series.x_max },
    spikes: once(() => (series.exact ? [] : spikesOf(low, high))),
    last: toNumber(series.last[size - 1]),
  };
}

/** The first entry at or behind x. */
export function indexAt(curve: Curve, x: number): number {
  let from = 0;
  let to = curve.x.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((curve.x[middle] ?? 0) < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The entry whose x is nearest. */
export function nearestIndex(curve: Curve, x: number): number {
  const after = indexAt(curve, x);
  if (after === 0) return 0;
  if (after === curve.x.length) return after - 1;
  return x - (curve.x[after - 1] ?? 0) <= (curve.x[after] ?? 0) - x ? after - 1 : after;
}

export interface Range {
  min: number;
  max: number;
}

/** What all curves together span between two x, spikes included; null when nothing is finite there. */
export function rangeOfY(curves: readonly Curve[], from: number, to: number, isPositiveOnly: boolean): Range | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { x, low, high } of curves) {
    for (let i = 0; i < x.length; i++) {
      const at = x[i] ?? 0;
      if (at < from || at > to) continue;
      const least = low[i] ?? NaN;
      const greatest = high[i] ?? NaN;
      if (least < min && (!isPositiveOnly || least > 0)) min = least;
      if (greatest > max && (!isPositiveOnly || greatest > 0)) max = greatest;
      if (isPositiveOnly && least <= 0 && greatest > 0 && greatest < min) min = greatest;
    }
  }
  return min <= max ? { min, max } : null;
}

/** From the first point to the last of all series, in sight or not; null when there is none. */
export function wholeOf(curves: readonly Curve[]): Range | null {
  if (curves.length === 0) return null;
  return { min: Math.min(...curves.map(({ whole }) => whole.min)), max: Math.max(...curves.map(({ whole }) => whole.max)) };
}

/**
 * The running mean of a line, in which each value counts by `weight` less than the one behind it;
 * its beginning is corrected, so that it does not hang on the first value. Gaps stay gaps.
 */
export function smoothed(y: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return y;
  const out = new Float64Array(y.length);
  let mean = 0;
  let mass = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? NaN;
    if (Number.isFinite(value)) {
      mean = weight * mean + (1 - weight) * value;
      mass = weight * mass + (1 - weight);
      out[i] = mean / mass;
    } else {
      out[i] = NaN;
    }
  }
  return out;
}

const SPIKE = 4;

/** The entries that span much more than is usual. */
export function spikesOf(low: Float64Array, high: Float64Array): number[] {
  const extents = high.map((most, i) => most - (low[i] ?? most)).filter(Number.isFinite).sort();
  const usual = extents[Math.floor(extents.length / 2)] ?? 0;
  const found: number[] = [];
  for (let i = 0; i < low.length; i++) {
    const extent = (high[i] ?? NaN) - (low[i] ?? NaN);
    if (extent > SPIKE * usual && extent > 0) found.push(i);
  }
  return found;
}

/** What a chart says to those who do not see it, a curve a row. */
export interface Summary {
  points: number;
  last: number;
  least: Range | null;
  odd: string;
}

export function summary(curve: Curve): Summary {
  const counts = new Map<OddKind, { count: number; x: number }>();
  for (const { kind, count, x } of curve.odd) {
    const before = counts.get(kind);
    counts.set(kind, { count: (before?.count ?? 0) + count, x: before?.x ?? x });
  }
  return {
    points: curve.points,
    last: curve.last,
    least: rangeOfY([curve], -Infinity, Infinity, false),
    odd: [...counts].map(([kind, { count }]) => `${kind} ${count === 1 ? "once" : `${count} times`}`).join(", "),
  };
}
