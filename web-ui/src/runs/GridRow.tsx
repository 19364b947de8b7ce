import type { MetricValue, RunKeys } from "../api/types";
import type { MainMetric } from "../experiments/mainMetric";
import { paths } from "../paths";
import { RunDot, RunId, Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { toNumber } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { Ago, Took } from "../ui/Time";
import { Against } from "./Against";
import { brief, isMetric, isNumber, keyOf, numberIn } from "./columns";
import type { Line } from "./lines";
import type { Row } from "./RunRows";
import { Twist } from "./Twist";

/** One run of the table; on a phone in two lines with the first metric. */
export function GridRow({
  row,
  line,
  reference,
  index,
  columns,
  keys,
  main,
  isActive,
  isSelected,
  onPick,
  onGo,
  onToggle,
  onEnd,
}: {
  row: Row;
  /** Where it stands among others that are nested or grouped; undefined in a table of runs alone. */
  line: Line | undefined;
  /** The run that all others are compared with, if there is one. */
  reference: Row | undefined;
  /** Its place in the table; undefined for the reference on top of it. */
  index: number | undefined;
  columns: string[];
  keys: RunKeys | undefined;
  main: MainMetric | null;
  isActive: boolean;
  isSelected: boolean;
  onPick: (isRange: boolean) => void;
  /** When somebody goes to the run. */
  onGo: () => void;
  onToggle: () => void;
  /** Lets the reference go. */
  onEnd: () => void;
}) {
  const isReference = reference?.id === row.id;
  const against = isReference ? undefined : reference;
  const first = columns.findIndex(isMetric);
  return (
    <div
      id={index === undefined ? undefined : `run-${index}`}
      class={`line ${isActive ? "active" : ""} ${isSelected ? "selected" : ""}`}
      role="row"
      aria-rowindex={index === undefined ? undefined : index + 2}
      aria-level={line && line.depth + 1}
      aria-expanded={line?.isOpen}
      aria-selected={isSelected}
      onClick={(event) => {
        if (!(event.target as Element).closest("a")) onPick(event.shiftKey);
        else onGo();
      }}
    >
      <div role="gridcell" class="name" style={line && line.depth > 0 ? { paddingLeft: `${8 + line.depth * 16}px` } : undefined}>
        {line && <Twist isOpen={line.isOpen} onToggle={onToggle} />}
        <span class="tick" aria-hidden="true">
          {isSelected ? "✓" : ""}
        </span>
        <RunDot number={row.number} />
        <a class="clip" href={paths.run(row.id)} tabIndex={-1} title={row.name}>
          {row.name}
        </a>
        {isReference ? (
          <Reference isOnTop={index === undefined} onEnd={onEnd} />
        ) : row.children > 0 ? (
          <span class="meta">{row.children.toLocaleString()} nested</span>
        ) : (
          <RunId id={row.id} />
        )}
      </div>
      <div role="gridcell">
        <Status status={row.status} />
      </div>
      <div role="gridcell">
        <Ago millis={row.start} />
      </div>
      {isNarrow.value ? (
        first >= 0 && (
          <div role="gridcell" class="number">
            <span class="meta">{keyOf(columns[first] ?? "")}</span> <Num value={row.cells[first] as MetricValue | null} />
            {against && <Against metric={keyOf(columns[first] ?? "")} value={toNumber(row.cells[first] as MetricValue)} reference={toNumber(against.cells[first] as MetricValue)} main={main} />}
          </div>
        )
      ) : (
        <>
          <div role="gridcell">
            {row.end === null && row.status !== "RUNNING" ? "–" : <Took from={row.start} to={row.end} />}
          </div>
          <div role="gridcell" class="clip" title={row.user}>
            {row.user}
          </div>
          {columns.map((column, i) =>
            isMetric(column) ? (
              <Metric
                key={column}
                name={keyOf(column)}
                value={row.cells[i] as MetricValue | null}
                reference={against?.cells[i] as MetricValue | null | undefined}
                main={main}
                range={keys?.metrics.find((each) => each.key === keyOf(column))}
              />
            ) : (
              <div key={column} role="gridcell" class={`clip ${isNumber(column, keys) ? "number" : ""}`} title={String(row.cells[i] ?? "")}>
                {brief(String(row.cells[i] ?? ""))}
                {against && column.startsWith("params.") && <Against metric={undefined} value={numberIn(row.cells[i])} reference={numberIn(against.cells[i])} main={main} />}
              </div>
            ),
          )}
        </>
      )}
    </div>
  );
}

function Reference({ isOnTop, onEnd }: { isOnTop: boolean; onEnd: () => void }) {
  if (!isOnTop) return <span class="meta">reference</span>;
  return (
    <button type="button" class="quiet meta" tabIndex={-1} aria-label="reference: compare with it no longer" onClick={onEnd}>
      reference ✕
    </button>
  );
}

/** A value with a bar that says where it lies among those of all runs. */
function Metric({
  name,
  value,
  reference,
  main,
  range,
}: {
  name: string;
  value: MetricValue | null;
  reference: MetricValue | null | undefined;
  main: MainMetric | null;
  range: { min?: number; max?: number } | undefined;
}) {
  const number = toNumber(value);
  const { min, max } = range ?? {};
  const hasBar = min !== undefined && max !== undefined && max > min && Number.isFinite(number);
  const share = hasBar ? Math.max(0, Math.min(1, (number - min) / (max - min))) : 0;
  return (
    <div role="gridcell" class="number clip bar-cell" style={hasBar ? { "--share": `${Math.round(share * 100)}%` } : undefined}>
      <Num value={value} />
      {reference !== undefined && <Against metric={name} value={number} reference={toNumber(reference)} main={main} />}
    </div>
  );
}
