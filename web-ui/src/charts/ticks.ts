import { span } from "../ui/numbers";
import { once } from "../ui/once";
import type { XKind } from "./view";

const clock = once(() => new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }));
const seconds = once(() => new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
const day = once(() => new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" }));

const MINUTE_MILLIS = 60_000;
const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 86_400_000;

/** How far ticks of a span of time may be apart, in milliseconds: what clocks count by. */
export const SPAN_STEPS: number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MILLIS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MILLIS),
  ...[1, 2, 7, 14, 28, 56, 112, 364].map((days) => days * DAY_MILLIS),
];

/** A number at an axis: as short as it can be told. */
export function tick(value: number): string {
  const size = Math.abs(value);
  // Without what sums of fractions leave behind.
  const round = Number(value.toPrecision(6));
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-3)
      ? round.toExponential().replace("e+", "e")
      : size >= 10_000
        ? `${Number((value / 1000).toPrecision(6))}k`
        : String(round);
  return text.replaceAll("-", "−");
}

const LEAST_WIDTH = 48;
const LETTER_WIDTH = 6.6;

/** How wide a y axis is, in pixels: charts beside each other are alike, unless numbers would be cut off. */
export function axisWidth(ticks: readonly string[] | null): number {
  const longest = Math.max(0, ...(ticks ?? []).map((each) => each.length));
  return Math.max(LEAST_WIDTH, Math.ceil(longest * LETTER_WIDTH) + 10);
}

/** The places of x axes, as short as their range allows. */
export function xTicks(kind: XKind, values: (number | null)[]): string[] {
  const known = values.filter((value) => value !== null);
  const range = (known.at(-1) ?? 0) - (known[0] ?? 0);
  return values.map((value) => {
    if (value === null) return "";
    if (kind === "step") return Number.isInteger(value) ? tick(value) : "";
    if (kind === "relative") return value === 0 ? "0" : span(value).replace(/ 00? \w+$/, "");
    return range >= DAY_MILLIS ? day().format(value) : (range > 5 * MINUTE_MILLIS ? clock : seconds)().format(value);
  });
}

/** One x in full. */
export function xName(kind: XKind, x: number): string {
  if (kind === "step") return `step ${Math.round(x).toLocaleString()}`;
  return kind === "relative" ? `after ${span(x)}` : seconds().format(x);
}
