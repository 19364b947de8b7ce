import { useQuery } from "../api/query";
import { base } from "../api/first";
import type { Run } from "../api/types";
import { readFolder } from "../files/folder";
import { CopyButton } from "../ui/Copy";
import { recipe } from "./reproduce";

/** The names of files at the top and one folder deep, where environments are kept. */
const useFileNames = (id: string) =>
  useQuery(`run/${id}/names`, async (signal) => {
    const list = async (path: string) => (await readFolder(id, path, signal)).found?.files ?? [];
    const top = await list("");
    const folders = top.filter((file) => file.is_dir).slice(0, 8);
    const inside = await Promise.all(folders.map((folder) => list(folder.path)));
    return [...top, ...inside.flat()].filter((file) => !file.is_dir).map((file) => file.path);
  });

/** What it takes to do the run again, and what of it was not recorded. */
export function Reproduce({ run }: { run: Run }) {
  const files = useFileNames(run.info.run_id).data ?? [];
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
