import { useState } from "preact/hooks";
import { own } from "../api/client";
import { useQuery } from "../api/query";
import type { RunInfo, RunTable } from "../api/types";
import { paths } from "../paths";
import { Dialog } from "../ui/Dialog";
import { RunDot, RunId } from "../ui/Marks";
import { bytes } from "../ui/numbers";
import { Show } from "../ui/States";
import { At } from "../ui/Time";

/** The newest runs of the experiment are looked through. */
const RUNS = 1_000;
const SHOWN = 50;

interface Candidate {
  run: string;
  number: number;
  name: string;
  start: number;
  size: number;
  sha256: string;
}

interface WithFile {
  files: { run_id: string; size: number; sha256: string; modified: number }[];
}

async function candidates(experiment: string, path: string, signal: AbortSignal): Promise<Candidate[]> {
  const runs = await own.post<RunTable>(
    "runs/table",
    { experiment_ids: [experiment], order_by: ["attributes.start_time DESC"], columns: [], max_results: RUNS },
    signal,
  );
  if (runs.run_id.length === 0) return [];
  const { files } = await own.post<WithFile>("runs/with-file", { run_ids: runs.run_id, path }, signal);
  const at = new Map(runs.run_id.map((id, i) => [id, i]));
  return files.map(({ run_id, size, sha256 }) => {
    const i = at.get(run_id) ?? -1;
    return { run: run_id, number: runs.number[i] ?? 0, name: runs.name[i] ?? "", start: runs.start_time[i] ?? 0, size, sha256 };
  });
}

/** Runs of the experiment that have a file of the same path. */
export function CompareDialog({ info, path, sha256, onClose }: { info: RunInfo; path: string; sha256: string | null; onClose: () => void }) {
  const [words, setWords] = useState("");
  const found = useQuery(`file/${info.run_id}/${path}/others`, (signal) => candidates(info.experiment_id, path, signal));
  return (
    <Dialog title={`Compare ${path} with that of another run`} onClose={onClose}>
      <Show found={found} what="Other runs cannot be listed">
        {(all) => {
          const others = all.filter((each) => each.run !== info.run_id);
          const hits = others.filter((each) => `${each.name} ${each.run}`.toLowerCase().includes(words.toLowerCase()));
          if (others.length === 0) return <p>No other of the newest {RUNS.toLocaleString()} runs of this experiment has a file of this path.</p>;
          return (
            <>
              <input type="search" aria-label="Find a run" placeholder="Name or id of the run" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
              <ul class="others">
                {hits.slice(0, SHOWN).map((each) => (
                  <li key={each.run} class="row">
                    <RunDot number={each.number} />
                    <a class="clip grow" href={paths.runFiles(info.run_id, path, { run: each.run, path })}>{each.name || each.run}</a>
                    <RunId id={each.run} />
                    <span class="meta">{each.sha256 === sha256 ? "the same bytes" : bytes(each.size)}</span>
                    <span class="meta"><At millis={each.start} /></span>
                  </li>
                ))}
              </ul>
              <p class="meta" aria-live="polite">{hits.length === 0 ? "No run of that name has it." : hits.length > SHOWN ? `The first ${SHOWN} of ${hits.length}; a part of the name finds the others.` : ""}</p>
            </>
          );
        }}
      </Show>
    </Dialog>
  );
}
