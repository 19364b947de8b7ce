import { diffArrays } from "diff";

/** A line of two texts side by side: its number in each, from 0; undefined where the other has it alone. */
export interface Pair {
  a: number | undefined;
  b: number | undefined;
  isSame: boolean;
}

/** Lines that belong together; those that are folded are equal and far from what differs. */
export interface Stretch {
  pairs: Pair[];
  isFolded: boolean;
}

/** So many equal lines are shown before and after what differs. */
const AROUND = 3;
const PATIENCE_MILLIS = 500;

/** Two texts line by line; undefined when they differ in more than can be lined up in a moment. */
export function lineDiff(a: readonly string[], b: readonly string[]): Pair[] | undefined {
  const changes = diffArrays(a as string[], b as string[], { timeout: PATIENCE_MILLIS });
  if (!changes) return undefined;
  const pairs: Pair[] = [];
  let atA = 0;
  let atB = 0;
  // What goes and what comes at one place stands in the same lines, as far as there are as many.
  let open = 0;
  for (const { added, removed, count } of changes) {
    if (!added && !removed) {
      for (let i = 0; i < count; i++) pairs.push({ a: atA++, b: atB++, isSame: true });
      open = pairs.length;
      continue;
    }
    const side = removed ? "a" : "b";
    let row = open;
    while (row < pairs.length && pairs[row]?.[side] !== undefined) row++;
    for (let i = 0; i < count; i++, row++) {
      const pair = (pairs[row] ??= { a: undefined, b: undefined, isSame: false });
      pair[side] = removed ? atA++ : atB++;
    }
  }
  return pairs;
}

/** Folds what is equal, but for a few lines around what differs. */
export function stretches(pairs: readonly Pair[]): Stretch[] {
  const near = new Uint8Array(pairs.length);
  pairs.forEach((pair, i) => {
    if (!pair.isSame) near.fill(1, Math.max(0, i - AROUND), i + AROUND + 1);
  });
  const found: Stretch[] = [];
  pairs.forEach((pair, i) => {
    const isFolded = near[i] === 0;
    const last = found.at(-1);
    if (last && last.isFolded === isFolded) last.pairs.push(pair);
    else found.push({ pairs: [pair], isFolded });
  });
  return found;
}

/** Where two lines differ: as many characters are equal at their beginning and at their end. */
export function equalEnds(a: string, b: string): { start: number; end: number } {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, end };
}
