import { useEffect, useRef, useState } from "preact/hooks";
import { awaySince } from "../api/connection";
import { asApiError, type ApiError } from "../api/errors";
import { toCurve, type Curve } from "./curve";
import type { Part } from "./part";
import { readSeries, type Wish } from "./series";
import type { XKind } from "./view";

export interface FoundCurves {
  curves: Curve[];
  /** What they have the points of. */
  part: Part;
  /** The last curves with points of all of x, coarse where a part is looked at; none when there were none yet. */
  whole: Curve[];
  /** What their x is; for a moment it may be another than the one that is wished for. */
  x: XKind;
  error: ApiError | null;
  isLoading: boolean;
}

/**
 * The curves of a metric, read once they are in sight, and anew whenever `version` is another. The
 * last ones stay until the new ones are there; a slow answer is never given up for a newer version.
 */
export function useCurves(wish: Wish, key: string, version: unknown, isSeen: boolean): FoundCurves {
  const [found, setFound] = useState<FoundCurves>({ curves: [], part: null, whole: [], x: wish.x, error: null, isLoading: true });
  const name = JSON.stringify([wish, key]);
  const state = useRef({ wanted: "", version: undefined as unknown, isBusy: false, isGone: false });
  const whole = useRef<{ of: string; curves: Curve[] }>({ of: "", curves: [] });
  const isAway = awaySince.value !== null;

  useEffect(() => {
    const now = state.current;
    now.isGone = false;
    const read = async () => {
      if (now.isBusy) return;
      now.isBusy = true;
      const of = latest.current;
      now.wanted = of.name;
      now.version = of.version;
      let isFailed = false;
      try {
        const series = await readSeries(of.wish, of.key);
        const curves = series.map(toCurve);
        const { runs, x, from, to } = of.wish;
        const part = from === null || to === null ? null : { from, to };
        const lines = JSON.stringify([runs, x]);
        if (part === null || whole.current.of !== lines) whole.current = { of: lines, curves: part === null ? curves : [] };
        if (!now.isGone) setFound({ curves, part, whole: whole.current.curves, x, error: null, isLoading: false });
      } catch (failure) {
        const error = asApiError(failure);
        if (!now.isGone) setFound((before) => ({ ...before, error, isLoading: false }));
        now.wanted = error.isAway ? "" : now.wanted;
        isFailed = true;
      } finally {
        now.isBusy = false;
      }
      // What failed is not asked for again at once, but something else is.
      const isNext = isFailed ? latest.current.name !== of.name : isOld(now, latest.current);
      if (!now.isGone && isNext) void read();
    };
    if (isSeen && !isAway && isOld(now, { name, version })) void read();
  }, [name, version, isSeen, isAway]);
  useEffect(
    () => () => {
      state.current.isGone = true;
    },
    [],
  );
  const latest = useRef({ name, version, wish, key });
  latest.current = { name, version, wish, key };
  return found;
}

const isOld = (done: { wanted: string; version: unknown }, now: { name: string; version: unknown }) =>
  done.wanted !== now.name || done.version !== now.version;
