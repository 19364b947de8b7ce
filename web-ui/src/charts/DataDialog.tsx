import { Dialog } from "../ui/Dialog";
import { Num } from "../ui/Num";
import { RunDot } from "../ui/Marks";
import type { CurveRun } from "./Curves";
import { summary, type Curve } from "./curve";
import { nounOf } from "./noun";
import { xName } from "./ticks";
import type { XKind } from "./view";

const ROWS = 200;

/** What a chart shows, as tables: a row a run, and the points of a single run. */
export function DataDialog({ name, runs, curves, kind, onClose }: { name: string; runs: readonly CurveRun[]; curves: Curve[]; kind: XKind; onClose: () => void }) {
  const noun = nounOf(runs);
  const only = curves.length === 1 ? curves[0] : undefined;
  return (
    <Dialog title={`Data of ${name}`} onClose={onClose}>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${noun}s`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{noun}</th>
              {["Points", "Last", "Least", "Greatest"].map((head) => <th key={head} scope="col" class="number">{head}</th>)}
              <th scope="col">Not finite</th>
            </tr>
          </thead>
          <tbody>
            {curves.map((curve) => {
              const run = runs.find((each) => each.id === curve.runId);
              const { points, last, least, odd } = summary(curve);
              return (
                <tr key={curve.runId}>
                  <th scope="row"><RunDot number={run?.number ?? 0} /> {run?.name}</th>
                  <td class="number">{points.toLocaleString()}</td>
                  <td class="number"><Num value={last} /></td>
                  <td class="number"><Num value={least?.min} /></td>
                  <td class="number"><Num value={least?.max} /></td>
                  <td>{odd || "none"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {only && <Points curve={only} kind={kind} />}
      <div class="actions"><button type="button" onClick={onClose}>Close</button></div>
    </Dialog>
  );
}

function Points({ curve, kind }: { curve: Curve; kind: XKind }) {
  const every = Math.ceil(curve.x.length / ROWS);
  const rows = Array.from({ length: Math.ceil(curve.x.length / every) }, (_, i) => i * every);
  return (
    <>
      <p class="meta">
        {every > 1 && `Every ${every}th entry. `}
        {!curve.isExact && "An entry stands for several points: their mean, least and greatest. "}
        Zoom in to see single points.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{kind === "step" ? "Step" : "Time"}</th>
            <th scope="col" class="number">{curve.isExact ? "Value" : "Mean"}</th>
            {!curve.isExact && <th scope="col" class="number">Least</th>}
            {!curve.isExact && <th scope="col" class="number">Greatest</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((i) => (
            <tr key={i}>
              <th scope="row">{xName(kind, curve.x[i] ?? 0)}</th>
              <td class="number"><Num value={curve.y[i]} /></td>
              {!curve.isExact && <td class="number"><Num value={curve.low[i]} /></td>}
              {!curve.isExact && <td class="number"><Num value={curve.high[i]} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
