import { describe, expect, it } from "vitest";
import { guessMainMetric, orderBy } from "./columns";

describe("columns", () => {
  it("guesses the metric that a run is judged by", () => {
    expect(guessMainMetric(["time", "loss", "acc"])).toBe("acc");
    expect(guessMainMetric(["acc", "val_loss"])).toBe("val_loss");
    expect(guessMainMetric(["system/cpu", "speed"])).toBe("speed");
    expect(guessMainMetric([])).toBeUndefined();
  });

  it("orders by what the address names", () => {
    expect(orderBy("-metrics.val/loss")).toEqual(["metrics.`val/loss` DESC"]);
    expect(orderBy("start")).toEqual(["attributes.start_time ASC"]);
    expect(orderBy("")).toEqual([]);
    expect(orderBy("nonsense")).toEqual([]);
  });
});
