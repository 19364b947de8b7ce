import type { MetricValue } from "../api/types";

/** The number that a value of the wire stands for. */
export function toNumber(value: MetricValue | null | undefined): number {
  if (value === null || value === undefined) return NaN;
  return typeof value === "number" ? value : Number(value);
}

/** A number in 4 significant digits, or as a whole one if it has more before the point, as a table shows it. */
export function short(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-4
      ? value.toExponential(3)
      : Number.isInteger(value) || size >= 9_999.5
        ? Math.round(value).toString()
        : value.toPrecision(4);
  return text.replaceAll("-", "−");
}

/** A difference, with its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${short(value)}` : short(value);
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A size in bytes, in the unit that suits it. */
export function bytes(size: number): string {
  let unit = 0;
  let value = size;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** A span of time in words, from its milliseconds: 3 s, 12 min, 4 h 05 min, 2 d 3 h. */
export function span(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (millis < 1000) return `${Math.max(0, Math.round(millis))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

// Without a thousand nothing is grouped; the reader's own way of grouping costs a new tab 20 ms.
const whole = (n: number): string => (n < 1_000 ? String(n) : n.toLocaleString());

/** How many, with the noun: 1 run, 12,345 runs. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${whole(n)} ${n === 1 ? noun : plural}`;
}

/** The name of a metric with its words apart: val_Loss for valLoss. The server parts those of the usual columns alike. */
export const inWords = (key: string): string => key.replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_");

// Long words count wherever they stand, short ones at the end of a word (valacc, runtime) or, where other words hold them, alone.
const LOWER = /loss|error|perplex|latency|duration|divergence|(mae|mse|mape|times?)(?![a-z])|(?<![a-z])((std)?errs?|ppl|wer|cer|fid|nll)(?![a-z])/i;

const HIGHER =
  /accura|score|precision|recall|bleu|rouge|reward|likelihood|(acc|auc(pr|roc)?|io_?u)(?![a-z])|(?<![a-z])m?dice(?![a-z])|(?<![a-z\d])r2(?![a-z\d])|(?<![a-z\d])(macro|micro)?f1(?!\d)/i;

/** Whether less of a metric is better, where its name tells; null where it does not. */
export function isLowerByName(key: string): boolean | null {
  const words = inWords(key);
  if (LOWER.test(words)) return true;
  return HIGHER.test(words) ? false : null;
}

/** How a difference in a metric is to be taken, where its name or else `isLower` tells; empty where nothing does, or there is none. */
export function judged(key: string, difference: number, isLower = isLowerByName(key)): "better" | "worse" | "" {
  if (difference === 0 || Number.isNaN(difference) || isLower === null) return "";
  return difference < 0 === isLower ? "better" : "worse";
}
