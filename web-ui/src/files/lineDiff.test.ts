import { expect, test } from "vitest";
import { equalEnds, lineDiff, stretches } from "./lineDiff";

const shown = (a: string, b: string) => lineDiff(a.split(" "), b.split(" "))?.map((pair) => `${pair.a ?? "-"}${pair.isSame ? "=" : "|"}${pair.b ?? "-"}`);

test("what goes and what comes at one place stands side by side", () => {
  expect(shown("a b c d", "a x y c d")).toEqual(["0=0", "1|1", "-|2", "2=3", "3=4"]);
  expect(shown("a b c d", "a d")).toEqual(["0=0", "1|-", "2|-", "3=1"]);
  expect(shown("a", "a b")).toEqual(["0=0", "-|1"]);
  expect(shown("a b c", "x b y")).toEqual(["0|0", "1=1", "2|2"]);
});

test("every line of both texts is there once, in order", () => {
  const line = (seed: number) => (i: number) => String((i * seed) % 7);
  const a = Array.from({ length: 200 }, (_, i) => line(3)(i));
  const b = Array.from({ length: 180 }, (_, i) => line(5)(i));
  const pairs = lineDiff(a, b) ?? [];
  expect(pairs.flatMap((pair) => pair.a ?? [])).toEqual(a.map((_, i) => i));
  expect(pairs.flatMap((pair) => pair.b ?? [])).toEqual(b.map((_, i) => i));
  for (const pair of pairs) if (pair.isSame) expect(a[pair.a ?? -1]).toBe(b[pair.b ?? -1]);
});

test("equal lines far from a difference are folded", () => {
  const a = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  const found = stretches(lineDiff(a, a.with(50, "other")) ?? []);
  expect(found.map(({ isFolded, pairs }) => [isFolded, pairs.length])).toEqual([[true, 47], [false, 7], [true, 46]]);
  expect(stretches(lineDiff(a, a) ?? []).map(({ isFolded }) => isFolded)).toEqual([true]);
  expect(stretches(lineDiff([], []) ?? [])).toEqual([]);
});

test("texts that have nothing in common are given up in time, or told whole", () => {
  const a = Array.from({ length: 60_000 }, (_, i) => `a${i}`);
  const b = Array.from({ length: 60_000 }, (_, i) => `b${i}`);
  expect([undefined, 60_000]).toContain(lineDiff(a, b)?.length);
});

test("the middle of a changed line is what differs", () => {
  expect(equalEnds("lr: 0.1", "lr: 0.01")).toEqual({ start: 6, end: 1 });
  expect(equalEnds("aa", "aaa")).toEqual({ start: 2, end: 0 });
  expect(equalEnds("", "x")).toEqual({ start: 0, end: 0 });
});
