import { signal } from "@preact/signals";
import { RunRows, type Wish } from "./RunRows";

/** The runs below what is open in a table: a run with others nested in it, or a group. By their keys. */
export class Branches {
  readonly #rows = signal<ReadonlyMap<string, RunRows>>(new Map());
  readonly #asked = new Map<string, string>();

  of(key: string): RunRows | undefined {
    return this.#rows.value.get(key);
  }

  /** Shows these, each with its wish, and no others. */
  show(wishes: ReadonlyMap<string, Wish>): void {
    const before = this.#rows.peek();
    for (const [key, rows] of before) {
      if (wishes.has(key)) continue;
      rows.stop();
      this.#asked.delete(key);
    }
    const after = new Map<string, RunRows>();
    for (const [key, wish] of wishes) {
      const rows = before.get(key) ?? new RunRows();
      after.set(key, rows);
      const asked = JSON.stringify(wish);
      if (this.#asked.get(key) !== asked) rows.show(wish);
      this.#asked.set(key, asked);
    }
    this.#rows.value = after;
  }

  /** Reads all again, since something has changed. */
  reload(): void {
    for (const rows of this.#rows.peek().values()) void rows.reload();
  }

  stop(): void {
    this.show(new Map());
  }
}

const WITHOUT = "~";

/** How the address names a group, whose value may be anything, and may be missing. */
export const groupKey = (value: string | null): string => (value === null ? WITHOUT : `=${value}`);

/** What to ask for below a row with a key, when the whole table was asked for so. */
export function wishBelow(wish: Wish, key: string, group: string): Wish {
  if (group !== "") return { ...wish, group: { by: group, value: key === WITHOUT ? null : key.slice(1) } };
  // Only a table without a search nests; its own filter is to be in no run.
  return { ...wish, filter: `attributes.parent_run_id = '${key}'`, withChildren: true };
}
