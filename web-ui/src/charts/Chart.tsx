import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { RunDot } from "../ui/Marks";
import { short } from "../ui/numbers";
import { isDark } from "../ui/theme";
import { DataDialog } from "./DataDialog";
import type { CurveRun } from "./Curves";
import { nearestIndex, summary, type Curve } from "./curve";
import { medians } from "./medians";
import { inAFrame, leaveFrames } from "./frames";
import { hover, lit } from "./hover";
import { sightOf } from "./hand";
import { asked, lookAt, lookedAt, moveTo, moving } from "./moving";
import { around, moved, zoomed } from "./part";
import { pensOf } from "./pens";
import { Plot } from "./Plot";
import { xName } from "./ticks";
import { type FoundCurves, useCurves } from "./useCurves";
import type { View } from "./view";

/** How far a key moves, of what is in sight. */
const PAN = 0.2;
const NARROWEST = 120;
/** Points are asked for in steps of this many pixels, so that a small change of size asks nothing. */
const WIDTH_STEP = 40;

export interface ChartProps {
  runs: readonly CurveRun[];
  name: string;
  view: View;
  version: unknown;
  /** Whether there is room for more of y. */
  isTall: boolean;
}

/** The curves of one metric. */
export function Chart({ runs, name, view, version, isTall }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const { isSeen, width, height } = useSight(host);
  const buckets = Math.max(NARROWEST, Math.ceil(width / WIDTH_STEP) * WIDTH_STEP);
  const ids = runs.flatMap((run) => run.members ?? [run.id]);
  // A hand that moves is ahead of what it sees.
  const part = asked.value === undefined ? view.zoom : around(asked.value);
  const wish = { runs: ids, x: view.x, from: part?.from ?? null, to: part?.to ?? null, buckets: asked.value ? 2 * buckets : buckets };
  const found = useLines(useCurves(wish, name, version, isSeen && width > 0), runs, view.hidden);
  const { curves, error, isLoading } = found;
  const press = usePlot(host, { runs, name, view, found, width, height, isSeen });
  const [isOpen, setOpen] = useState(false);
  return (
    <figure class={`chart ${isTall ? "tall" : ""}`} aria-label={`Chart of ${name}`}>
      <div class="chart-head">
        <h3 class="clip mono" title={name}>{name}</h3>
        <Readout runs={runs} view={view} curves={curves} />
        <button type="button" class="quiet" aria-label={`Data of ${name}`} title="Show the data as a table" onClick={() => setOpen(true)}>
          <span aria-hidden="true">▤</span>
        </button>
      </div>
      <div ref={host} class="plot" role="group" tabIndex={0} aria-label={`${name}: arrows move the cursor, with Shift what is in sight, plus and minus zoom, 0 shows all`} onKeyDown={press} onBlur={() => (hover.value = null)} />
      {runs.length > 1 && <Tip runs={runs} name={name} />}
      {error && !error.isAway && <p class="chart-note bad" role="alert">{error.message}</p>}
      {isLoading && <p class="chart-note meta">Loading…</p>}
      {!error && !isLoading && curves.every((curve) => curve.x.length === 0) && <p class="chart-note meta">{view.hidden.size === 0 ? "No points here." : "No points here, or the lines are hidden."}</p>}
      <figcaption class="unseen">{curves.length <= 8 && curves.map((curve) => sentence(curve, runs)).join(" ")}</figcaption>
      {isOpen && <DataDialog name={name} runs={runs} curves={curves} kind={view.x} onClose={() => setOpen(false)} />}
    </figure>
  );
}

/** The curves that were found as they are drawn: those of groups put together, without those that are hidden. */
function useLines(found: FoundCurves, runs: readonly CurveRun[], hidden: ReadonlySet<string>): FoundCurves {
  const groups = runs.flatMap(({ id, members }) => (members ? [{ id, runs: members }] : []));
  return useMemo(() => {
    const lines = (curves: Curve[]) => (groups.length === 0 ? curves : medians(curves, groups)).filter((curve) => !hidden.has(curve.runId));
    const curves = lines(found.curves);
    return { ...found, curves, whole: found.whole === found.curves ? curves : lines(found.whole) };
  }, [found, JSON.stringify(groups), [...hidden].join()]);
}

/** Whether an element is in sight, or nearly, and its size. */
function useSight(host: { current: HTMLElement | null }) {
  const [sight, setSight] = useState({ isSeen: false, width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const seen = new IntersectionObserver(([entry]) => setSight((before) => ({ ...before, isSeen: entry?.isIntersecting ?? false })), {
      rootMargin: "240px",
    });
    const sized = new ResizeObserver(() => setSight((before) => ({ ...before, width: element.clientWidth, height: element.clientHeight })));
    seen.observe(element);
    sized.observe(element);
    return () => {
      seen.disconnect();
      sized.disconnect();
    };
  }, []);
  return sight;
}

interface PlotProps extends Omit<ChartProps, "version" | "isTall"> {
  found: FoundCurves;
  width: number;
  height: number;
  isSeen: boolean;
}

/** Keeps the canvas in step with what it shows. */
function usePlot(host: { current: HTMLDivElement | null }, { runs, name, view, found, width, height, isSeen }: PlotProps): (event: KeyboardEvent) => void {
  const { curves, part, whole, x, isLoading } = found;
  const plot = useRef<Plot | null>(null);
  const dark = isDark.value;
  const pens = useMemo(() => pensOf(runs, dark), [runs.map((run) => `${run.id} ${run.number} ${run.name}`).join("\n"), dark]);
  const latest = useRef({ width, height, isMany: false });
  latest.current = { width, height, isMany: runs.length > 1 };
  const isReady = isSeen && width > 0 && !isLoading;
  const close = () => {
    leaveFrames(host);
    leaveFrames(plot);
    leaveFrames(latest);
    plot.current?.close();
    plot.current = null;
  };
  useEffect(() => close, []);
  useEffect(() => {
    if (!isReady) return close();
    // What is seen stays until there is something for the other axis.
    if (plot.current && x !== view.x) return;
    // The plot of another axis stays until the turn of this one has come.
    inAFrame(host, () => {
      if (!host.current) return;
      if (!plot.current?.isOf(view.x, view.isLog)) {
        plot.current?.close();
        plot.current = new Plot(host.current, view.x, view.isLog, { width: latest.current.width, height: latest.current.height }, {
          zoomed: lookAt,
          pointed: (at) => {
            hover.value = at && { x: at.x, key: name, at: { left: at.left, top: at.top } };
            lit.value = latest.current.isMany ? (at?.runId ?? null) : null;
          },
        });
      }
      plot.current.light(lit.value);
      plot.current.show({ curves, part, whole, pens, zoom: lookedAt(), smooth: view.smooth });
    });
  }, [curves, pens, view.zoom?.from, view.zoom?.to, view.smooth, view.x, view.isLog, isReady]);
  useEffect(
    () =>
      moving.subscribe(() => {
        atOnceOrBehind(name, latest, () => plot.current?.move(lookedAt()));
      }),
    [name],
  );
  useEffect(() => plot.current?.resize(width, height), [width, height]);
  useEffect(
    () =>
      lit.subscribe((runId) => {
        atOnceOrBehind(name, plot, () => plot.current?.light(runId));
      }),
    [name],
  );
  return (event) => {
    const at = plot.current;
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    const { whole } = at;
    const sight = sightOf(at);
    const { min, max } = sight;
    const x = hover.value?.x ?? (min + max) / 2;
    const move = (part: number) => {
      const to = Math.min(max, Math.max(min, x + part * (max - min)));
      hover.value = { x: to, key: name, at: null };
      at.point(to);
    };
    const acts: Record<string, () => void> = {
      ArrowLeft: () => move(-0.02),
      ArrowRight: () => move(0.02),
      "+": () => moveTo(zoomed(sight, whole, x, 0.5)),
      "-": () => moveTo(zoomed(sight, whole, x, 2)),
      "0": () => lookAt(null),
      "Shift ArrowLeft": () => moveTo(moved(sight, whole, (min - max) * PAN)),
      "Shift ArrowRight": () => moveTo(moved(sight, whole, (max - min) * PAN)),
    };
    const act = acts[event.shiftKey && event.key.startsWith("Arrow") ? `Shift ${event.key}` : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

/** Draws the chart under the pointer at once, those beside it one by one. */
function atOnceOrBehind(name: string, owner: object, act: () => void): void {
  if (hover.value?.key === name) act();
  else inAFrame(owner, act);
}

/** Names the line that is nearest to the pointer. */
function Tip({ runs, name }: { runs: readonly CurveRun[]; name: string }) {
  const over = hover.value;
  const run = runs.find((each) => each.id === lit.value);
  if (!run || over?.key !== name || !over.at) return null;
  return (
    <div class="chart-tip" aria-hidden="true" style={{ transform: `translate(${over.at.left + 12}px, ${over.at.top - 24}px)` }}>
      <RunDot number={run.number} /> {run.name}
    </div>
  );
}

/** The value under the cursor of the page, or the last one. */
function Readout({ runs, view, curves }: { runs: readonly CurveRun[]; view: View; curves: Curve[] }) {
  const at = hover.value;
  const run = runs.length === 1 ? runs[0]?.id : (lit.value ?? undefined);
  const curve = curves.find((each) => each.runId === run);
  if (!curve) return <span class="readout meta" />;
  if (!at) return <span class="readout meta" title={String(curve.last)}>{short(curve.last)}</span>;
  const i = nearestIndex(curve, at.x);
  const value = curve.y[i] ?? NaN;
  const odd = Number.isNaN(value) ? curve.odd.find((each) => each.x === curve.x[i])?.kind : undefined;
  return (
    <span class="readout clip">
      {short(odd === undefined ? value : Number(odd))}
      {curve.isExact ? "" : ` (${short(curve.low[i] ?? NaN)} to ${short(curve.high[i] ?? NaN)})`}
      <span class="meta"> {xName(view.x, curve.x[i] ?? 0)}</span>
    </span>
  );
}

function sentence(curve: Curve, runs: readonly CurveRun[]): string {
  const { points, last, least, odd } = summary(curve);
  const who = runs.length > 1 ? `${runs.find((run) => run.id === curve.runId)?.name ?? ""}: ` : "";
  const range = least ? `, from ${short(least.min)} to ${short(least.max)}` : "";
  return `${who}${points.toLocaleString()} points${range}, last ${short(last)}${odd && `, ${odd}`}.`;
}
