import type { Experiment } from "../api/types";
import { SnippetTabs } from "../ui/SnippetTabs";
import { firstRunSnippets } from "../ui/snippets";
import { Empty } from "../ui/States";

/** What an experiment without runs shows: the lines that make one. */
export function FirstRun({ experiment }: { experiment: Experiment }) {
  return (
    <Empty title="There is no run yet. These lines log one, and it appears here by itself:">
      <SnippetTabs snippets={firstRunSnippets(experiment.name)} />
    </Empty>
  );
}
