import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CurvesProps } from "./Curves";

/** Curves, whose code is fetched behind the first look. */
export function LazyCurves(props: CurvesProps) {
  const [Curves, setCurves] = useState<ComponentType<CurvesProps> | null>(null);
  const isEmpty = props.keys.length === 0;
  useEffect(() => {
    if (isEmpty) return;
    void import("./Curves").then((module) => setCurves(() => module.Curves));
  }, [isEmpty]);
  if (isEmpty) {
    return <p class="meta">No metric was logged yet; curves appear here with the first value.</p>;
  }
  return Curves && <Curves {...props} />;
}
