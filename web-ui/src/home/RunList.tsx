import type { RunTable } from "../api/types";
import { paths } from "../paths";
import { RunDot, RunId, Status } from "../ui/Marks";
import { Ago, Took } from "../ui/Time";

/** A short list of runs of any experiments. */
export function RunList({ table, names }: { table: RunTable; names: Map<string, string> }) {
  return (
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">State</th>
          <th scope="col">Experiment</th>
          <th scope="col" class="wide-only">User</th>
          <th scope="col">Started</th>
          <th scope="col" class="number wide-only">Took</th>
        </tr>
      </thead>
      <tbody>
        {table.run_id.map((id, i) => {
          const experiment = table.experiment_id[i] ?? "";
          const status = table.status[i] ?? "RUNNING";
          const end = table.end_time[i];
          return (
            <tr key={id}>
              <td>
                <span class="row tight one">
                  <RunDot number={table.number[i] ?? 0} />
                  <a class="clip" href={paths.run(id)} title={table.name[i] ?? ""}>{table.name[i]}</a>
                  <RunId id={id} />
                </span>
              </td>
              <td><Status status={status} /></td>
              <td class="clip of"><a href={paths.experiment(experiment)}>{names.get(experiment) ?? experiment}</a></td>
              <td class="clip wide-only">{table.user[i]}</td>
              <td><Ago millis={table.start_time[i] ?? 0} /></td>
              <td class="number wide-only">
                {(status === "RUNNING" || end != null) && <Took from={table.start_time[i] ?? 0} to={end} />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
