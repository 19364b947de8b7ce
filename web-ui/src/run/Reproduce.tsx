import { useQuery } from "../api/query";
import { base } from "../api/first";
import type { Run } from "../api/types";
import { readFolder } from "../files/folder";
import { modelIds, readModels } from "../files/modelFiles";
import { CopyButton } from "../ui/Copy";
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
  const files = useFileNames(run).data ?? [];
  const { facts, script } = recipe(run, files, location.origin + base.replace(/\/$/, ""));
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
    </section>
  );
}
