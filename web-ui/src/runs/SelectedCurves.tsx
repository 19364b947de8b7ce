import type { RunKeys } from "../api/types";
import { LazyCurves } from "../charts/LazyCurves";
import { guessMainMetric } from "./columns";
import type { Row } from "./RunRows";

const SHOWN = 20;

/** The curves of the selected runs; while none is selected, of the first ones of the table. */
export function SelectedCurves({ rows, selected, keys }: { rows: Row[]; selected: ReadonlySet<string>; keys: RunKeys }) {
  const chosen = selected.size > 0 ? rows.filter((row) => selected.has(row.id)) : rows.slice(0, SHOWN);
  const names = keys.metrics.map((each) => each.key);
  return (
    <section class="curves stack">
      <h2 class="unseen">Curves</h2>
      {selected.size === 0 && rows.length > SHOWN && (
        <p class="meta">The first {SHOWN} runs of the table. Select others there with x, and come back with g.</p>
      )}
      <LazyCurves runs={chosen} keys={names} main={guessMainMetric(names)} version={rows} />
    </section>
  );
}
