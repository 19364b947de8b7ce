import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { nearestIndex, rangeOfY, wholeOf, type Curve, type Range } from "./curve";
import { drawing, type End, entries, labels, places, stroke, type Places, type Drawing, type Ink, type Pen } from "./draw";
import { drags, followHand, type Held } from "./hand";
import { covers, type Part } from "./part";
import { axisWidth, SPAN_STEPS, tick, xTicks } from "./ticks";
import type { XKind } from "./view";

export interface PlotEvents {
  zoomed: (zoom: Part) => void;
  /** The pointer is at an x, and over the line of a run or of none; null when it left. */
  pointed: (at: { x: number; runId: string | null; left: number; top: number } | null) => void;
}

export interface Shown {
  curves: readonly Curve[];
  /** What the curves have the points of. */
  part: Part;
  /** Curves with points of all of x, for what lies beyond that part. */
  whole: readonly Curve[];
  pens: ReadonlyMap<string, Pen>;
  zoom: Part;
  smooth: number;
}

const NEAR_PIXELS = 40;
const MOST_LABELS = 8;
/** The bands of more lines than these would hide each other; the lit one still has its own. */
const MOST_BANDS = 8;
/** Lines of more entries in all than these are drawn so that they cost little. */
const MOST_THICK = 1_500;
const FADED = 0.2;
/** Beyond these uPlot finds no places for ticks, and looks for them forever. */
const LEAST_OF_LOG = 1e-300;
const GREATEST_OF_LOG = 1e300;
const CURSORS = "modelyard";

/**
 * The curves of one metric on a canvas. uPlot gives axes, cursor and selection; the lines are drawn
 * here, since series do not share their x.
 */
export class Plot implements Held {
  readonly #u: uPlot;
  readonly #kind: XKind;
  readonly #isLog: boolean;
  #shown: Shown = { curves: [], part: null, whole: [], pens: new Map(), zoom: null, smooth: 0 };
  #x: Range = { min: 0, max: 1 };
  #y: Range;
  #drawn = new Map<Curve, Drawing>();
  #drawnFor = "";
  /** All lines in full strength, so that a change of light is the copy of a picture. */
  #all: OffscreenCanvas | null = null;
  #isDrawn = false;
  #lit: string | null = null;

  constructor(host: HTMLElement, kind: XKind, isLog: boolean, size: { width: number; height: number }, events: PlotEvents) {
    this.#kind = kind;
    this.#isLog = isLog;
    this.#y = nothing(isLog);
    const ink = (name: "color" | "borderTopColor" | "outlineColor") => () => getComputedStyle(host)[name];
    const axis = { stroke: ink("color"), font: "11px system-ui, sans-serif", grid: { stroke: ink("borderTopColor"), width: 1 }, ticks: { stroke: ink("borderTopColor"), width: 1, size: 4 } };
    this.#u = new uPlot(
      {
        ...size,
        ms: 1,
        legend: { show: false },
        padding: [6, 10, 0, 0],
        scales: {
          x: { time: kind === "time", range: () => [this.#x.min, this.#x.max] },
          y: { distr: isLog ? 3 : 1, range: () => [this.#y.min, this.#y.max] },
        },
        axes: [
          { ...axis, size: 24, gap: 2, space: 56, values: (_, at) => xTicks(kind, at), ...(kind === "relative" ? { incrs: SPAN_STEPS } : {}) },
          { ...axis, size: (_, ticks) => axisWidth(ticks), gap: 3, space: 24, values: (_, at) => at.map((each: number | null) => (each === null ? "" : tick(isLog ? Number(each.toPrecision(3)) : each))) },
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        cursor: {
          y: false,
          points: { show: false },
          sync: { key: CURSORS },
          drag: { x: true, y: false, setScale: false },
          bind: {
            dblclick: () => () => (events.zoomed(null), null),
            mousedown: (_u, _target, mark) => (event) => (drags(event) ? (event.preventDefault(), null) : mark(event)),
          },
        },
        hooks: { draw: [() => this.#draw(ink("outlineColor")())], setSelect: [(u) => this.#select(u, events)] },
      },
      [[this.#x.min, this.#x.max], [this.#y.min, this.#y.max]],
      host,
    );
    this.#listen(events);
  }

  /** Shows curves; what they span decides the scales, unless a part is zoomed to. */
  show(shown: Shown): void {
    this.#shown = shown;
    this.#forget();
    this.#x = shown.zoom ? { min: shown.zoom.from, max: shown.zoom.to } : this.whole;
    const y = rangeOfY(this.#curves, this.#x.min, this.#x.max, this.#isLog);
    // Where there is nothing, or nothing yet, the axis stays as it was.
    if (y) this.#y = this.#isLog ? wideOnLog(y) : wide(y, 0.05);
    this.#u.setData([[this.#x.min, this.#x.max], [this.#y.min, this.#y.max]]);
  }

  /** Shows another part of the same. */
  move(zoom: Part): void {
    const before = this.#shown.zoom;
    if (zoom?.from === before?.from && zoom?.to === before?.to) return;
    this.show({ ...this.#shown, zoom });
  }

  /** Whether its axes are these: they are made with it. */
  isOf(kind: XKind, isLog: boolean): boolean {
    return kind === this.#kind && isLog === this.#isLog;
  }

  /** Lets the line of one run stand out; null lets all be equal. */
  light(runId: string | null): void {
    if (runId === this.#lit) return;
    this.#lit = runId;
    this.#u.redraw(false, false);
  }

  resize(width: number, height: number): void {
    this.#u.setSize({ width, height });
  }

  /** Puts the cursor, in this chart and those beside it, at an x. */
  point(x: number): void {
    this.#u.setCursor({ left: this.#u.valToPos(x, "x"), top: 10 });
  }

  get whole(): Range {
    return wide(wholeOf(this.#shown.curves) ?? { min: 0, max: 1 }, 0);
  }

  close(): void {
    this.#u.destroy();
  }

  /** Those that have all that is in sight, coarse ones until the others come. */
  get #curves(): readonly Curve[] {
    const { curves, part, whole } = this.#shown;
    return whole.length > 0 && !covers(part, this.#x, this.whole) ? whole : curves;
  }

  #forget(): void {
    this.#drawn.clear();
    this.#isDrawn = false;
  }

  #draw(oddColour: string): void {
    const { ctx, bbox } = this.#u;
    const at = places(this.#u, this.#isLog, devicePixelRatio);
    const state = JSON.stringify([bbox, this.#x, this.#y]);
    if (state !== this.#drawnFor) this.#forget();
    this.#drawnFor = state;
    const curves = this.#curves;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left - 1, bbox.top - 1, bbox.width + 2, bbox.height + 2);
    ctx.clip();
    const lit = curves.find((curve) => curve.runId === this.#lit);
    if (lit || this.#isDrawn) {
      ctx.globalAlpha = lit ? FADED : 1;
      ctx.drawImage(this.#picture(at, oddColour), 0, 0);
      if (lit) this.#stroke(ctx, lit, at, oddColour, true, false);
    } else {
      this.#strokeAll(ctx, at, oddColour);
    }
    ctx.globalAlpha = 1;
    if (curves.length > 1 && curves.length <= MOST_LABELS) {
      labels(ctx, this.#ends(at), bbox.left + bbox.width, at, getComputedStyle(this.#u.root.parentElement ?? this.#u.root).backgroundColor);
    }
    ctx.restore();
  }

  /** All lines, for the changes of light that follow. While a hand moves there are none, and it would cost a copy each. */
  #picture(at: Places, oddColour: string): OffscreenCanvas {
    const { width, height } = this.#u.ctx.canvas;
    if (this.#all?.width !== width || this.#all.height !== height) {
      this.#all = new OffscreenCanvas(width, height);
      this.#isDrawn = false;
    }
    const ink = this.#all.getContext("2d");
    if (!this.#isDrawn && ink) {
      ink.clearRect(0, 0, width, height);
      this.#strokeAll(ink, at, oddColour);
      this.#isDrawn = true;
    }
    return this.#all;
  }

  #strokeAll(ctx: Ink, at: Places, oddColour: string): void {
    const curves = this.#curves;
    const isFine = curves.reduce((sum, curve) => sum + entries(curve, at), 0) > MOST_THICK;
    for (const curve of curves) this.#stroke(ctx, curve, at, oddColour, curves.length <= MOST_BANDS, isFine);
  }

  #stroke(ctx: Ink, curve: Curve, at: Places, oddColour: string, hasBand: boolean, isFine: boolean): void {
    const pen = this.#shown.pens.get(curve.runId);
    if (!pen) return;
    let drawn = this.#drawn.get(curve);
    if (!drawn) this.#drawn.set(curve, (drawn = drawing(curve, at, this.#shown.smooth, pen.repeat)));
    stroke(ctx, drawn, pen, at.ratio, hasBand, isFine, oddColour);
  }

  /** Where the lines are last seen, of those that are. */
  #ends(at: Places): End[] {
    return this.#curves.flatMap((curve) => {
      const pen = this.#shown.pens.get(curve.runId);
      for (let i = curve.x.length - 1; pen && i >= 0; i--) {
        const y = at.y(curve.y[i] ?? NaN);
        const x = curve.x[i] ?? 0;
        if (Number.isFinite(y) && x >= this.#x.min && x <= this.#x.max) return [{ x: at.x(x), y, pen }];
      }
      return [];
    });
  }

  #select(u: uPlot, events: PlotEvents): void {
    const { left, width } = u.select;
    if (width <= 4) return;
    const from = u.posToVal(left, "x");
    const to = u.posToVal(left + width, "x");
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    events.zoomed({ from, to });
  }

  #listen(events: PlotEvents): void {
    const over = this.#u.over;
    let frame = 0;
    over.addEventListener("mousemove", (event) => {
      // Who drags looks where to, not at a value.
      if (event.buttons !== 0) return;
      const left = event.offsetX;
      const top = event.offsetY;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const x = this.#u.posToVal(left, "x");
        events.pointed({ x, runId: this.#nearest(x, top), left: left + over.offsetLeft, top: top + over.offsetTop });
      });
    });
    over.addEventListener("mouseleave", () => {
      cancelAnimationFrame(frame);
      events.pointed(null);
    });
    followHand(over, this);
  }

  #nearest(x: number, top: number): string | null {
    let found: string | null = null;
    let distance = NEAR_PIXELS;
    for (const curve of this.#curves) {
      const y = curve.y[nearestIndex(curve, x)] ?? NaN;
      const away = Math.abs(this.#u.valToPos(y, "y") - top);
      if (away < distance) {
        distance = away;
        found = curve.runId;
      }
    }
    return found;
  }
}

/** The y axis of a chart without a value. */
const nothing = (isLog: boolean): Range => ({ min: isLog ? 0.1 : 0, max: 1 });

function wideOnLog({ min, max }: Range): Range {
  const from = Math.max(min / 1.1, LEAST_OF_LOG);
  return { min: from, max: Math.max(from * 1.2, Math.min(max * 1.1, GREATEST_OF_LOG)) };
}

/** A range with some room; one that is a single value gets a range around it. */
function wide({ min, max }: Range, room: number): Range {
  if (min === max) {
    const half = Math.abs(min) * 0.1 || 0.5;
    return { min: min - half, max: max + half };
  }
  return { min: min - (max - min) * room, max: max + (max - min) * room };
}
