import type { RunGroup } from "../api/types";
import { type Branches, groupKey } from "./Branches";
import type { Row, RunRows } from "./RunRows";

/** A line of the table: a run, a group of runs, or a run that is still to be fetched. */
export interface Line {
  /** By which the address names it when it is open. */
  key: string;
  depth: number;
  row?: Row;
  group?: RunGroup;
  /** Whether what is below it is shown; undefined where there is nothing. */
  isOpen: boolean | undefined;
  /** Of which rows it is one, and which. */
  of: RunRows | undefined;
  at: number;
}

export interface Arrangement {
  source: RunRows;
  branches: Branches;
  /** Undefined when runs are not grouped. */
  groups: readonly RunGroup[] | undefined;
  open: ReadonlySet<string>;
}

/**
 * The lines of a table from its top to the last row that was fetched; behind them come the rows of the
 * source that were not. What is below an open line is there as far as its total is known.
 */
export function arrange({ source, branches, groups, open }: Arrangement): Line[] {
  const lines: Line[] = [];
  const below = (key: string, depth: number): void => {
    const rows = branches.of(key);
    if (!rows) return;
    add(rows, depth, rows.total.value ?? 0);
  };
  const add = (rows: RunRows, depth: number, count: number): void => {
    const fetched = rows.rows.value;
    for (let at = 0; at < Math.max(count, fetched.length); at++) {
      const row = fetched[at];
      const isOpen = row && row.children > 0 ? open.has(row.id) : undefined;
      lines.push({ key: row?.id ?? "", depth, ...(row ? { row } : {}), isOpen, of: rows, at });
      if (row && isOpen) below(row.id, depth + 1);
    }
  };
  if (!groups) {
    add(source, 0, 0);
    return lines;
  }
  groups.forEach((group, at) => {
    const key = groupKey(group.value);
    const isOpen = open.has(key);
    lines.push({ key, depth: 0, group, isOpen, of: undefined, at });
    if (isOpen) below(key, 1);
  });
  return lines;
}

/** The line that another one is below of; the first one of all when there is none. */
export function parentOf(lines: readonly Line[], index: number): number {
  const depth = lines[index]?.depth ?? 0;
  for (let i = index - 1; i > 0; i--) if ((lines[i]?.depth ?? 0) < depth) return i;
  return depth > 0 ? 0 : index;
}

/** Groups in the order of a column's means, or as they came: the largest first. */
export function sortedGroups(groups: readonly RunGroup[], sort: string): readonly RunGroup[] {
  const column = sort.replace(/^-/, "");
  const mean = (group: RunGroup) => group.columns.find((each) => each.key === column)?.mean;
  if (!groups.some((group) => mean(group) !== undefined)) return groups;
  const sign = sort.startsWith("-") ? -1 : 1;
  return [...groups].sort((a, b) => {
    const [left, right] = [mean(a), mean(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return sign * (left - right);
  });
}
