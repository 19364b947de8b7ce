import type { ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { RunGroup, RunKeys } from "../api/types";
import type { MainMetric } from "../experiments/mainMetric";
import { paths } from "../paths";
import { go } from "../router";
import { useActiveRow } from "../ui/activeRow";
import { rowHeight } from "../ui/density";
import { useKeys } from "../ui/keys";
import { Rows } from "../ui/Rows";
import { isNarrow } from "../ui/screen";
import { isNumber, keyOf } from "./columns";
import { copyOf } from "./copy";
import { GridRow } from "./GridRow";
import { GroupRow } from "./GroupRow";
import { type Line, parentOf } from "./lines";
import type { Row, RunRows } from "./RunRows";

const TOUCH_ROW = 52;
const AHEAD = 8;

export interface RunGridProps {
  source: RunRows;
  columns: string[];
  keys: RunKeys | undefined;
  main: MainMetric | null;
  sort: string;
  onSort: (sort: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (change: (selected: ReadonlySet<string>) => Set<string>) => void;
  /** The groups of the runs, and by what they are made; undefined when they are not grouped. */
  groups: readonly RunGroup[] | undefined;
  by: string;
  /** Whether rows open and close. */
  isTree: boolean;
  lines: ReadonlySignal<Line[]>;
  onToggle: (key: string) => void;
  /** The run that all others are compared with: it stays on top. */
  reference: Row | undefined;
  onReference: (run: string) => void;
}

/**
 * The table of runs: all rows scroll, those in sight are drawn. One tab stop; arrows or j and k go
 * from row to row, Enter opens, x selects, with shift up to the row selected last, o or right and
 * left open and close what is nested or grouped, r makes a run the reference.
 */
export function RunGrid({ source, columns, keys, main, sort, onSort, selected, onSelect, lines: arranged, groups, by, isTree, onToggle, reference, onReference }: RunGridProps) {
  const lines = arranged.value;
  const fetched = source.rows.value.length;
  const count = groups ? lines.length : lines.length + Math.max(0, (source.total.value ?? 0) - fetched);
  const height = isNarrow.value ? TOUCH_ROW : rowHeight.value;
  const known = useMemo(() => lines.map((line, i) => line.key || `at-${i}`), [lines]);
  /** The row selected last. */
  const anchor = useRef<string | undefined>(undefined);
  const want = (from: number, to: number) => {
    const last = Math.min(to + AHEAD, count - 1);
    for (const line of lines.slice(from, last + 1)) if (!line.row) line.of?.want(line.at);
    if (!groups && last >= lines.length) source.want(fetched + last - lines.length);
  };

  const select = (index: number, isRange: boolean) => {
    const start = isRange ? Math.max(0, known.indexOf(anchor.current ?? "")) : index;
    const [from, to] = [Math.min(start, index), Math.max(start, index)];
    anchor.current = known[index];
    const runs = lines.slice(from, to + 1).flatMap((line) => (line.row ? [line.row.id] : []));
    onSelect((before) => {
      const next = new Set(before);
      const isOn = isRange || !next.has(runs[0] ?? "");
      for (const run of runs) {
        if (isOn) next.add(run);
        else next.delete(run);
      }
      return next;
    });
  };
  const toggle = () => {
    const line = lines[at()];
    if (line?.isOpen !== undefined) onToggle(line.key);
  };
  const enter = () => {
    const line = lines[at()];
    if (line?.row) go(paths.run(line.row.id));
    else toggle();
  };
  const right = () => {
    if (lines[at()]?.isOpen === false) toggle();
    else if (lines[at()]?.isOpen) move(at() + 1);
  };
  const left = () => {
    if (lines[at()]?.isOpen) toggle();
    else move(parentOf(lines, at()));
  };
  const { active, goal, box, at, move, reset, press } = useActiveRow({
    keys: known,
    count,
    height,
    acts: {
      Enter: enter,
      " ": (event) => select(at(), event.shiftKey),
      ...(isTree ? { ArrowRight: right, ArrowLeft: left } : {}),
    },
  });
  const order = useRef(sort);
  useLayoutEffect(() => {
    // Another order is looked at from its top, not from where a row has gone to.
    if (order.current !== sort) reset();
    order.current = sort;
  }, [sort]);
  useKeys({
    x: () => select(at(), false),
    X: () => select(at(), true),
    o: toggle,
    r: () => {
      const run = lines[at()]?.row;
      if (run) onReference(run.id);
    },
  });
  const copy = (event: ClipboardEvent) => {
    const marked = document.getSelection();
    // Two lines of a phone's row are no cells of a table.
    if (!box.current || !marked || marked.isCollapsed || isNarrow.value) return;
    const text = copyOf(marked.getRangeAt(0), box.current, (line) => lines[Number(line.getAttribute("aria-rowindex")) - 2]?.row);
    if (text === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  };
  const row = (run: Row, index: number | undefined) => (
    <GridRow
      key={run.id}
      row={run}
      line={isTree && index !== undefined ? lines[index] : undefined}
      reference={reference}
      index={index}
      columns={columns}
      keys={keys}
      main={main}
      isActive={index === active}
      isSelected={selected.has(run.id)}
      onPick={(isRange) => {
        if (index === undefined) return;
        move(index);
        select(index, isRange);
      }}
      onGo={() => index !== undefined && move(index)}
      onToggle={() => onToggle(run.id)}
      onEnd={() => onReference(run.id)}
    />
  );
  return (
    <Rows
      count={count}
      height={height}
      keys={known}
      goal={goal}
      at={box}
      onSight={want}
      class={`run-table ${reference ? "compared" : ""} ${groups ? "grouped" : ""}`}
      head={
        <div class="top" role="presentation">
          <Head columns={columns} keys={keys} sort={sort} onSort={onSort} />
          {reference && row(reference, undefined)}
        </div>
      }
      box={{
        role: isTree ? "treegrid" : "grid",
        "aria-label": "Runs",
        "aria-rowcount": count + 1,
        "aria-multiselectable": "true",
        "aria-busy": source.isLoading.value,
        "aria-activedescendant": lines[active] ? `run-${active}` : undefined,
        tabIndex: 0,
        onKeyDown: press,
        onCopy: copy,
      }}
    >
      {(index) => {
        const line = lines[index];
        if (line?.row) return row(line.row, index);
        if (line?.group) {
          const { group, key } = line;
          return (
            <GroupRow
              key={key}
              group={group}
              by={by}
              isOpen={line.isOpen ?? false}
              index={index}
              columns={columns}
              reference={reference}
              main={main}
              isActive={index === active}
              onToggle={() => {
                move(index);
                onToggle(key);
              }}
            />
          );
        }
        return (
          <div key={`at-${index}`} class="line ghost" role="row" aria-rowindex={index + 2}>
            <span role="gridcell">…</span>
          </div>
        );
      }}
    </Rows>
  );
}

const SORTABLE = new Set(["name", "status", "start", "user"]);

function Head({ columns, keys, sort, onSort }: { columns: string[]; keys: RunKeys | undefined; sort: string; onSort: (sort: string) => void }) {
  const column = sort.replace(/^-/, "");
  const cell = (name: string, text: string, isNumber = false) => {
    const isSorted = column === name || (sort === "" && name === "start");
    const isDown = sort === "" || sort.startsWith("-");
    return (
      <div
        key={name}
        role="columnheader"
        class={`clip ${isNumber ? "number" : ""}`}
        title={name}
        aria-sort={isSorted ? (isDown ? "descending" : "ascending") : "none"}
      >
        {SORTABLE.has(name) || name.includes(".") ? (
          <button type="button" class="quiet" tabIndex={-1} onClick={() => onSort(isSorted && isDown ? name : `-${name}`)}>
            <span class="clip">{text}</span>
            {isSorted && <span aria-hidden="true">{isDown ? "↓" : "↑"}</span>}
          </button>
        ) : (
          <span>{text}</span>
        )}
      </div>
    );
  };
  return (
    <div class="line head" role="row" aria-rowindex={1}>
      {cell("name", "Name")}
      {cell("status", "State")}
      {cell("start", "Started")}
      {cell("duration", "Took")}
      {cell("user", "User")}
      {columns.map((each) => cell(each, keyOf(each), isNumber(each, keys)))}
    </div>
  );
}
