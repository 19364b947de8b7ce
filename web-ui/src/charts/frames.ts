const waiting = new Map<object, () => void>();
let isComing = false;

/**
 * Does an act in a frame of its own, so that many charts at once hold up no single frame for long.
 * A later act of the same owner takes the place of one that still waits.
 */
export function inAFrame(owner: object, act: () => void): void {
  waiting.set(owner, act);
  if (isComing) return;
  isComing = true;
  requestAnimationFrame(next);
}

/** Forgets what an owner waits for. */
export function leaveFrames(owner: object): void {
  waiting.delete(owner);
}

function next(): void {
  const [first] = waiting;
  isComing = waiting.size > 1;
  if (isComing) requestAnimationFrame(next);
  if (!first) return;
  waiting.delete(first[0]);
  first[1]();
}
