import type { MetricValue, RunKeys } from "../api/types";
import { paths } from "../paths";
import { RunDot, RunId, Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { short, toNumber } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { Ago, Took } from "../ui/Time";
import { isMetric, keyOf } from "./columns";
import type { Row } from "./RunRows";

/** One run of the table; on a phone in two lines with the first metric. */
export function GridRow({
  row,
  index,
  columns,
  keys,
  isActive,
  isSelected,
  onPick,
}: {
  row: Row;
  index: number;
  columns: string[];
  keys: RunKeys | undefined;
  isActive: boolean;
  isSelected: boolean;
  onPick: (isRange: boolean) => void;
}) {
  const first = columns.findIndex(isMetric);
  return (
    <div
      id={`run-${index}`}
      class={`line ${isActive ? "active" : ""} ${isSelected ? "selected" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={(event) => {
        if (!(event.target as Element).closest("a")) onPick(event.shiftKey);
      }}
    >
      <div role="gridcell" class="name">
        <span class="tick" aria-hidden="true">
          {isSelected ? "✓" : ""}
        </span>
        <RunDot number={row.number} />
        <a class="clip" href={paths.run(row.id)} tabIndex={-1} title={row.name}>
          {row.name}
        </a>
        <RunId id={row.id} />
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
              <Metric key={column} value={row.cells[i] as MetricValue | null} range={keys?.metrics.find((each) => each.key === keyOf(column))} />
            ) : (
              <div key={column} role="gridcell" class="clip" title={String(row.cells[i] ?? "")}>
                {brief(row.cells[i])}
              </div>
            ),
          )}
        </>
      )}
    </div>
  );
}

const LONG_NUMBER = /^[+-]?\d*\.?\d{6,}(e[+-]?\d+)?$/i;

/** A param's text; one that is a long number in 4 digits. */
function brief(value: MetricValue | string | null | undefined): string {
  const text = String(value ?? "");
  return LONG_NUMBER.test(text) && text.includes(".") ? short(Number(text)) : text;
}

/** A value with a bar that says where it lies among those of all runs. */
function Metric({ value, range }: { value: MetricValue | null; range: { min?: number; max?: number } | undefined }) {
  const number = toNumber(value);
  const { min, max } = range ?? {};
  const hasBar = min !== undefined && max !== undefined && max > min && Number.isFinite(number);
  const share = hasBar ? Math.max(0, Math.min(1, (number - min) / (max - min))) : 0;
  return (
    <div role="gridcell" class="number clip bar-cell" style={hasBar ? { "--share": `${Math.round(share * 100)}%` } : undefined}>
      <Num value={value} />
    </div>
  );
}
