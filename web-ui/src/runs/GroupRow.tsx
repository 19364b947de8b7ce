import type { RunGroup } from "../api/types";
import type { MainMetric } from "../experiments/mainMetric";
import { count, short } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { Against } from "./Against";
import { isMetric, keyOf, numberIn } from "./columns";
import type { Row } from "./RunRows";
import { Twist } from "./Twist";

/** A group of runs: how many there are, and mean and spread of what is a number. */
export function GroupRow({
  group,
  by,
  isOpen,
  index,
  columns,
  reference,
  main,
  isActive,
  onToggle,
}: {
  group: RunGroup;
  /** What the runs have in common, as the address names it. */
  by: string;
  isOpen: boolean;
  index: number;
  columns: string[];
  /** The run that means are compared with, if there is one. */
  reference: Row | undefined;
  main: MainMetric | null;
  isActive: boolean;
  onToggle: () => void;
}) {
  const spread = (column: string) => group.columns.find((each) => each.key === column);
  const first = columns.find((column) => spread(column));
  return (
    <div
      id={`run-${index}`}
      class={`line group-line ${isActive ? "active" : ""}`}
      role="row"
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <div role="gridcell" class="name">
        <Twist isOpen={isOpen} />
        <span class="clip grow" title={group.value ?? undefined}>
          {group.value === null ? <i>without {keyOf(by)}</i> : group.value === "" ? <i>empty</i> : group.value}
        </span>
        <span class="meta">{count(group.runs, "run")}</span>
      </div>
      {isNarrow.value ? (
        first !== undefined && (
          <div role="gridcell" class="number wide-cell">
            <span class="meta">{keyOf(first)}</span> <Spread spread={spread(first)} />
          </div>
        )
      ) : (
        <>
          <div role="gridcell" class="between" aria-colspan={4} />
          {columns.map((column, i) => (
            <div key={column} role="gridcell" class={`clip ${isMetric(column) || spread(column) ? "number" : ""}`}>
              <Spread spread={spread(column)} />
              {reference && <Against metric={isMetric(column) ? keyOf(column) : undefined} value={spread(column)?.mean ?? NaN} reference={numberIn(reference.cells[i])} main={main} />}
            </div>
          ))}
        </>
      )}
    </div>
  );
}

function Spread({ spread }: { spread: RunGroup["columns"][number] | undefined }) {
  if (!spread) return null;
  const { mean, deviation, min, max } = spread;
  return (
    <span title={`mean ${mean} of ${count(spread.count, "number")}${deviation === undefined ? "" : `, standard deviation ${deviation}`}, from ${min} to ${max}`}>
      {short(mean)}
      {deviation !== undefined && <small class="meta"> ± {brief(deviation)}</small>}
    </span>
  );
}

/** Of a deviation two digits tell enough. */
const brief = (value: number): string => (value === 0 ? "0" : short(Number(value.toPrecision(2))).replace(/(\.\d*?[1-9])0+$/, "$1"));
