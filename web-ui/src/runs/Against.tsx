import { judged, signed } from "../ui/numbers";

/** How a number differs from that of the reference run, and whether that is good, where the metric tells. */
export function Against({ metric, value, reference }: { metric: string | undefined; value: number; reference: number }) {
  const difference = value - reference;
  if (!Number.isFinite(difference)) return null;
  const word = metric === undefined ? "" : judged(metric, difference);
  const tone = word === "better" ? "good" : word === "worse" ? "bad" : "meta";
  return <span class={`difference ${tone}`}>{` ${difference === 0 ? "±0" : signed(difference)}${word && ` ${word}`}`}</span>;
}
