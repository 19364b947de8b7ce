import { signed } from "../ui/numbers";
import type { MetricChange, Verdict } from "./comparison";

const SAID: Record<Verdict, [sign: string, word: string, tone: string]> = {
  better: ["▲", "better", "good"],
  worse: ["▼", "worse", "bad"],
  other: ["", "", "meta"],
  same: ["=", "equal", "meta"],
  new: ["", "new", "meta"],
  gone: ["", "gone", "warn"],
  unclear: ["?", "not comparable", "warn"],
};

/** By how much a metric differs, and whether that is better, as a sign and for listeners a word. */
export function Difference({ change, isWord = false }: { change: MetricChange; isWord?: boolean }) {
  const [sign, word, tone] = SAID[change.verdict];
  const by = change.verdict === "same" || change.difference === null ? "" : signed(change.difference);
  const way = change.isLower === null ? "nothing tells which way is better" : `${change.isLower ? "less" : "more"} is better`;
  return (
    <span class={`nowrap ${tone}`} title={`${word || "differs"}${by ? ` by ${change.difference}` : ""}; ${way}`}>
      <span aria-hidden="true">{sign}</span> {by} <span class={isWord || sign === "" ? undefined : "unseen"}>{word}</span>
    </span>
  );
}
