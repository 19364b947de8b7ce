import { describe, expect, it } from "vitest";
import { guessMainMetric, orderBy, usualColumns } from "./columns";

describe("columns", () => {
  it("shows metrics and params that vary", () => {
    const keys = {
      metrics: [
        { key: "epoch", min: 10, max: 10 },
        { key: "loss", min: 0.1, max: 2 },
        { key: "system/cpu", min: 1, max: 99 },
        { key: "val_acc", min: 0.5, max: 0.9 },
      ],
      params: [
        { key: "const", values: 1, sample: ["1"] },
        { key: "lr", values: 9, sample: [] },
      ],
      tags: [],
      truncated: false,
    };
    expect(usualColumns(keys)).toEqual(["metrics.val_acc", "metrics.loss", "metrics.epoch", "params.lr", "params.const"]);
  });

  it("guesses the metric that a run is judged by", () => {
    expect(guessMainMetric(["time", "loss", "acc"])).toBe("acc");
    expect(guessMainMetric(["acc", "val_loss"])).toBe("val_loss");
    expect(guessMainMetric(["system/cpu", "speed"])).toBe("speed");
    expect(guessMainMetric([])).toBeUndefined();
  });

  it("orders by what the address names", () => {
    const param = (key: string, ...sample: string[]) => ({ key, values: sample.length, sample });
    const keys = { metrics: [], params: [param("lr", "0.1", "1e-3"), param("opt", "1", "adam"), param("none")], tags: [], truncated: false };
    expect(orderBy("-metrics.val/loss", keys)).toEqual(["metrics.`val/loss` DESC"]);
    expect(orderBy("start", keys)).toEqual(["attributes.start_time ASC"]);
    expect(orderBy("-params.lr", keys)).toEqual(["numbers.`lr` DESC"]);
    expect(orderBy("params.opt", keys)).toEqual(["params.`opt` ASC"]);
    expect(orderBy("params.none", keys)).toEqual(["params.`none` ASC"]);
    expect(orderBy("tags.1", keys)).toEqual(["tags.`1` ASC"]);
    expect(orderBy("", keys)).toEqual([]);
    expect(orderBy("nonsense", keys)).toEqual([]);
  });
});
