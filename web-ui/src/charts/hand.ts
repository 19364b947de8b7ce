import type { Range } from "./curve";
import { lit } from "./hover";
import { endMove, lookedAt, moveTo } from "./moving";
import { moved, type Part, zoomed } from "./part";

/** What a hand is over. */
export interface Held {
  /** From the first point to the last, drawn or not. */
  readonly whole: Range;
}

/** What is looked at. It may be drawn only in the next frame, but acts that follow each other build on it. */
export function sightOf({ whole }: Held): Range {
  const part = lookedAt();
  return part === null ? whole : { min: part.from, max: part.to };
}

const ZOOM_PER_PIXEL = 0.002;

/**
 * Zooms and moves by the wheel, by dragging with Shift or the middle button, and by fingers. The wheel alone
 * scrolls the page; so does a finger that goes up or down.
 */
export function followHand(over: HTMLElement, held: Held): void {
  const sight = () => sightOf(held);
  let frame = 0;
  // Several events of one frame are drawn once.
  let asked: (() => Part)[] = [];
  const ask = (act: () => Part) => {
    asked.push(act);
    if (frame !== 0) return;
    frame = requestAnimationFrame(go);
  };
  const go = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const acts = asked;
    asked = [];
    for (const act of acts) {
      const part = act();
      if (part !== null || !isWhole()) moveTo(part);
    }
  };
  const isWhole = () => sight().min <= held.whole.min && sight().max >= held.whole.max;
  const perPixel = () => (sight().max - sight().min) / over.clientWidth;
  const at = (left: number) => sight().min + left * perPixel();

  over.addEventListener(
    "wheel",
    (event) => {
      // Fingers that pinch a trackpad come as a wheel with Ctrl held.
      const isZoom = event.ctrlKey || event.metaKey;
      // With Shift held some browsers turn the wheel's direction by themselves, others do not.
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (isZoom) {
        const factor = Math.exp((event.deltaY || event.deltaX) * ZOOM_PER_PIXEL);
        const { offsetX } = event;
        ask(() => zoomed(sight(), held.whole, at(offsetX), factor));
      } else if (!isWhole() && Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
        ask(() => moved(sight(), held.whole, sideways * perPixel()));
      } else {
        return;
      }
      event.preventDefault();
    },
    { passive: false },
  );

  const fingers = new Map<number, number>();
  const spread = () => {
    const [a = 0, b = a] = fingers.values();
    return { middle: (a + b) / 2, width: Math.abs(a - b) };
  };
  over.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType === "touch";
    if (!isFinger && !drags(event)) return;
    if (!isFinger) event.preventDefault();
    // Who drags looks where to. Lines that stand out would cost a picture of the others each frame.
    lit.value = null;
    over.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.offsetX);
  });
  over.addEventListener("pointermove", (event) => {
    const before = spread();
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.offsetX);
    const after = spread();
    const factor = before.width > 0 && after.width > 0 ? before.width / after.width : 1;
    ask(() => {
      if (factor !== 1) return zoomed(sight(), held.whole, at(after.middle), factor);
      return moved(sight(), held.whole, (before.middle - after.middle) * perPixel());
    });
  });
  const letGo = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    go();
    endMove();
  };
  over.addEventListener("pointerup", letGo);
  over.addEventListener("pointercancel", letGo);
}

/** Whether a mouse moves what it drags; otherwise it marks a part to zoom to. */
export const drags = (event: MouseEvent): boolean => event.button === 1 || (event.button === 0 && event.shiftKey);
