import { useState } from "preact/hooks";
import type { Activity } from "../api/types";
import { Days } from "../experiments/Days";
import { paths } from "../paths";
import { Ago } from "../ui/Time";

const SHOWN = 10;

/** Where something goes on, the liveliest first. */
export function ActiveExperiments({ experiments }: { experiments: Activity[] }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? experiments : experiments.slice(0, SHOWN);
  return (
    <section class="stack" aria-label="Experiments">
      <h2><a href={paths.experiments()}>Experiments</a></h2>
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="number">Runs</th>
            <th scope="col">Last run</th>
            <th scope="col">14 days</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.experiment_id}>
              <td class="clip"><a href={paths.experiment(each.experiment_id)} title={each.name}>{each.name}</a></td>
              <td class="number">{each.runs.toLocaleString()}<span class="narrow-only"> runs</span></td>
              <td>{each.last_start === undefined ? <span class="meta">none yet</span> : <Ago millis={each.last_start} />}</td>
              <td><Days days={each.days} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {experiments.length > shown.length && (
        <div>
          <button type="button" class="quiet" onClick={() => setAll(true)}>{experiments.length - shown.length} more</button>
        </div>
      )}
    </section>
  );
}
