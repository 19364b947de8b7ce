import type { MainMetric } from "../experiments/mainMetric";
import { judged, signed } from "../ui/numbers";

export interface AgainstProps {
  metric: string | undefined;
  value: number;
  reference: number;
  /** The main metric of the experiment, which may say which way is better. */
  main: MainMetric | null;
}

/** How a number differs from that of the reference run, and whether that is good, where the metric tells. */
export function Against({ metric, value, reference, main }: AgainstProps) {
  const difference = value - reference;
  if (!Number.isFinite(difference)) return null;
  const said = main?.isSet && main.key === metric ? main.isLower : undefined;
  const word = metric === undefined ? "" : judged(metric, difference, said);
  const tone = word === "better" ? "good" : word === "worse" ? "bad" : "meta";
  return <span class={`difference ${tone}`}>{` ${difference === 0 ? "±0" : signed(difference)}${word && ` ${word}`}`}</span>;
}
