import { describe, expect, it } from "vitest";
import type { Series } from "../api/types";
import { indexAt, nearestIndex, rangeOfY, smoothed, summary, toCurve, wholeOf } from "./curve";

const exact = (x: number[], last: Series["last"]): Series => ({
  run_id: "r", key: "k", points: x.length, exact: true, x_min: x[0] ?? 0, x_max: x.at(-1) ?? 0, x, last,
});

/** Buckets of ten points around 1; the one at `spike` hides a single 1000. */
function bucketed(size: number, spike: number): Series {
  const of = (value: (i: number) => number) => Array.from({ length: size }, (_, i) => value(i));
  return {
    ...exact(of((i) => i * 10), of(() => 1)), points: size * 10, exact: false, x_last: of((i) => i * 10 + 9), first: of(() => 1),
    min: of(() => 0.9), max: of((i) => (i === spike ? 1000 : 1.1)), mean: of((i) => (i === spike ? 100.9 : 1)),
    count: of(() => 10), nan: of((i) => (i === 3 ? 2 : 0)), pos_inf: of((i) => (i === 4 ? 1 : 0)), neg_inf: of(() => 0),
  };
}

describe("a curve", () => {
  it("keeps what is not finite as marks and gaps", () => {
    const curve = toCurve(exact([0, 1, 2, 3, 4], [1, "NaN", 3, "Infinity", "-Infinity"]));
    expect([...curve.y]).toEqual([1, NaN, 3, NaN, NaN]);
    expect(curve.odd).toEqual([
      { x: 1, kind: "NaN", count: 1 },
      { x: 3, kind: "Infinity", count: 1 },
      { x: 4, kind: "-Infinity", count: 1 },
    ]);
    expect(curve.last).toBe(-Infinity);
    expect(rangeOfY([curve], -Infinity, Infinity, false)).toEqual({ min: 1, max: 3 });
  });

  it("counts what buckets hide", () => {
    const curve = toCurve(bucketed(6, 2));
    expect(curve.odd).toEqual([{ x: 30, kind: "NaN", count: 2 }, { x: 40, kind: "Infinity", count: 1 }]);
    expect(summary(curve)).toMatchObject({ points: 60, last: 1, odd: "NaN 2 times, Infinity once" });
  });

  it("never loses a spike", () => {
    const curve = toCurve(bucketed(500, 123));
    expect(rangeOfY([curve], -Infinity, Infinity, false)).toEqual({ min: 0.9, max: 1000 });
    expect(curve.spikes()).toEqual([123]);
    expect(rangeOfY([curve], 2000, 3000, false)?.max).toBe(1.1);
  });

  it("may be one point, or none that is finite", () => {
    expect(wholeOf([toCurve(exact([7], [2]))])).toEqual({ min: 7, max: 7 });
    const nothing = toCurve(exact([1, 2], ["NaN", "NaN"]));
    expect(rangeOfY([nothing], -Infinity, Infinity, false)).toBeNull();
    expect(wholeOf([nothing])).toEqual({ min: 1, max: 2 });
    expect(wholeOf([])).toBeNull();
  });

  it("leaves out what a logarithm cannot show", () => {
    const curve = toCurve(exact([0, 1, 2], [-1, 0.5, 2]));
    expect(rangeOfY([curve], -Infinity, Infinity, true)).toEqual({ min: 0.5, max: 2 });
  });

  it("is found by x, also where steps repeat or are negative", () => {
    const curve = toCurve(exact([-5, 0, 0, 10], [1, 2, 3, 4]));
    expect(indexAt(curve, 0)).toBe(1);
    expect(indexAt(curve, 99)).toBe(4);
    expect(nearestIndex(curve, -99)).toBe(0);
    expect(nearestIndex(curve, 4)).toBe(2);
    expect(nearestIndex(curve, 6)).toBe(3);
  });

  it("is smoothed without hanging on its first value, gaps left out", () => {
    const line = smoothed(Float64Array.from([1, NaN, 1, 1]), 0.9);
    expect([line[0], line[2], line[3]].every((value) => Math.abs((value ?? 0) - 1) < 1e-12)).toBe(true);
    expect(line[1]).toBeNaN();
    expect(smoothed(Float64Array.from([0, 10]), 0.5)[1]).toBeCloseTo(20 / 3);
  });
});
