import { describe, expect, it } from "vitest";
import { brief, guessMainMetric, orderBy } from "./columns";

describe("columns", () => {
  it("guesses the metric that a run is judged by", () => {
    expect(guessMainMetric(["time", "loss", "acc"])).toBe("acc");
    expect(guessMainMetric(["acc", "val_loss"])).toBe("val_loss");
    expect(guessMainMetric(["accesses", "val_accesses", "conf1", "lr2", "valAccTop5"])).toBe("valAccTop5");
    expect(guessMainMetric(["val_accesses", "acceleration", "trainF1"])).toBe("trainF1");
    expect(guessMainMetric(["ferrite", "streamsend", "rmse"])).toBe("rmse");
    expect(guessMainMetric(["system/cpu", "speed"])).toBe("speed");
    expect(guessMainMetric([])).toBeUndefined();
  });

  it.each([
    ["0.000146", "0.000146"],
    ["0.00014599999", "0.0001460"],
    ["1.4599999999e-05", "1.460e−5"],
    ["1e-05", "1e-05"],
    ["20260131", "20260131"],
    ["1.2.345678", "1.2.345678"],
  ])("shows the param %s as %s", (value, shown) => {
    expect(brief(value)).toBe(shown);
  });

  it("orders by what the address names", () => {
    const param = (key: string, ...sample: string[]) => ({ key, values: sample.length, sample });
    const keys = { metrics: [], params: [param("lr", "0.1", "1e-3"), param("opt", "1", "adam"), param("none")], tags: [], truncated: false, columns: [] };
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
