import { own } from "../api/client";
import type { Series } from "../api/types";
import type { XKind } from "./view";

/** Which points charts want; charts that want the same are served by one call. */
export interface Wish {
  runs: readonly string[];
  x: XKind;
  from: number | null;
  to: number | null;
  buckets: number;
}

const MOST_RUNS = 200;
const MOST_KEYS = 50;
const MOST_BUCKETS_OF_A_RUN = 40_000;
/** What one answer may hold, so that its reading holds up no frame. */
const MOST_BUCKETS = 16_000;

interface Waiting {
  wish: Wish;
  keys: Map<string, { resolve: (series: Series[]) => void; reject: (reason: unknown) => void }[]>;
}

const waiting = new Map<string, Waiting>();

/** The series of one metric, a run each; runs without points are left out. */
export function readSeries(wish: Wish, key: string): Promise<Series[]> {
  const name = JSON.stringify(wish);
  let batch = waiting.get(name);
  if (!batch) {
    batch = { wish, keys: new Map() };
    waiting.set(name, batch);
    // All charts that come into view at once are asked for at once.
    setTimeout(() => {
      const { wish: wanted, keys } = waiting.get(name) ?? { wish, keys: new Map() };
      waiting.delete(name);
      void send(wanted, keys);
    });
  }
  const { keys } = batch;
  return new Promise((resolve, reject) => {
    keys.set(key, [...(keys.get(key) ?? []), { resolve, reject }]);
  });
}

async function send(wish: Wish, all: Waiting["keys"]): Promise<void> {
  const { runs, buckets, ...range } = wish;
  const asked = runs.slice(0, MOST_RUNS);
  const size = Math.max(1, Math.min(MOST_KEYS, Math.floor(MOST_BUCKETS_OF_A_RUN / buckets), Math.floor(MOST_BUCKETS / (asked.length * buckets))));
  const names = [...all.keys()];
  for (let at = 0; at < names.length; at += size) {
    const keys = names.slice(at, at + size);
    try {
      const answer = await own.post<{ series: Series[] }>("metrics/series", { run_ids: asked, keys, buckets, ...range });
      for (const key of keys) {
        const found = answer.series.filter((series) => series.key === key);
        for (const each of all.get(key) ?? []) each.resolve(found);
      }
    } catch (failure) {
      for (const key of keys) for (const each of all.get(key) ?? []) each.reject(failure);
    }
  }
}
