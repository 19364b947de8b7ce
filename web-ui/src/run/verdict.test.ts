import { describe, expect, it } from "vitest";
import type { Experiment, Metric, Run, Series } from "../api/types";
import { mainMetric } from "../experiments/mainMetric";
import { best, pace, rate, silence, usualGap } from "./verdict";

const metric = (key: string, step = 0, timestamp = 0): Metric => ({ key, value: 1, step, timestamp });
const experiment = (tags: Record<string, string>): Experiment => ({
  experiment_id: "1", name: "e", artifact_location: "", lifecycle_stage: "active", creation_time: 0, last_update_time: 0,
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
});
const exact = (x: number[], last: Series["last"]): Series => ({ run_id: "r", key: "k", points: x.length, exact: true, x_min: 0, x_max: 0, x, last });

describe("the verdict on a run", () => {
  it("judges by the metric that the experiment names", () => {
    const named = experiment({ "mlflow.experiment.primaryMetric.name": "odd", "mlflow.experiment.primaryMetric.greaterIsBetter": "False" });
    expect(mainMetric(named, [metric("acc"), metric("odd")])).toEqual({ key: "odd", isLower: true, isTold: true, isSet: true });
    expect(mainMetric(named, [metric("acc")])).toEqual({ key: "acc", isLower: false, isTold: true, isSet: false });
    expect(mainMetric(named, [metric("confidence")])).toEqual({ key: "confidence", isLower: false, isTold: false, isSet: false });
    expect(mainMetric(undefined, [])).toBeNull();
  });

  it("finds the best value that a bucket hides", () => {
    expect(best(exact([0, 1, 2], [3, "NaN", 2]), true)).toBe(2);
    expect(best({ ...exact([0], [5]), exact: false, min: [-9], max: [100], mean: [5] }, false)).toBe(100);
    expect(best(exact([0], ["Infinity"]), false)).toBeNull();
  });

  it("tells the pace in a unit that suits it", () => {
    const run = { info: { start_time: 0 }, data: { metrics: [metric("loss", 600, 60_000), metric("system/cpu", 9_999, 60_000)] } } as unknown as Run;
    expect(pace(run)).toEqual({ step: 600, perSecond: 10 });
    expect(rate(10)).toBe("10/s");
    expect(rate(0.5)).toBe("30/min");
    expect(rate(1 / 7200)).toBe("12/d");
  });

  it("says so when a run is silent for much longer than usual", () => {
    const series = exact([0, 10_000, 20_000, 30_000], [1, 1, 1, 1]);
    expect(usualGap(series)).toBe(10_000);
    expect(silence(series, 30_000, 59_000)).toBeNull();
    expect(silence(series, 30_000, 61_000)).toEqual({ millis: 31_000, gap: 10_000 });
    expect(silence(exact([0], [1]), 0, 1e9)).toBeNull();
  });

  it("knows the gaps inside of buckets", () => {
    const bucketed: Series = { ...exact([0, 100_000], [1, 1]), exact: false, x_last: [90_000, 190_000], count: [10, 9], nan: [0, 1], pos_inf: [0, 0], neg_inf: [0, 0] };
    expect(usualGap(bucketed)).toBe(10_000);
  });
});
