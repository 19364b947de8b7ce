import { paths } from "../paths";
import { areKeysOn } from "../ui/keys";
import { useTitle } from "../ui/title";

const KEYS: [string, string][] = [
  ["/", "to the search box"],
  ["j k or ↓ ↑", "next, previous run of the table"],
  ["Enter", "open the run"],
  ["x", "select the run; with Shift all up to the one selected last"],
  ["o or → ←", "open, close what is nested in the run, or the group"],
  ["r", "make the run the reference, which stays on top and all others are compared with; again to let it go"],
  ["t g", "table, curves of the selected runs"],
  ["[ ]", "on a run: the one before, behind it in the table"],
  ["f", "on a run: its files"],
  ["← → + − 0", "in a chart: move the cursor, zoom in and out, show all; with Shift the arrows move what is in sight"],
  ["n", "new experiment, on the list of them"],
  ["y", "copy the address of what you see, filters and selection included"],
  ["?", "this page"],
  ["Esc", "close what is on top"],
];

const WORDS: [string, string][] = [
  ["baseline", "runs with that in their name, or in the value of a param or tag"],
  ["4f1c22ab", "runs whose id begins or ends so: 4 digits or more"],
  ["acc>0.9", "a metric's latest value; also < <= >= = !="],
  ["lr<1e-3", "a param that is a number, by its value; also <= >= > = !=, so that lr=0.01 finds 1e-2 too"],
  ["opt=adam", "a param or tag that is just that; != for another one"],
  ["opt:ada", "a param or tag with that in it"],
  ["user:ada", "runs of a user"],
  ["status:failed", "running, finished, failed, killed, scheduled"],
  ["since:7d until:24h", "started after and before; m, h, d, w or a date such as 2026-01-31"],
  ["dataset:iris", "runs that read a dataset with that in its name"],
  ["has:png", "runs with a file of that ending, or of just that name, among those that this server keeps"],
];

export function HelpPage() {
  useTitle("Help");
  return (
    <div class="stack wide">
      <h1>Help</h1>
      <section class="stack">
        <h2>Searching runs</h2>
        <p>Words between blanks must all hold.</p>
        <Pairs pairs={WORDS} />
        <p>
          MLflow's filter language is understood as it is, too: <code>metrics.loss &lt; 1 and params.opt = 'adam'</code>
        </p>
      </section>
      <section class="stack">
        <h2>Keys</h2>
        <Pairs pairs={KEYS} />
        <p>
          {areKeysOn.value ? "Whom they hinder can switch them off in the" : "Single keys are switched off in the"} <a href={paths.settings()}>settings</a>.
        </p>
      </section>
      <section class="stack">
        <h2>The API</h2>
        <p>
          Clients of MLflow work with this server as they are. Modelyard's own calls have{" "}
          <a href={paths.api()} data-outside>a page of their own</a>.
        </p>
      </section>
    </div>
  );
}

function Pairs({ pairs }: { pairs: [string, string][] }) {
  return (
    <dl class="pairs">
      {pairs.map(([name, meaning]) => (
        <>
          <dt class="mono" key={name}>
            {name}
          </dt>
          <dd>{meaning}</dd>
        </>
      ))}
    </dl>
  );
}
