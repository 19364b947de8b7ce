import { batch, signal } from "@preact/signals";
import { place } from "../router";
import type { Part } from "./part";
import { zoomTo } from "./view";

/** How often the address follows, and with it the points that are asked for. */
const WRITE_MILLIS = 250;
/** A hand that rests so long has done: what comes next is another step of the back button. */
const REST_MILLIS = 400;

/** Where a hand is moving to; undefined while none does, and the address says what is looked at. */
export const moving = signal<Part | undefined>(undefined);

let path = "";
let isWritten = false;
let write: ReturnType<typeof setTimeout> | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;

/** Looks at a part at once, in all charts; what a hand does without a rest is one step of the back button. */
export function moveTo(part: Part): void {
  if (moving.value === undefined) {
    path = place.value.path;
    isWritten = false;
  }
  moving.value = part;
  write ??= setTimeout(writeDown, WRITE_MILLIS);
  clearTimeout(rest);
  rest = setTimeout(endMove, REST_MILLIS);
}

function writeDown(): void {
  write = undefined;
  // Who has left the page meanwhile looks at something else.
  if (moving.value === undefined || place.value.path !== path) return;
  zoomTo(moving.value, { replace: isWritten });
  isWritten = true;
}

/** The hand has let go. */
export function endMove(): void {
  clearTimeout(rest);
  clearTimeout(write);
  batch(() => {
    writeDown();
    moving.value = undefined;
  });
}
