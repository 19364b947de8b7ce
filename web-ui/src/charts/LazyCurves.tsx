import { lazy } from "../ui/lazy";
import type { CurvesProps } from "./Curves";

const Curves = lazy(() => import("./Curves").then((module) => module.Curves));

/** Curves, whose code is fetched behind the first look. */
export function LazyCurves(props: CurvesProps) {
  if (props.keys.length === 0) {
    return <p class="meta">No metric was logged yet; curves appear here with the first value.</p>;
  }
  return <Curves {...props} />;
}
