import { useState } from "preact/hooks";
import { own } from "../api/client";
import { isSettled, useQuery } from "../api/query";
import { base } from "../api/first";
import type { Run, RunTable } from "../api/types";
import { readFolder } from "../files/folder";
import { modelIds, readModels } from "../files/modelFiles";
import { paths } from "../paths";
import { CopyButton } from "../ui/Copy";
import { Show } from "../ui/States";
import { recipe, type FileName } from "./reproduce";

/** The names of files at the top and one folder deep, where environments are kept, and of those of its models. */
const useFileNames = (run: Run) =>
  useQuery(`run/${run.info.run_id}/names/${modelIds(run).join()}`, async (signal): Promise<FileName[]> => {
    const list = async (path: string) => (await readFolder(run.info.run_id, path, signal)).found?.files ?? [];
    const top = await list("");
    const folders = top.filter((file) => file.is_dir).slice(0, 8);
    const [inside, models] = await Promise.all([Promise.all(folders.map((folder) => list(folder.path))), readModels(modelIds(run), signal)]);
    return [
      ...[...top, ...inside.flat()].filter((file) => !file.is_dir).map((file) => ({ path: file.path })),
      ...models.flatMap(({ name, root, files }) => files.filter((file) => !file.is_dir).map((file) => ({ path: file.path, root, model: name }))),
    ];
  });

/** What it takes to do the run again, and what of it was not recorded. */
export function Reproduce({ run }: { run: Run }) {
  const names = useFileNames(run);
  const { facts, script, commit, environment } = recipe(run, names.data ?? [], location.origin + base.replace(/\/$/, ""));
  const missing = facts.filter((fact) => fact.value === "");
  return (
    <section id="reproduce" class="stack" aria-labelledby="reproduce-title">
      <div class="row apart">
        <h2 id="reproduce-title">Reproduce</h2>
        <CopyButton text={script} label="Copy script" />
      </div>
      <dl class="pairs">
        {facts.filter((fact) => fact.value !== "").map((fact) => (
          <div key={fact.name} class="pair">
            <dt>{fact.name}</dt>
            <dd class="mono">{fact.value}{fact.note && <span class="warn"> ⚠ {fact.note}</span>}</dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && (
        <details>
          <summary>Not recorded: {missing.map((fact) => fact.name.toLowerCase()).join(", ")}</summary>
          <dl class="pairs">
            {missing.map((fact) => (
              <div key={fact.name} class="pair">
                <dt>{fact.name}</dt>
                <dd class="mono">{fact.record}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <Before run={run} isKnown={isSettled(names)} commit={commit} path={environment?.root === undefined ? environment?.path : undefined} />
    </section>
  );
}

/** What changed in code and environment since the run before of the experiment, looked up once somebody asks and the files of the run are known. */
function Before({ run, isKnown, commit, path }: { run: Run; isKnown: boolean; commit: string; path: string | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const found = useBefore(isOpen && isKnown ? run : undefined, path);
  const { run_id: id } = run.info;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Since the run before</summary>
      {isOpen && (
        <Show found={found} what="The run before cannot be shown">
          {(before) =>
            before === null ? (
              <p class="meta">This is the first run of its experiment.</p>
            ) : (
              <dl class="pairs">
                <dt>Run</dt>
                <dd><a href={paths.run(before.id)}>{before.name || before.id.slice(-8)}</a></dd>
                <dt>Commits</dt>
                <dd class="mono">{!commit || !before.commit ? "not recorded by both" : commit === before.commit ? "the same" : `${before.commit}..${commit}`}</dd>
                <dt>Environment</dt>
                <dd>
                  {path === undefined ? "not among the files of this run" : before.hasFile ? <a href={paths.runFiles(before.id, path, { run: id, path })}>{path} side by side</a> : `no ${path} in the run before`}
                </dd>
              </dl>
            )
          }
        </Show>
      )}
    </details>
  );
}

const COMMIT = "tags.mlflow.source.git.commit";

const useBefore = (run: Run | undefined, path: string | undefined) =>
  useQuery(run ? `run/${run.info.run_id}/slow/before/${path}` : "", async (signal) => {
    const table = await own.post<RunTable>(
      "runs/table",
      {
        experiment_ids: [run?.info.experiment_id],
        filter: `attributes.start_time < ${run?.info.start_time}`,
        order_by: ["attributes.start_time DESC"],
        columns: [COMMIT],
        max_results: 1,
      },
      signal,
    );
    const id = table.run_id[0];
    if (id === undefined) return null;
    const having = path === undefined ? [] : (await own.post<{ files: unknown[] }>("runs/with-file", { run_ids: [id], path }, signal)).files;
    return { id, name: table.name[0] ?? "", commit: String(table.columns[0]?.values[0] ?? ""), hasFile: having.length > 0 };
  });
