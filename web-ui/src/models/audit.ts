import type { RegistryEvent } from "../api/types";
import type { EventFilter } from "./queries";
import { sentence } from "./sentences";

const FIELDS = ["seq", "time", "actor", "way", "action", "model", "model_id", "version", "key", "before", "after", "reason", "hash"] as const;

/**
 * A text as a field of CSV. Spreadsheets take what begins with one of these signs for a formula;
 * a quote before it makes it text.
 */
function field(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = value === undefined || value === null ? "" : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvHead = (): string => `${[...FIELDS, "sentence"].join(",")}\r\n`;

/** An event as a line of CSV, its time as ISO 8601. */
export function csvLine(event: RegistryEvent): string {
  const values = FIELDS.map((name) => (name === "time" ? new Date(event.time).toISOString() : event[name]));
  return `${[...values, sentence(event)].map(field).join(",")}\r\n`;
}

const DAY_MILLIS = 86_400_000;

/** What the address says is wanted; days are those of whoever looks, the last one included. */
export function filterOf(query: URLSearchParams): EventFilter {
  const filter: EventFilter = {};
  for (const name of ["model", "action", "actor"] as const) {
    const value = query.get(name);
    if (value) filter[name] = value;
  }
  const [from, until] = [day(query.get("from")), day(query.get("until"))];
  if (from !== undefined) filter.from = String(from);
  if (until !== undefined) filter.until = String(nextDay(until));
  return filter;
}

function day(text: string | null): number | undefined {
  const millis = text ? new Date(`${text}T00:00`).getTime() : NaN;
  return Number.isNaN(millis) ? undefined : millis;
}

/** The beginning of the day after; some days have 23 or 25 hours. */
function nextDay(millis: number): number {
  const date = new Date(millis + DAY_MILLIS * 1.5);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}
