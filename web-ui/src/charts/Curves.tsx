import { count } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { Chart } from "./Chart";
import { Legend } from "./Legend";
import { lookAt } from "./moving";
import { inOrder } from "./order";
import { chooseLog, chooseSmooth, chooseX, findCurves, showAll, useView, type XKind } from "./view";
import "./charts.css";

/** A run whose curves are drawn, or a group of runs whose medians are; the number gives the colour. */
export interface CurveRun {
  id: string;
  name: string;
  number: number;
  /** The runs of a group. */
  members?: readonly string[];
}

export interface CurvesProps {
  /** Of at most 200 runs, members included; the answer for more is that of the first 200. All are groups, or none. */
  runs: readonly CurveRun[];
  /** The metrics, a chart each. */
  keys: readonly string[];
  /** The metric shown first. */
  main?: string | undefined;
  /** Anything that is another when there may be newer points. */
  version?: unknown;
}

const FIRST = 6;
/** So few charts leave each other room. */
const FEW = 3;

/** The charts of some metrics for some runs; how they are looked at lies in the address. */
export function Curves({ runs, keys, main, version }: CurvesProps) {
  const view = useView();
  const { words, isWhole } = view;
  const ordered = inOrder(keys, main);
  const found = words === "" ? ordered : ordered.filter((key) => key.toLowerCase().includes(words.toLowerCase()));
  const isTall = runs.length > 1 && keys.length <= FEW && !isNarrow.value;
  const shown = isWhole || words !== "" ? found : found.slice(0, FIRST);
  const tools = (
    <div class="row chart-tools">
      <div class="group" role="group" aria-label="X axis">
        {(["step", "time", "relative"] as XKind[]).map((kind) => (
          <button key={kind} type="button" aria-pressed={view.x === kind} onClick={() => chooseX(kind)}>
            {kind === "step" ? "Step" : kind === "time" ? "Time" : "Relative"}
          </button>
        ))}
      </div>
      <label class="line">
        Smoothing
        <input type="range" min="0" max="0.99" step="0.01" value={view.smooth} aria-valuetext={view.smooth === 0 ? "off" : String(view.smooth)} onInput={(event) => chooseSmooth(Number(event.currentTarget.value))} />
      </label>
      <button type="button" aria-pressed={view.isLog} onClick={() => chooseLog(!view.isLog)}>Log y</button>
      <button type="button" disabled={!view.zoom} title="Drag in a chart to zoom in, or turn the wheel with Ctrl held; drag or turn it with Shift held to move" onClick={() => lookAt(null)}>Reset zoom</button>
      {keys.length > FIRST && (
        <>
          <input type="search" class="grow" aria-label="Find curves by name" placeholder={`Find among ${count(keys.length, "metric")}`} value={words} onInput={(event) => findCurves(event.currentTarget.value)} />
          <button type="button" aria-expanded={isWhole} onClick={() => showAll(!isWhole)}>{isWhole ? `Only the first ${FIRST}` : `All ${keys.length}`}</button>
        </>
      )}
    </div>
  );
  return (
    <div class="stack">
      {isNarrow.value ? <details class="chart-options"><summary>Axis, smoothing, which curves</summary>{tools}</details> : tools}
      {runs.length > 1 && <Legend runs={runs} hidden={view.hidden} />}
      {found.length === 0 && <p class="meta">No metric has “{words}” in its name.</p>}
      <div class="charts">
        {shown.map((key) => <Chart key={key} runs={runs} name={key} view={view} version={version} isTall={isTall} />)}
      </div>
    </div>
  );
}
