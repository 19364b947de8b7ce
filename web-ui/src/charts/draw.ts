import type uPlot from "uplot";
import { middle } from "../ui/middle";
import { once } from "../ui/once";
import { type Curve, indexAt, smoothed } from "./curve";
import { signOf } from "./signs";

/** How one curve looks. */
export interface Pen {
  name: string;
  colour: string;
  dash: number[];
  /** Which of the lines of one hue it is; all but the first bear signs. */
  repeat: number;
}

/** Lines in the places of one scale; made once, drawn with each change of light. */
export interface Drawing {
  line: Path2D;
  /** The line as it is, behind a smoothed one. */
  raw: Path2D | null;
  /** Made when it is first drawn: of many lines it seldom is. */
  band: (() => Path2D) | null;
  spikes: Path2D | null;
  dots: Path2D | null;
  odd: Path2D | null;
  /** By which it is told from others of its hue. */
  signs: Path2D | null;
}

/** From values to pixels of the canvas. */
export interface Places {
  x: (value: number) => number;
  y: (value: number) => number;
  /** What of x is in sight. */
  from: number;
  to: number;
  top: number;
  bottom: number;
  ratio: number;
}

export function places(u: uPlot, isLog: boolean, ratio: number): Places {
  const { left, top, width, height } = u.bbox;
  const fromX = u.scales["x"]?.min ?? 0;
  const spanX = (u.scales["x"]?.max ?? 1) - fromX || 1;
  const map = isLog ? Math.log10 : (value: number) => value;
  const fromY = map(u.scales["y"]?.min ?? 0);
  const spanY = map(u.scales["y"]?.max ?? 1) - fromY || 1;
  return {
    x: (value) => left + ((value - fromX) / spanX) * width,
    y: (value) => top + height - ((map(value) - fromY) / spanY) * height,
    from: fromX,
    to: fromX + spanX,
    top,
    bottom: top + height,
    ratio,
  };
}

/** The entries of a curve that are in sight, and one beyond at each side: lines far outside cost as much as those seen. */
function inSight(curve: Curve, at: Places): { from: number; to: number } {
  const from = Math.max(0, indexAt(curve, at.from) - 1);
  let to = indexAt(curve, at.to);
  // Several entries may have one x.
  while (to < curve.x.length && curve.x[to] === at.to) to++;
  return { from, to: Math.min(curve.x.length, to + 1) };
}

/** How many entries of a curve are drawn. */
export function entries(curve: Curve, at: Places): number {
  const { from, to } = inSight(curve, at);
  return to - from;
}

export function drawing(curve: Curve, at: Places, smooth: number, repeat: number): Drawing {
  const raw = line(curve, curve.y, at);
  const isSmooth = smooth > 0 && curve.x.length > 2;
  const y = isSmooth ? smoothed(curve.y, smooth) : curve.y;
  return {
    line: isSmooth ? line(curve, y, at) : raw,
    raw: isSmooth ? raw : null,
    band: curve.isExact ? null : once(() => band(curve, at)),
    spikes: curve.isExact ? null : strokes(curve, curve.spikes(), at),
    dots: dots(curve, at),
    odd: marks(curve, at),
    signs: repeat > 0 ? signs(curve, y, at, repeat) : null,
  };
}

function line(curve: Curve, y: Float64Array, at: Places): Path2D {
  const path = new Path2D();
  const { from, to } = inSight(curve, at);
  let isDown = false;
  for (let i = from; i < to; i++) {
    const place = at.y(y[i] ?? NaN);
    if (!Number.isFinite(place)) {
      isDown = false;
    } else if (isDown) {
      path.lineTo(at.x(curve.x[i] ?? 0), place);
    } else {
      path.moveTo(at.x(curve.x[i] ?? 0), place);
      isDown = true;
    }
  }
  return path;
}

/** The area between the least and the greatest of each bucket. */
function band(curve: Curve, at: Places): Path2D {
  const path = new Path2D();
  const close = (from: number, to: number) => {
    for (let i = from; i < to; i++) path.lineTo(at.x(curve.x[i] ?? 0), clamped(at.y(curve.high[i] ?? NaN), at));
    for (let i = to - 1; i >= from; i--) path.lineTo(at.x(curve.x[i] ?? 0), clamped(at.y(curve.low[i] ?? NaN), at));
    path.closePath();
  };
  const sight = inSight(curve, at);
  let from = -1;
  for (let i = sight.from; i <= sight.to; i++) {
    const isThere = i < sight.to && !Number.isNaN(curve.high[i] ?? NaN);
    if (isThere && from < 0) {
      from = i;
      path.moveTo(at.x(curve.x[i] ?? 0), clamped(at.y(curve.high[i] ?? NaN), at));
    } else if (!isThere && from >= 0) {
      close(from, i);
      from = -1;
    }
  }
  return path;
}

/** What a logarithm cannot show lies below the axis. */
const clamped = (place: number, at: Places): number => (Number.isFinite(place) ? place : at.bottom + 1);

function strokes(curve: Curve, indices: number[], at: Places): Path2D | null {
  if (indices.length === 0) return null;
  const path = new Path2D();
  for (const i of indices) {
    // On the middle of a pixel a thin stroke keeps its full strength.
    const x = Math.floor(at.x(curve.x[i] ?? 0)) + 0.5;
    path.moveTo(x, clamped(at.y(curve.low[i] ?? NaN), at));
    path.lineTo(x, clamped(at.y(curve.high[i] ?? NaN), at));
  }
  return path;
}

/** Points without a neighbour, which no line would show. */
function dots(curve: Curve, at: Places): Path2D | null {
  let path: Path2D | null = null;
  const isThere = (i: number) => Number.isFinite(at.y(curve.y[i] ?? NaN));
  const { from, to } = inSight(curve, at);
  for (let i = from; i < to; i++) {
    if (!isThere(i) || isThere(i - 1) || isThere(i + 1)) continue;
    path ??= new Path2D();
    const x = at.x(curve.x[i] ?? 0);
    const y = at.y(curve.y[i] ?? NaN);
    path.moveTo(x + 3 * at.ratio, y);
    path.arc(x, y, 3 * at.ratio, 0, 2 * Math.PI);
  }
  return path;
}

const SIGNS_APART = 72;

/** Signs along a line, so far apart that one follows them. */
function signs(curve: Curve, y: Float64Array, at: Places, repeat: number): Path2D {
  const path = new Path2D();
  const sign = signOf(repeat).onCanvas();
  const size = 3 * at.ratio;
  const { from, to } = inSight(curve, at);
  let next = -Infinity;
  for (let i = from; i < to; i++) {
    const place = { x: at.x(curve.x[i] ?? 0), y: at.y(y[i] ?? NaN) };
    if (place.x < next || !Number.isFinite(place.y)) continue;
    next = place.x + SIGNS_APART * at.ratio;
    path.addPath(sign, { a: size, d: size, e: place.x, f: place.y });
  }
  return path;
}

/** Crosses at the foot for NaN, arrows at the edge that an infinite value left by. */
function marks(curve: Curve, at: Places): Path2D | null {
  if (curve.odd.length === 0) return null;
  const path = new Path2D();
  const size = 3.5 * at.ratio;
  for (const { x, kind } of curve.odd) {
    const place = at.x(x);
    if (kind === "NaN") {
      const y = at.bottom - size - 1;
      path.moveTo(place - size, y - size);
      path.lineTo(place + size, y + size);
      path.moveTo(place + size, y - size);
      path.lineTo(place - size, y + size);
    } else {
      const isUp = kind === "Infinity";
      const tip = isUp ? at.top + 1 : at.bottom - 1;
      const foot = isUp ? tip + 2 * size : tip - 2 * size;
      path.moveTo(place - size, foot);
      path.lineTo(place, tip);
      path.lineTo(place + size, foot);
    }
  }
  return path;
}

/** The canvas in sight, or one behind it. */
export type Ink = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const LINE = 1.5;
const BAND = 0.2;
const RAW = 0.3;

/**
 * A line of many points. One of exactly a pixel costs a browser without a GPU a twentieth of what any wider one
 * costs, so a wider one is several of them, half a pixel apart.
 */
function strokeFine(ctx: Ink, line: Path2D, width: number): void {
  ctx.lineWidth = 1;
  const times = Math.max(1, Math.round(2 * width) - 1);
  ctx.save();
  ctx.translate(0, (1 - times) / 4);
  for (let i = 0; i < times; i++) {
    ctx.stroke(line);
    ctx.translate(0, 0.5);
  }
  ctx.restore();
}

/** Draws one curve in full strength. */
export function stroke(ctx: Ink, drawn: Drawing, pen: Pen, ratio: number, hasBand: boolean, isFine: boolean, oddColour: string): void {
  ctx.strokeStyle = pen.colour;
  ctx.fillStyle = pen.colour;
  // Round joins of a noisy line are most of what drawing it costs, and are not seen at this width.
  ctx.lineJoin = "bevel";
  ctx.setLineDash([]);
  if (drawn.band && hasBand) {
    ctx.globalAlpha = BAND;
    ctx.fill(drawn.band());
  }
  ctx.globalAlpha = 1;
  ctx.lineWidth = ratio;
  if (drawn.spikes) ctx.stroke(drawn.spikes);
  if (drawn.raw) {
    ctx.globalAlpha = RAW;
    ctx.stroke(drawn.raw);
    ctx.globalAlpha = 1;
  }
  ctx.setLineDash(pen.dash.map((length) => length * ratio));
  if (isFine) {
    strokeFine(ctx, drawn.line, LINE * ratio);
  } else {
    ctx.lineWidth = LINE * ratio;
    ctx.stroke(drawn.line);
  }
  ctx.setLineDash([]);
  if (drawn.dots) ctx.fill(drawn.dots);
  if (drawn.signs) ctx.fill(drawn.signs);
  if (drawn.odd) {
    ctx.strokeStyle = oddColour;
    ctx.stroke(drawn.odd);
  }
  ctx.globalAlpha = 1;
}

const LABEL = 12;
const LABEL_LETTERS = 28;
const LABEL_GAP = 4;

/** Where a line is last seen. */
export interface End {
  x: number;
  y: number;
  pen: Pen;
}

/** Names lines at their ends: behind them, or before where the chart ends. None stands over another. */
export function labels(ctx: CanvasRenderingContext2D, ends: readonly End[], right: number, at: Places, ground: string): void {
  const height = LABEL * at.ratio;
  const gap = LABEL_GAP * at.ratio;
  ctx.font = `${11 * at.ratio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 3 * at.ratio;
  ctx.strokeStyle = ground;
  const boxes = ends.map(({ x, y, pen }) => {
    const text = middle(pen.name, LABEL_LETTERS);
    const { width } = ctx.measureText(text);
    const isBehind = x + gap + width <= right;
    return { left: isBehind ? x + gap : Math.min(x, right) - gap - width, width, y: isBehind ? y : y - height / 2, text, pen };
  });
  for (const { left, y, text, pen } of apart(boxes, height, at)) {
    ctx.strokeText(text, left, y);
    ctx.fillStyle = pen.colour;
    ctx.fillText(text, left, y);
  }
}

/** Moves boxes down until none meets another, and up again what came below the axis. */
export function apart<T extends { left: number; width: number; y: number }>(boxes: readonly T[], height: number, { top, bottom }: { top: number; bottom: number }): T[] {
  const sorted = [...boxes].sort((a, b) => a.y - b.y).map((box) => ({ ...box, y: Math.max(box.y, top + height / 2) }));
  const meet = (a: T, b: T) => a.left < b.left + b.width && b.left < a.left + a.width && Math.abs(a.y - b.y) < height;
  for (const [i, box] of sorted.entries()) {
    for (const before of sorted.slice(0, i)) if (meet(box, before)) box.y = before.y + height;
  }
  for (const [i, box] of [...sorted.entries()].reverse()) {
    box.y = Math.min(box.y, bottom - height / 2);
    for (const behind of sorted.slice(i + 1)) if (meet(box, behind)) box.y = behind.y - height;
  }
  return sorted;
}
