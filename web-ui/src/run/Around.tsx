import type { Run } from "../api/types";
import { paths } from "../paths";
import { AliasMark, RunDot, RunId, StageMark, Status } from "../ui/Marks";
import { count } from "../ui/numbers";
import { Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useChildren, useVersions } from "./queries";

/** Model versions that were made from the run. */
export function Versions({ id }: { id: string }) {
  const found = useVersions(id);
  return (
    <section id="models" class="stack" aria-labelledby="models-title">
      <h2 id="models-title">Model versions</h2>
      <Show found={found} what="The model versions cannot be shown">
        {(versions) =>
          versions.length === 0 ? (
            <p class="meta">No model version was made from this run.</p>
          ) : (
            <ul class="stack">
              {versions.map((version) => (
                <li key={`${version.name}/${version.version}`} class="row">
                  <a href={paths.version(version.name, version.version)}>{`${version.name} v${version.version}`}</a>
                  <StageMark stage={version.current_stage} />
                  {version.aliases?.map((alias) => <AliasMark key={alias} alias={alias} />)}
                  <span class="meta"><Ago millis={version.creation_timestamp} /></span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </section>
  );
}

/** Runs that were nested in this one; nothing when there are none. */
export function Children({ run }: { run: Run }) {
  const table = useChildren(run).data;
  if (!table || table.run_id.length === 0) return null;
  return (
    <section id="children" class="stack" aria-labelledby="children-title">
      <h2 id="children-title">{count(table.total ?? table.run_id.length, "nested run")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Nested runs">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Id</th>
              <th scope="col">State</th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            {table.run_id.map((id, i) => (
              <tr key={id}>
                <td><a href={paths.run(id)}><RunDot number={table.number[i] ?? 0} /> {table.name[i]}</a></td>
                <td class="fit"><RunId id={id} /></td>
                <td class="fit"><Status status={table.status[i] ?? "RUNNING"} /></td>
                <td class="fit"><Ago millis={table.start_time[i] ?? 0} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The data that went in. */
export function Datasets({ run }: { run: Run }) {
  const inputs = run.inputs?.dataset_inputs ?? [];
  return (
    <section id="datasets" class="stack" aria-labelledby="datasets-title">
      <h2 id="datasets-title">Datasets</h2>
      {inputs.length === 0 ? (
        <p class="meta">No dataset was logged.</p>
      ) : (
        <ul class="stack">
          {inputs.map(({ dataset, tags }) => (
            <li key={dataset.name + dataset.digest}>
              {dataset.name} <code>{dataset.digest}</code>{" "}
              <span class="meta">
                {tags?.find((tag) => tag.key === "mlflow.data.context")?.value} {dataset.source_type}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
