import { signal } from "@preact/signals";
import { own } from "../api/client";
import { awaySince } from "../api/connection";
import { asApiError, type ApiError } from "../api/errors";
import type { MetricValue, RunStatus, RunTable } from "../api/types";

/** What rows a table wants. */
export interface Wish {
  experiment: string;
  filter: string;
  words: string[];
  order: string[];
  columns: string[];
  isDeleted: boolean;
  /** Only the runs of a group. */
  group?: { by: string; value: string | null };
  /** Whether each row is to tell how many runs are nested in it. */
  withChildren?: boolean;
}

/** One run of a table. */
export interface Row {
  id: string;
  number: number;
  name: string;
  user: string;
  status: RunStatus;
  start: number;
  end: number | null;
  /** How many runs are nested in it; 0 where that was not asked. */
  children: number;
  /** The values of the wished columns, in their order. */
  cells: (MetricValue | string | null)[];
}

/** The first page is what a screen holds and some; the others are fetched as one scrolls. */
const FIRST_PAGE = 200;
const PAGE = 1_000;

/** The filter for runs that are nested in none. */
export const NESTED_IN_NONE = "attributes.parent_run_id IS NULL";

/** What the server puts into the document: all runs, the latest first; or all that are nested in none, where some are. */
const usualWish = (experiment: string, table: RunTable): Wish => ({
  experiment,
  filter: table.children ? NESTED_IN_NONE : "",
  words: [],
  order: [],
  columns: table.columns.map((column) => column.key),
  isDeleted: false,
  ...(table.children ? { withChildren: true } : {}),
});

export function rowsOf(table: RunTable): Row[] {
  return table.run_id.map((id, i) => ({
    id,
    number: table.number[i] ?? 0,
    name: table.name[i] ?? "",
    user: table.user[i] ?? "",
    status: table.status[i] ?? "RUNNING",
    start: table.start_time[i] ?? 0,
    end: table.end_time[i] ?? null,
    children: table.children?.[i] ?? 0,
    cells: table.columns.map((column) => column.values[i] ?? null),
  }));
}

/** What the last table showed, for whoever comes back to it, and of which wish. */
let left: { wish: string; rows: Row[]; total: number | null; token: string } | undefined;

/**
 * The rows of a table, fetched page by page as far as somebody looks. A new wish keeps the old rows
 * until the new ones are there.
 */
export class RunRows {
  readonly rows = signal<Row[]>([]);
  readonly total = signal<number | null>(null);
  readonly error = signal<ApiError | null>(null);
  readonly isLoading = signal(true);
  /** The wish that the rows are of, as JSON; they may be older than the last one. */
  readonly shown = signal("");

  #wish: Wish | null = null;
  #token = "";
  #abort: AbortController | null = null;
  #wanted = 0;

  #unsubscribe: () => void;

  /** Begins with rows that came in the document, or that the last table left, if those are what is wished for. */
  constructor(wish: Wish | null = null, first?: RunTable) {
    const wished = JSON.stringify(wish);
    if (wish && first && wished === JSON.stringify(usualWish(wish.experiment, first))) {
      this.#wish = wish;
      this.#take(first);
      this.isLoading.value = false;
    } else if (wished === left?.wish) {
      this.shown.value = wished;
      this.rows.value = left.rows;
      this.total.value = left.total;
      this.#token = left.token;
    }
    this.#unsubscribe = awaySince.subscribe((since) => {
      if (since === null && this.error.peek()?.isAway) void this.reload();
    });
  }

  /** Shows other rows, if the wish is another one. */
  show(wish: Wish): void {
    if (wish === this.#wish) return;
    this.#wish = wish;
    this.#wanted = 0;
    // What the last table left is read again whole: nobody asks twice for rows that were there.
    void (this.shown.value === JSON.stringify(wish) ? this.reload() : this.#load(FIRST_PAGE));
  }

  /** Reads again what is shown, since something has changed. */
  async reload(): Promise<void> {
    if (this.#wish) await this.#load(Math.min(10_000, Math.max(FIRST_PAGE, this.rows.value.length)));
  }

  /** Asks for all rows up to the given one. */
  want(index: number): void {
    this.#wanted = Math.max(this.#wanted, index);
    if (!this.isLoading.value) void this.#loadMore();
  }

  stop(): void {
    this.#abort?.abort();
    this.#unsubscribe();
    left = { wish: this.shown.value, rows: this.rows.value, total: this.total.value, token: this.#token };
  }

  async #load(size: number): Promise<void> {
    const isDone = await this.#attempt(async (signal) => {
      this.#take(await this.#fetch(size, "", true, signal));
    });
    if (isDone) await this.#loadMore();
  }

  #take(table: RunTable): void {
    this.shown.value = JSON.stringify(this.#wish);
    this.rows.value = rowsOf(table);
    this.total.value = table.total ?? null;
    this.#token = table.next_page_token ?? "";
  }

  async #loadMore(): Promise<void> {
    let isDone = true;
    while (isDone && this.#token !== "" && this.rows.value.length <= this.#wanted) {
      isDone = await this.#attempt(async (signal) => {
        const table = await this.#fetch(PAGE, this.#token, false, signal);
        this.rows.value = [...this.rows.value, ...rowsOf(table)];
        this.#token = table.next_page_token ?? "";
      });
    }
  }

  /** Runs the one request that counts; false when it failed, or a newer one took its place. */
  async #attempt(read: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.isLoading.value = true;
    try {
      await read(abort.signal);
      this.error.value = null;
      return true;
    } catch (failure) {
      if (!abort.signal.aborted) {
        this.error.value = asApiError(failure);
      }
      return false;
    } finally {
      if (this.#abort === abort) this.isLoading.value = false;
    }
  }

  #fetch(size: number, token: string, count: boolean, signal: AbortSignal): Promise<RunTable> {
    const wish = this.#wish;
    if (!wish) throw new Error("nothing was wished for");
    return own.post<RunTable>(
      "runs/table",
      {
        experiment_ids: [wish.experiment],
        filter: wish.filter,
        words: wish.words,
        order_by: wish.order,
        columns: wish.columns,
        ...(wish.group ? { group_by: wish.group.by, group_value: wish.group.value } : {}),
        ...(wish.withChildren ? { children: true } : {}),
        view: wish.isDeleted ? "DELETED_ONLY" : "ACTIVE_ONLY",
        max_results: size,
        page_token: token,
        count,
      },
      signal,
    );
  }
}
