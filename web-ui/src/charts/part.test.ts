import { expect, test } from "vitest";
import { around, contains, covers, moved, serves, zoomed } from "./part";

const whole = { min: 0, max: 100 };
const sight = { min: 20, max: 40 };

test("what is under the pointer stays there while one zooms", () => {
  expect(zoomed(sight, whole, 25, 0.5)).toEqual({ from: 22.5, to: 32.5 });
  expect(zoomed(sight, whole, 20, 2)).toEqual({ from: 20, to: 60 });
});

test("zooming out ends at all there is", () => {
  expect(zoomed(sight, whole, 20, 3)).toEqual({ from: 20, to: 80 });
  expect(zoomed({ min: 0, max: 40 }, whole, 10, 2)).toEqual({ from: 0, to: 70 });
  expect(zoomed(sight, whole, 30, 100)).toBeNull();
});

test("zooming in ends at a step, and where less than that is seen goes no further", () => {
  expect(zoomed({ min: 20, max: 21.5 }, whole, 20, 0.1)).toEqual({ from: 20, to: 21 });
  expect(zoomed({ min: 0.2, max: 0.4 }, { min: 0, max: 1 }, 0.2, 0.5)).toEqual({ from: 0.2, to: 0.4 });
});

test("moving keeps the width, and stops at the first and the last point", () => {
  expect(moved(sight, whole, 10)).toEqual({ from: 30, to: 50 });
  expect(moved(sight, whole, -50)).toEqual({ from: 0, to: 20 });
  expect(moved(sight, whole, 1_000)).toEqual({ from: 80, to: 100 });
  expect(moved(whole, whole, 5)).toBeNull();
});

test("a part beyond all points, which an address may ask for, can be moved back to them", () => {
  expect(moved({ min: 150, max: 170 }, whole, 10)).toEqual({ from: 150, to: 170 });
  expect(moved({ min: 150, max: 170 }, whole, -60)).toEqual({ from: 90, to: 100 });
});

test("around a part lies as much again", () => {
  expect(around({ from: 20, to: 40 })).toEqual({ from: 10, to: 50 });
  expect(around(null)).toBeNull();
});

test("a part contains what begins and ends in it; only all contains all", () => {
  expect(contains({ from: 20, to: 40 }, { from: 20, to: 30 })).toBe(true);
  expect(contains({ from: 20, to: 40 }, { from: 19, to: 30 })).toBe(false);
  expect(contains({ from: 20, to: 40 }, { from: 30, to: 41 })).toBe(false);
  expect(contains({ from: 20, to: 40 }, null)).toBe(false);
  expect(contains(null, { from: 20, to: 40 })).toBe(true);
  expect(contains(null, null)).toBe(true);
});

test("what was asked for serves until a hand comes near its edge, or looks closer", () => {
  const asked = { from: 20, to: 40 };
  expect(serves(asked, asked)).toBe(true);
  expect(serves(asked, { from: 25, to: 45 })).toBe(true);
  expect(serves(asked, { from: 26, to: 46 })).toBe(false);
  expect(serves(asked, { from: 14, to: 34 })).toBe(false);
  expect(serves(asked, { from: 25, to: 35 })).toBe(true);
  expect(serves(asked, { from: 26, to: 34 })).toBe(false);
  expect(serves(asked, null)).toBe(false);
  expect(serves(null, asked)).toBe(false);
  expect(serves(null, null)).toBe(true);
});

test("a part has what is in sight, unless that reaches beyond it to where there are points", () => {
  expect(covers({ from: 10, to: 50 }, sight, whole)).toBe(true);
  expect(covers({ from: 10, to: 30 }, sight, whole)).toBe(false);
  expect(covers({ from: -10, to: 50 }, { min: -20, max: 40 }, whole)).toBe(true);
  expect(covers(null, whole, whole)).toBe(true);
});
