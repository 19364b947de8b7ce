import { describe, expect, it } from "vitest";
import { axisWidth, tick, xName, xTicks } from "./ticks";

describe("ticks", () => {
  it.each([
    [0, "0"],
    [0.5, "0.5"],
    [-2, "−2"],
    [1e-5, "1e−5"],
    [1.0500000000000001e-12, "1.05e−12"],
    [-1.0999999999999999e-12, "−1.1e−12"],
    [25_000, "25k"],
    [2_000_000, "2e6"],
    [0.30000000000000004, "0.3"],
  ])("%d is %s", (value, text) => {
    expect(tick(value)).toBe(text);
  });

  it("have room at a y axis, which is as wide as in other charts where that will do", () => {
    expect(axisWidth(null)).toBe(48);
    expect(axisWidth(["0.25", "57.5k"])).toBe(48);
    expect(axisWidth(["1e−12", "−1.05e−12"])).toBeGreaterThan(9 * 6);
  });

  it("are whole steps, spans, or times of the day", () => {
    expect(xTicks("step", [0, 0.5, 1, null])).toEqual(["0", "", "1", ""]);
    expect(xTicks("relative", [0, 60_000, 3_600_000])).toEqual(["0", "1 min", "1 h"]);
    expect(xName("step", 1234.4)).toMatch(/^step 1.?234$/);
  });
});
