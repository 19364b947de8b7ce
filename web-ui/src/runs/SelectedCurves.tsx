import type { RunKeys } from "../api/types";
import type { CurveRun } from "../charts/Curves";
import { LazyCurves } from "../charts/LazyCurves";
import type { Row } from "./RunRows";
import { count } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { nameOf, useRows } from "./table";

const SHOWN = 20;

/** As many as charts draw at most. */
const MOST = 200;

const missing = (known: readonly Row[], selected: ReadonlySet<string>): string[] => {
  const ids = new Set(known.map((row) => row.id));
  return [...selected].filter((id) => !ids.has(id)).slice(0, MOST);
};

export interface SelectedCurvesProps {
  /** Those of the table, as far as they were fetched. */
  rows: Row[];
  /** How many the table has in all. */
  total: number;
  selected: ReadonlySet<string>;
  keys: RunKeys;
  /** The metric whose chart comes first. */
  main: string | undefined;
  /** What runs are grouped by; empty where they are not. */
  by: string;
}

/** The curves of the selected runs; while none is selected, of the groups, or of the first runs of the table. */
export function SelectedCurves({ rows, total, selected, keys, main, by }: SelectedCurvesProps) {
  // Others stand in the table where nobody has scrolled to, or are nested in what is closed.
  const known = rows.filter((row) => selected.has(row.id));
  const others = useRows(missing(known, selected), []);
  const groups = useGroupsOf(selected.size === 0 ? rows.slice(0, MOST) : [], by);
  const chosen = selected.size > 0 ? [...known, ...others].slice(0, MOST) : (groups ?? rows.slice(0, SHOWN));
  const names = keys.metrics.map((each) => each.key);
  return (
    <section class="curves stack">
      <h2 class="unseen">Curves</h2>
      {groups && (
        <p class="meta">
          The median of each group by {nameOf(by)}, and the band from the least to the greatest of its runs
          {total > MOST && `; of the first ${MOST} runs of the table`}.
        </p>
      )}
      {selected.size > MOST && (
        <p class="meta">
          The first {MOST} of {count(selected.size, "selected run")}: more lines are not drawn.
        </p>
      )}
      {selected.size === 0 && !groups && rows.length > SHOWN && (
        <p class="meta">The first {SHOWN} runs of the table. Select others there{isNarrow.value ? "." : " with x, and come back with g."}</p>
      )}
      {chosen.length > 0 && <LazyCurves runs={chosen} keys={names} main={main} version={rows} />}
    </section>
  );
}

/** The groups of some runs, in the order of what they have in common; none where runs are not grouped. */
function useGroupsOf(rows: readonly Row[], by: string): CurveRun[] | undefined {
  const isCell = by.includes(".");
  const found = useRows(isCell ? rows.map((row) => row.id) : [], [by]);
  if (by === "" || rows.length === 0) return undefined;
  const values = new Map(found.map((row) => [row.id, row.cells[0]]));
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) {
    const value = isCell ? values.get(row.id) : by === "user" ? row.user : row.status;
    // Of others it is not known yet.
    if (value === undefined) continue;
    const key = value === null ? null : String(value);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const lines = [...groups].map(([value, members]) => ({
    id: value === null ? "without" : `of ${value}`,
    name: value === null ? `without ${nameOf(by)}` : value || "empty",
    // Another run that joins it does not change its colour.
    number: Math.min(...members.map((row) => row.number)),
    members: members.map((row) => row.id),
  }));
  return lines.sort((a, b) => Number(a.name) - Number(b.name) || a.name.localeCompare(b.name));
}
