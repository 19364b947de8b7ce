import { once } from "../ui/once";
import { type Curve, spikesOf } from "./curve";

/** A line that stands for several runs. */
export interface Members {
  /** What the line is called by, in place of a run's id. */
  id: string;
  runs: readonly string[];
}

/** So many places a line of a group has at most; where its runs have fewer x in all, it has each of them. */
const PLACES = 500;

/** So many places at each side tell what is usual at one. */
const NEAR = 12;

/**
 * A curve for each group that has points: at each x the median of its runs, between the least and the greatest
 * of any. A run counts from its first point to its last, straight between two of them, so that runs which log at
 * different steps can be put together. What is not finite is marked as in the curves of runs.
 */
export function medians(curves: readonly Curve[], groups: readonly Members[]): Curve[] {
  const of = new Map(curves.map((curve) => [curve.runId, curve]));
  return groups.flatMap(({ id, runs }) => {
    const [first, ...others] = runs.flatMap((run) => of.get(run) ?? []);
    if (!first) return [];
    return [others.length === 0 ? { ...first, runId: id } : medianOf(id, [first, ...others])];
  });
}

function medianOf(id: string, members: readonly Curve[]): Curve {
  const x = placesOf(members);
  const spread = members.map((member) => at(x, member));
  const y = new Float64Array(x.length);
  const low = new Float64Array(x.length);
  const high = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    y[i] = median(spread.map((each) => each.y[i] ?? NaN).filter(Number.isFinite));
    low[i] = least(spread.map((each) => each.low[i] ?? NaN));
    high[i] = -least(spread.map((each) => -(each.high[i] ?? NaN)));
  }
  return {
    runId: id,
    points: members.reduce((sum, { points }) => sum + points, 0),
    isExact: false,
    x,
    y,
    low,
    high,
    odd: members.flatMap(({ odd }) => odd).sort((a, b) => a.x - b.x),
    whole: { min: least(members.map(({ whole }) => whole.min)), max: -least(members.map(({ whole }) => -whole.max)) },
    spikes: once(() => spikesNear(low, high)),
    last: median(members.map(({ last }) => last).filter(Number.isFinite)),
  };
}

/** The places that span much more than those around them: where some runs end the band is narrower from there on, and no spike before. */
function spikesNear(low: Float64Array, high: Float64Array): number[] {
  const isSpike = (i: number) => {
    const from = Math.max(0, i - NEAR);
    const to = i + NEAR + 1;
    return spikesOf(low.subarray(from, to), high.subarray(from, to)).includes(i - from);
  };
  return [...low.keys()].filter(isSpike);
}

/** Each x that any of them has, or places evenly between the first and the last. */
function placesOf(members: readonly Curve[]): Float64Array {
  const all = new Set<number>();
  for (const { x } of members) for (const each of x) all.add(each);
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= PLACES) return sorted;
  const first = sorted[0] ?? 0;
  const width = ((sorted.at(-1) ?? 0) - first) / PLACES;
  return Float64Array.from({ length: PLACES }, (_, i) => first + (i + 0.5) * width);
}

/** One run at places: the mean of its entries that are nearest to each, or what lies straight between two. */
function at(x: Float64Array, curve: Curve): Pick<Curve, "y" | "low" | "high"> {
  const sum = new Float64Array(x.length);
  const count = new Float64Array(x.length);
  const low = new Float64Array(x.length).fill(NaN);
  const high = new Float64Array(x.length).fill(NaN);
  let place = 0;
  for (let i = 0; i < curve.x.length; i++) {
    const here = curve.x[i] ?? 0;
    while (place + 1 < x.length && here - (x[place] ?? 0) > (x[place + 1] ?? 0) - here) place++;
    low[place] = least([low[place] ?? NaN, curve.low[i] ?? NaN]);
    high[place] = -least([-(high[place] ?? NaN), -(curve.high[i] ?? NaN)]);
    const value = curve.y[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    sum[place] = (sum[place] ?? 0) + value;
    count[place] = (count[place] ?? 0) + 1;
  }
  const y = sum.map((each, i) => each / (count[i] ?? 0));
  between(x, y, low, high);
  return { y, low, high };
}

/** Fills what lies between two values. */
function between(x: Float64Array, y: Float64Array, low: Float64Array, high: Float64Array): void {
  let before = -1;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(y[i])) continue;
    const [from, to] = [x[before] ?? 0, x[i] ?? 0];
    for (let j = before + 1; before >= 0 && j < i; j++) {
      const part = ((x[j] ?? 0) - from) / (to - from);
      low[j] = high[j] = y[j] = (y[before] ?? 0) * (1 - part) + (y[i] ?? 0) * part;
    }
    before = i;
  }
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/** The least of those that are numbers; NaN where none is. */
function least(values: readonly number[]): number {
  let found = NaN;
  for (const value of values) if (!(found <= value) && !Number.isNaN(value)) found = value;
  return found;
}
