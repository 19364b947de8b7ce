import { useEffect, useRef, useState } from "preact/hooks";
import type { RunKeys } from "../api/types";
import { paths } from "../paths";
import { go } from "../router";
import { useKeys } from "../ui/keys";
import { isNarrow } from "../ui/screen";
import { keyOf } from "./columns";
import { GridRow } from "./GridRow";
import type { Row, RunRows } from "./RunRows";

const ROW = 28;
const TOUCH_ROW = 52;
const BEYOND = 8;

/**
 * The table of runs: all rows scroll, those in sight are drawn. One tab stop; arrows or j and k go
 * from row to row, Enter opens, x selects, with shift up to the row selected last.
 */
export function RunGrid({
  source,
  columns,
  keys,
  sort,
  onSort,
  selected,
  onSelect,
}: {
  source: RunRows;
  columns: string[];
  keys: RunKeys | undefined;
  sort: string;
  onSort: (sort: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (change: (selected: ReadonlySet<string>) => Set<string>) => void;
}) {
  const rows = source.rows.value;
  const count = Math.max(rows.length, source.total.value ?? 0);
  const height = isNarrow.value ? TOUCH_ROW : ROW;
  const box = useRef<HTMLDivElement>(null);
  // No table is higher than its window: so the first look need not wait for a layout.
  const [range, setRange] = useState(() => ({ from: 0, to: Math.ceil(window.innerHeight / height) }));
  const [active, setActive] = useState(0);
  // Keys can come faster than the table is drawn: what they act on is kept beside the state.
  const at = useRef(0);
  const anchor = useRef(0);
  const activate = (index: number) => {
    at.current = index;
    setActive(index);
  };

  const look = () => {
    const element = box.current;
    if (!element) return;
    const from = Math.floor(element.scrollTop / height);
    const to = Math.ceil((element.scrollTop + element.clientHeight) / height);
    if (from < range.from || to > range.to) setRange({ from: Math.max(0, from - BEYOND), to: to + BEYOND });
    source.want(Math.min(to + 2 * BEYOND, count - 1));
  };
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  });

  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    activate(next);
    source.want(next);
    const element = box.current;
    if (!element) return;
    const top = next * height;
    const inSight = element.clientHeight - height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + inSight) element.scrollTop = top + height - inSight;
  };
  const select = (index: number, isRange: boolean) => {
    const [from, to] = isRange ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    anchor.current = index;
    onSelect((before) => {
      const next = new Set(before);
      const isOn = isRange || !next.has(rows[index]?.id ?? "");
      for (const row of rows.slice(from, to + 1)) {
        if (isOn) next.add(row.id);
        else next.delete(row.id);
      }
      return next;
    });
  };
  const open = () => {
    const row = rows[at.current];
    if (row) go(paths.run(row.id));
  };
  useKeys({
    j: () => move(at.current + 1),
    k: () => move(at.current - 1),
    x: () => select(at.current, false),
    X: () => select(at.current, true),
  });
  const press = (event: KeyboardEvent) => {
    const page = Math.floor((box.current?.clientHeight ?? height) / height) - 2;
    const acts: Record<string, () => void> = {
      ArrowDown: () => move(at.current + 1),
      ArrowUp: () => move(at.current - 1),
      PageDown: () => move(at.current + page),
      PageUp: () => move(at.current - page),
      Home: () => move(0),
      End: () => move(count - 1),
      Enter: open,
      " ": () => select(at.current, event.shiftKey),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  const shown: (Row | undefined)[] = [];
  for (let i = range.from; i < Math.min(range.to, count); i++) shown.push(rows[i]);
  return (
    <div
      ref={box}
      class="run-table"
      role="grid"
      aria-label="Runs"
      aria-rowcount={count + 1}
      aria-multiselectable="true"
      aria-busy={source.isLoading.value}
      aria-activedescendant={rows[active] ? `run-${active}` : undefined}
      tabIndex={0}
      onScroll={look}
      onKeyDown={press}
    >
      <Head columns={columns} sort={sort} onSort={onSort} />
      <div class="body" role="presentation" style={{ height: `${count * height}px` }}>
        <div role="presentation" style={{ transform: `translateY(${range.from * height}px)` }}>
          {shown.map((row, i) => {
            const index = range.from + i;
            return row ? (
              <GridRow
                key={row.id}
                row={row}
                index={index}
                columns={columns}
                keys={keys}
                isActive={index === active}
                isSelected={selected.has(row.id)}
                onPick={(isRange) => {
                  activate(index);
                  select(index, isRange);
                }}
              />
            ) : (
              <div key={`at-${index}`} class="line ghost" role="row" aria-rowindex={index + 2}>
                <span role="gridcell">…</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const SORTABLE = new Set(["name", "status", "start", "user"]);

function Head({ columns, sort, onSort }: { columns: string[]; sort: string; onSort: (sort: string) => void }) {
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
      {columns.map((each) => cell(each, keyOf(each), each.startsWith("metrics.")))}
    </div>
  );
}
