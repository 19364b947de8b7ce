import { signal } from "@preact/signals";

/** Where the pointer is over any chart of the page. */
export interface Hover {
  x: number;
  /** The chart that it is over. */
  key: string;
  /** Where in the chart, in pixels; null when keys moved it. */
  at: { left: number; top: number } | null;
}

export const hover = signal<Hover | null>(null);

/** The run whose line is looked at; the others fade. */
export const lit = signal<string | null>(null);
