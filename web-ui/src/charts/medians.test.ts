import { expect, test } from "vitest";
import type { Series } from "../api/types";
import { toCurve } from "./curve";
import { medians } from "./medians";

const run = (id: string, x: number[], last: Series["last"]) =>
  toCurve({ run_id: id, key: "k", points: x.length, exact: true, x_min: x[0] ?? 0, x_max: x.at(-1) ?? 0, x, last });
const of = (...runs: string[]) => [{ id: "group", runs }];

test("a group has the median of its runs, between the least and the greatest", () => {
  const curves = [run("a", [0, 1], [1, 10]), run("b", [0, 1], [5, 30]), run("c", [0, 1], [2, 80])];
  const [two] = medians(curves, of("a", "b"));
  const [three] = medians(curves, of("a", "b", "c"));
  expect(two).toMatchObject({ runId: "group", points: 4, last: 20, whole: { min: 0, max: 1 } });
  expect([two?.x, two?.y, two?.low, two?.high].map((each) => [...(each ?? [])])).toEqual([[0, 1], [3, 20], [1, 10], [5, 30]]);
  expect([three?.y, three?.low, three?.high].map((each) => [...(each ?? [])])).toEqual([[2, 30], [1, 10], [5, 80]]);
});

test("runs of other steps are put together, each from its first point to its last", () => {
  const [group] = medians([run("a", [0, 10], [0, 10]), run("b", [5, 20], [15, 30])], of("a", "b"));
  expect([...(group?.x ?? [])]).toEqual([0, 5, 10, 20]);
  expect([...(group?.y ?? [])]).toEqual([0, 10, 15, 30]);
  expect([...(group?.low ?? [])]).toEqual([0, 5, 10, 30]);
  expect([...(group?.high ?? [])]).toEqual([0, 15, 20, 30]);
});

test("a spike of one point of one run is in the band, however many points there are", () => {
  const x = Array.from({ length: 10_000 }, (_, i) => i);
  const flat = x.map(() => 1);
  const runs = ["a", "b", "c"].map((id) => run(id, x, id === "b" ? flat.with(4_321, 1_000) : flat));
  const [group] = medians(runs, of("a", "b", "c"));
  expect(group?.x.length).toBeLessThanOrEqual(500);
  expect(Math.max(...(group?.high ?? []))).toBe(1_000);
  expect(Math.max(...(group?.y ?? []))).toBe(1);
  expect(group?.spikes().length).toBe(1);
});

test("runs that end early leave the band narrower, and no spikes before", () => {
  const steps = (n: number) => Array.from({ length: n }, (_, i) => i);
  const runs = ["a", "b", "c"].map((id, i) => run(id, steps(i === 0 ? 200 : 1_000), steps(i === 0 ? 200 : 1_000).map((step) => (i === 0 ? 0 : 2 + 0.01 * Math.sin(step * i)))));
  const [group] = medians(runs, of("a", "b", "c"));
  expect(group?.spikes()).toEqual([]);
});

test("what is not finite is marked, and counts for no median", () => {
  const [group] = medians([run("a", [0, 1, 2], [1, "NaN", 3]), run("b", [0, 1, 2], [3, "Infinity", 5])], of("a", "b"));
  expect([...(group?.y ?? [])]).toEqual([2, 3, 4]);
  expect(group?.odd).toEqual([{ x: 1, kind: "NaN", count: 1 }, { x: 1, kind: "Infinity", count: 1 }]);
});

test("a group of one run is that run's curve, and one without points has none", () => {
  const curve = run("a", [0, 1], [1, 2]);
  expect(medians([curve], [...of("a", "x"), { id: "other", runs: ["y"] }])).toEqual([{ ...curve, runId: "group" }]);
});
