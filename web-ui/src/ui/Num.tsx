import type { MetricValue } from "../api/types";
import { short, toNumber } from "./numbers";

/** A metric's value in 4 digits, with all of them as its tooltip. */
export function Num({ value }: { value: MetricValue | null | undefined }) {
  if (value === null || value === undefined) return <span class="meta">–</span>;
  const number = toNumber(value);
  return (
    <span title={String(value)} class={Number.isFinite(number) ? undefined : "bad"}>
      {short(number)}
    </span>
  );
}
