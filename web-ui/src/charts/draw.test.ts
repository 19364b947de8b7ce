import { expect, test } from "vitest";
import { apart } from "./draw";

const axis = { top: 0, bottom: 100 };
const box = (name: string, y: number, left = 0) => ({ name, left, width: 50, y });
const places = (boxes: ReturnType<typeof box>[]) => Object.fromEntries(apart(boxes, 10, axis).map(({ name, y }) => [name, y]));

test("names that meet are moved down, those that do not stay", () => {
  expect(places([box("a", 20), box("b", 22), box("c", 60)])).toEqual({ a: 20, b: 30, c: 60 });
});

test("names side by side stay at their height", () => {
  expect(places([box("a", 20), box("b", 22, 60)])).toEqual({ a: 20, b: 22 });
});

test("none stands beyond the axis", () => {
  expect(places([box("a", 92), box("b", 94), box("c", 99)])).toEqual({ a: 75, b: 85, c: 95 });
  expect(places([box("a", -30)])).toEqual({ a: 5 });
});
