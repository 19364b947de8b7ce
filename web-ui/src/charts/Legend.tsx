import { slot, dash, repeats } from "../ui/runColours";
import { middle } from "../ui/middle";
import { count } from "../ui/numbers";
import type { CurveRun } from "./Curves";
import { lit } from "./hover";
import { nounOf } from "./noun";
import { signOf } from "./signs";
import { toggleHidden } from "./view";

const LETTERS = 36;

/**
 * Which line is whose. Pointing at a name, or going there by arrows, lets its line stand out; a click hides it, and
 * shows it again.
 */
export function Legend({ runs, hidden }: { runs: readonly CurveRun[]; hidden: ReadonlySet<string> }) {
  const times = repeats(runs.map((run) => run.number));
  const go = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const names = [...event.currentTarget.querySelectorAll("button")];
    if (step === undefined) return;
    names[names.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
    event.preventDefault();
  };
  return (
    <ul class="legend" aria-label={`${nounOf(runs)}s`} onKeyDown={go}>
      {runs.map((run, i) => (
        <li key={run.id} class={lit.value === run.id ? "lit" : undefined} onMouseEnter={() => (lit.value = run.id)} onMouseLeave={() => (lit.value = null)}>
          <button
            type="button"
            class="quiet"
            // One stop of the tab key for all, and from there arrows.
            tabIndex={i === 0 ? 0 : -1}
            aria-pressed={!hidden.has(run.id)}
            title={`${run.name}: ${hidden.has(run.id) ? "show" : "hide"}`}
            onClick={() => toggleHidden(run.id)}
            onFocus={() => (lit.value = run.id)}
            onBlur={() => (lit.value = null)}
          >
            <Sample number={run.number} repeat={times[i] ?? 0} /> <span>{middle(run.name, LETTERS)}</span>{" "}
            {run.members && <span class="meta">{count(run.members.length, "run")}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A piece of a run's line. */
function Sample({ number, repeat }: { number: number; repeat: number }) {
  return (
    <svg class={`sample run-${slot(number)}`} width="24" height="10" aria-hidden="true">
      <line x1="0" x2="24" y1="5" y2="5" stroke="currentColor" stroke-width="2" stroke-dasharray={dash(repeat).join(" ")} />
      {repeat > 0 && <path d={signOf(repeat).path} transform="translate(12 5) scale(4)" fill="currentColor" />}
    </svg>
  );
}
