import { signal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";

const MOST = 32;
const STEP = 1.5;
const PAN = 0.1;
/** A press that moves farther than this, px, drags instead of choosing. */
const STILL = 3;

/** What is seen of every picture: how large it is, and how far it is moved, in parts of its box. */
interface View {
  scale: number;
  x: number;
  y: number;
}

const FIT: View = { scale: 1, x: 0, y: 0 };

const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/** One zoom for several pictures, so that all show the same detail. */
export class Zoom {
  readonly view: Signal<View> = signal(FIT);
  #isDragged = false;

  /** Makes pictures `times` as large; what is at `x`, `y` stays there, in parts of the box from its middle. */
  by(times: number, x = 0, y = 0): void {
    const { scale, x: movedX, y: movedY } = this.view.value;
    const next = Math.min(MOST, Math.max(1, scale * times));
    const grown = next / scale;
    this.#show(next, x + (movedX - x) * grown, y + (movedY - y) * grown);
  }

  move(x: number, y: number): void {
    const view = this.view.value;
    this.#show(view.scale, view.x + x, view.y + y);
  }

  fit(): void {
    this.view.value = FIT;
  }

  /** Never moved so far that the box would be seen beside a picture that fills it. */
  #show(scale: number, x: number, y: number): void {
    const most = (scale - 1) / 2;
    this.view.value = { scale, x: within(x, most), y: within(y, most) };
  }

  readonly wheel = (event: WheelEvent): void => {
    // Without the key the wheel scrolls the page; two fingers on a pad come with it.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = (event.currentTarget as Element).getBoundingClientRect();
    this.by(Math.exp(-event.deltaY / 300), (event.clientX - box.x) / box.width - 0.5, (event.clientY - box.y) / box.height - 0.5);
  };

  readonly press = (event: PointerEvent): void => {
    const box = event.currentTarget as HTMLElement;
    this.#isDragged = false;
    if (event.button !== 0 || this.view.value.scale === 1) return;
    let way = 0;
    const drag = (move: PointerEvent) => {
      if (move.pointerId !== event.pointerId) return;
      way += Math.abs(move.movementX) + Math.abs(move.movementY);
      if (way > STILL) this.#isDragged = true;
      this.move(move.movementX / box.clientWidth, move.movementY / box.clientHeight);
    };
    const end = () => {
      for (const name of ["pointerup", "pointercancel"] as const) window.removeEventListener(name, end);
      window.removeEventListener("pointermove", drag);
    };
    window.addEventListener("pointermove", drag);
    for (const name of ["pointerup", "pointercancel"] as const) window.addEventListener(name, end);
  };

  /** A link that was dragged is not followed. */
  readonly keepDragged = (event: Event): void => {
    if (this.#isDragged) event.preventDefault();
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isLarge = this.view.value.scale > 1;
    const acts: Record<string, (() => void) | false> = {
      "+": () => this.by(STEP),
      "=": () => this.by(STEP),
      "-": () => this.by(1 / STEP),
      "0": () => this.fit(),
      ArrowLeft: isLarge && (() => this.move(PAN, 0)),
      ArrowRight: isLarge && (() => this.move(-PAN, 0)),
      ArrowUp: isLarge && (() => this.move(0, PAN)),
      ArrowDown: isLarge && (() => this.move(0, -PAN)),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

export const useZoom = (): Zoom => useMemo(() => new Zoom(), []);

/** Pictures with buttons that zoom all of them; keys and the wheel do so, too. */
export function Zoomed({ zoom, label, children }: { zoom: Zoom; label: string; children: ComponentChildren }) {
  return (
    <div role="group" aria-label={label} tabIndex={0} class="zoomed stack" onKeyDown={zoom.key}>
      <div class="row">
        <button type="button" aria-label="Smaller" onClick={() => zoom.by(1 / STEP)}>−</button>
        <span class="zoom-level" aria-live="polite">{Math.round(zoom.view.value.scale * 100)} %</span>
        <button type="button" aria-label="Larger" onClick={() => zoom.by(STEP)}>+</button>
        <button type="button" onClick={() => zoom.fit()}>Fit</button>
        <span class="meta">Ctrl and the wheel zoom, dragging and arrows move, all images alike.</span>
      </div>
      {children}
    </div>
  );
}

export function ZoomedImage({ zoom, src, alt, onError }: { zoom: Zoom; src: string; alt: string; onError?: () => void }) {
  const { scale, x, y } = zoom.view.value;
  return (
    <span class={`zoom-box ${scale > 1 ? "large" : ""}`} onWheel={zoom.wheel} onPointerDown={zoom.press}>
      <img src={src} alt={alt} loading="lazy" draggable={false} style={{ transform: `translate(${x * 100}%, ${y * 100}%) scale(${scale})` }} onError={onError} />
    </span>
  );
}
