import type { Range } from "./curve";

/** A part of the x axis that is looked at; null is all of it. */
export type Part = { from: number; to: number } | null;

/** Nearer than this no two steps and no two milliseconds are. */
const LEAST = 1;

/** The part that is `factor` as wide as the one in sight, and has `centre` where it is now. */
export function zoomed(sight: Range, whole: Range, centre: number, factor: number): Part {
  const width = Math.max((sight.max - sight.min) * factor, Math.min(LEAST, sight.max - sight.min));
  const share = (centre - sight.min) / (sight.max - sight.min);
  const from = centre - share * width;
  return within({ from, to: from + width }, whole);
}

/** The part in sight, moved by `distance`, but never beyond what there is. */
export function moved(sight: Range, whole: Range, distance: number): Part {
  const most = Math.max(0, whole.max - sight.max);
  const least = Math.min(0, whole.min - sight.min);
  const by = Math.min(most, Math.max(least, distance));
  return within({ from: sight.min + by, to: sight.max + by }, whole);
}

/** A part with as much again around it, so that a hand that moves on finds something there. */
export function around(part: Part): Part {
  if (part === null) return null;
  const half = (part.to - part.from) / 2;
  return { from: part.from - half, to: part.to + half };
}

/** Whether one part lies within another. */
export function contains(outer: Part, inner: Part): boolean {
  if (outer === null || inner === null) return outer === null;
  return outer.from <= inner.from && outer.to >= inner.to;
}

/**
 * Whether what lies around a part that was asked for does for another one, too, and for the way that a hand goes
 * from there until more has come.
 */
export function serves(asked: Part, part: Part): boolean {
  if (asked === null || part === null) return asked === part;
  const width = part.to - part.from;
  const way = width / 4;
  const isFineEnough = asked.to - asked.from <= 2 * width;
  return isFineEnough && contains(around(asked), { from: part.from - way, to: part.to + way });
}

/** Whether a part has all that is in sight of what there is; null has everything. */
export const covers = (part: Part, sight: Range, whole: Range): boolean =>
  part === null || (part.from <= Math.max(sight.min, whole.min) && part.to >= Math.min(sight.max, whole.max));

function within({ from, to }: { from: number; to: number }, whole: Range): Part {
  const [first, last] = [Math.max(from, whole.min), Math.min(to, whole.max)];
  if (first >= last) return { from, to };
  return first === whole.min && last === whole.max ? null : { from: first, to: last };
}
