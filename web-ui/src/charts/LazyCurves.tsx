import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CurvesProps } from "./Curves";

/** Curves, whose code is fetched behind the first look. */
export function LazyCurves(props: CurvesProps) {
  const [Curves, setCurves] = useState<ComponentType<CurvesProps> | null>(null);
  useEffect(() => {
    void import("./Curves").then((module) => setCurves(() => module.Curves));
  }, []);
  if (props.keys.length === 0) {
    return <p class="meta">No metric was logged yet; curves appear here with the first value.</p>;
  }
  return Curves && <Curves {...props} />;
}
