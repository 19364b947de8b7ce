import { batch, signal } from "@preact/signals";
import { place } from "../router";
import { contains, type Part, serves } from "./part";
import { viewOf, zoomTo } from "./view";

/** How often points are asked for, at most, while a hand moves. */
const ASK_MILLIS = 250;
/** A hand that rests so long has done: what comes next is another step of the back button. */
const REST_MILLIS = 400;

/** Where a hand is moving to; undefined while none does, and the address says what is looked at. */
export const moving = signal<Part | undefined>(undefined);

/** Which part is looked at, by a hand or the address. */
export const lookedAt = (): Part => (moving.value === undefined ? viewOf(place.value.query).zoom : moving.value);

/** For which part points are asked meanwhile; undefined when the address says. */
export const asked = signal<Part | undefined>(undefined);

let begun: { on: string; part: Part } = { on: "", part: null };
let ask: ReturnType<typeof setTimeout> | undefined;
let rest: ReturnType<typeof setTimeout> | undefined;

/**
 * Looks at a part at once, in all charts. The address follows when the hand rests: so what it does until then is
 * one step of the back button, and only charts are drawn anew.
 */
export function moveTo(part: Part): void {
  if (moving.value === undefined) begun = { on: axis(), part: lookedAt() };
  moving.value = part;
  if (asked.value === undefined || !serves(asked.value, part)) {
    // At first there is nothing beyond the edges of what was in sight.
    const isBare = asked.value === undefined && !contains(begun.part, part);
    ask ??= setTimeout(() => {
      ask = undefined;
      asked.value = moving.value;
    }, isBare ? 0 : ASK_MILLIS);
  }
  clearTimeout(rest);
  rest = setTimeout(endMove, REST_MILLIS);
}

/** The hand has let go. */
export function endMove(): void {
  const part = moving.value;
  // Who has gone to another page or axis meanwhile looks at something else.
  stop(() => part !== undefined && begun.on === axis() && zoomTo(part));
}

/** Looks at a part, or at all, whatever a hand was about to. */
export const lookAt = (part: Part): void => stop(() => zoomTo(part));

function stop(then: () => void): void {
  clearTimeout(rest);
  clearTimeout(ask);
  ask = undefined;
  batch(() => {
    moving.value = undefined;
    asked.value = undefined;
    then();
  });
}

const axis = (): string => `${place.value.path}?${place.value.query.get("x") ?? ""}`;
