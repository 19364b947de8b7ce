import { useEffect, useState } from "preact/hooks";
import type { CurvesProps, CurveRun } from "../charts/Curves";
import type { ComponentType } from "preact";

/** The curves of a run, whose code is fetched behind the first look. */
export function LazyCurves({ run, keys, main, version }: { run: CurveRun; keys: string[]; main: string | undefined; version: unknown }) {
  const [Curves, setCurves] = useState<ComponentType<CurvesProps> | null>(null);
  useEffect(() => {
    void import("../charts/Curves").then((module) => setCurves(() => module.Curves));
  }, []);
  if (keys.length === 0) return <p class="meta">No metric was logged yet; curves appear here with the first value.</p>;
  return Curves && <Curves runs={[run]} keys={keys} main={main} version={version} />;
}
