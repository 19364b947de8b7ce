import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { own } from "../api/client";
import { awaySince } from "../api/connection";
import type { CurvesProps } from "./Curves";

/** Curves, whose code is fetched behind the first look. */
export function LazyCurves(props: CurvesProps) {
  const [Curves, setCurves] = useState<ComponentType<CurvesProps> | null>(null);
  const isEmpty = props.keys.length === 0;
  const isAway = awaySince.value !== null;
  useEffect(() => {
    if (isEmpty || isAway || Curves) return;
    // Should it fail because the server goes away, the question tells all of the page, and it is tried again afterwards.
    import("./Curves").then((module) => setCurves(() => module.Curves)).catch(() => own.get("info").catch(() => undefined));
  }, [isEmpty, isAway]);
  if (isEmpty) {
    return <p class="meta">No metric was logged yet; curves appear here with the first value.</p>;
  }
  return Curves && <Curves {...props} />;
}
