import type { RunStatus, Stage } from "../api/types";
import { slot } from "./runColours";
import "./runColours.css";

const WORDS: Record<RunStatus, [string, string, string]> = {
  RUNNING: ["▶", "Running", "good"],
  SCHEDULED: ["◷", "Scheduled", "meta"],
  FINISHED: ["✓", "Finished", ""],
  FAILED: ["✕", "Failed", "bad"],
  KILLED: ["■", "Killed", "warn"],
};

/** A run's state, as a sign and a word. */
export function Status({ status }: { status: RunStatus }) {
  const [sign, word, tone] = WORDS[status];
  return (
    <span class={`nowrap ${tone}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

/** A stage; what is in none is a candidate for one. */
export function StageMark({ stage }: { stage: Stage }) {
  return <span class={`chip stage-${stage}`}>{stage === "None" ? "Candidate" : stage}</span>;
}

export function AliasMark({ alias }: { alias: string }) {
  return <span class="chip mono">@{alias}</span>;
}

/** The colour of a run; its place while that is not known. */
export function RunDot({ number }: { number: number | undefined }) {
  return <span class={`dot ${number === undefined ? "" : `run-${slot(number)}`}`} aria-hidden="true" />;
}

/** The short form of a run's id. */
export function RunId({ id }: { id: string }) {
  return (
    <code title={id} class="meta">
      {id.slice(-8)}
    </code>
  );
}
