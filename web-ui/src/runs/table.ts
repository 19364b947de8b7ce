import { computed, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { own } from "../api/client";
import type { ApiError } from "../api/errors";
import { type Found, refresh, useQueryKeepingLast } from "../api/query";
import type { RunGroup, RunGroups, RunKeys, RunTable } from "../api/types";
import { useChanges } from "../live/changes";
import { Branches, wishBelow } from "./Branches";
import { isNumber, keyOf } from "./columns";
import { arrange, type Line, sortedGroups } from "./lines";
import { takeFirstTable } from "./queries";
import { type Row, rowsOf, RunRows, type Wish } from "./RunRows";

const RELOAD_MILLIS = 500;
const REGROUP_MILLIS = 5_000;

type Timer = ReturnType<typeof setTimeout>;

/** Whose tag names the run that a run is nested in. */
export const PARENT = "mlflow.parentRunId";

export interface RunTableData {
  source: RunRows;
  branches: Branches;
  /** What is shown, from the top as far as it was fetched. */
  lines: ReadonlySignal<Line[]>;
  /** The runs of them, each once, and those in groups that are closed, as far as they were fetched. */
  runs: ReadonlySignal<Row[]>;
  /** Undefined when runs are not grouped. */
  groups: readonly RunGroup[] | undefined;
  /** Why there are none, when they were asked for in vain. */
  groupError: ApiError | undefined;
  /** Whether there are more groups than can be told. */
  isTruncated: boolean;
  reference: Row | undefined;
}

/** What a table of runs shows; null as a wish keeps what it shows. */
export function useRunTable(wish: Wish | null, keys: RunKeys, group: string, open: ReadonlySet<string>, sort: string, pin: string): RunTableData {
  const source = useMemo(() => new RunRows(wish, wish ? takeFirstTable(wish.experiment) : undefined), []);
  const branches = useMemo(() => new Branches(), []);
  useEffect(() => () => (source.stop(), branches.stop()), []);
  useEffect(() => {
    if (wish) source.show(wish);
  }, [wish]);
  useEffect(() => {
    if (wish) branches.show(new Map([...open].map((key) => [key, wishBelow(wish, key, group)])));
  }, [wish, group, open]);
  const found = useGroups(wish, keys, group);
  const groups = useMemo(() => (group === "" ? undefined : sortedGroups(found.data?.groups ?? [], sort)), [group, found.data, sort]);
  const [reference] = useRows(pin === "" ? [] : [pin], wish?.columns ?? []);
  const lines = useMemo(() => computed(() => arrange({ source, branches, groups, open })), [source, branches, groups, open]);
  const runs = useMemo(() => computed(() => runsOf(lines.value, group === "" ? [] : source.rows.value)), [source, lines, group]);
  return { source, branches, lines, runs, groups, groupError: found.error, isTruncated: found.data?.truncated ?? false, reference };
}

function useGroups(wish: Wish | null, keys: RunKeys, by: string): Found<RunGroups> {
  const body = wish && by !== "" && {
    experiment_ids: [wish.experiment],
    filter: wish.filter,
    words: wish.words,
    view: wish.isDeleted ? "DELETED_ONLY" : "ACTIVE_ONLY",
    by,
    columns: wish.columns.filter((column) => isNumber(column, keys)),
  };
  return useQueryKeepingLast(body ? `groups/${JSON.stringify(body)}` : "", (signal) => own.post<RunGroups>("runs/groups", body, signal));
}

/** Runs by their ids, with some columns of the table, wherever they stand in it. */
export function useRows(runs: readonly string[], columns: readonly string[]): readonly Row[] {
  const body = { run_ids: runs, columns };
  const found = useQueryKeepingLast(runs.length > 0 ? `rows/${JSON.stringify(body)}` : "", (signal) => own.post<RunTable>("runs/table", body, signal).then(rowsOf));
  return (found.data ?? []).filter((row) => runs.includes(row.id));
}

/** Reads a table anew when something of the experiment changes, at most twice a second; groups, which are dear, seldom. */
export function useLive(experiment: string, { source, branches }: RunTableData): void {
  const state = useMemo(() => ({ rows: undefined as Timer | undefined, groups: undefined as Timer | undefined }), []);
  useEffect(() => () => (clearTimeout(state.rows), clearTimeout(state.groups)), []);
  useChanges(`runs of ${experiment}`, { experiments: [experiment] }, (changes) => {
    if (changes.runs.length + changes.points.length === 0 && !changes.reset) return;
    state.groups ??= setTimeout(() => {
      state.groups = undefined;
      refresh("groups/");
    }, REGROUP_MILLIS);
    state.rows ??= setTimeout(() => {
      state.rows = undefined;
      void source.reload();
      branches.reload();
      for (const known of [`keys/${experiment}`, "rows/"]) refresh(known);
    }, RELOAD_MILLIS);
  });
}

function runsOf(lines: readonly Line[], more: readonly Row[]): Row[] {
  const shown = lines.flatMap(({ row }) => (row ? [row] : []));
  return [...new Map([...shown, ...more].map((row) => [row.id, row])).values()];
}

/** What runs can be put together by. */
export const groupings = (keys: RunKeys): { by: string; name: string }[] => [
  { by: "status", name: "state" },
  { by: "user", name: "user" },
  ...keys.params.map((each) => ({ by: `params.${each.key}`, name: each.key })),
  ...keys.tags.filter((each) => !each.key.startsWith("mlflow.")).map((each) => ({ by: `tags.${each.key}`, name: each.key })),
];

export const nameOf = (by: string): string => (by === "status" ? "state" : by.includes(".") ? keyOf(by) : by);
