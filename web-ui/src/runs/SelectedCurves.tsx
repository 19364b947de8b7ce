import type { RunKeys } from "../api/types";
import { LazyCurves } from "../charts/LazyCurves";
import { guessMainMetric } from "./columns";
import type { Row } from "./RunRows";
import { useRows } from "./table";

const SHOWN = 20;

/** As many as charts draw at most. */
const MOST = 200;

const missing = (known: readonly Row[], selected: ReadonlySet<string>): string[] => {
  const ids = new Set(known.map((row) => row.id));
  return [...selected].filter((id) => !ids.has(id)).slice(0, MOST);
};

/** The curves of the selected runs; while none is selected, of the first ones of the table. */
export function SelectedCurves({ rows, selected, keys }: { rows: Row[]; selected: ReadonlySet<string>; keys: RunKeys }) {
  // Others stand in the table where nobody has scrolled to, or are nested in what is closed.
  const known = rows.filter((row) => selected.has(row.id));
  const others = useRows(missing(known, selected), []);
  const chosen = selected.size > 0 ? [...known, ...others] : rows.slice(0, SHOWN);
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
