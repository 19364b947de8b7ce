import type { MetricValue, ModelVersion, RegisteredModel, RegistryEvent } from "../api/types";
import { paths } from "../paths";
import { AliasMark, RunDot, Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { Acts } from "./Acts";
import { metricChange } from "./comparison";
import { Difference } from "./Difference";
import type { RunFacts } from "./queries";
import { arrival } from "./sentences";
import { Reason, Since } from "./Why";

/** A version in its lane: what it is, since when and why, how good, and what can be done with it. */
export function LaneRow({
  model,
  version,
  moves,
  facts,
  base,
}: {
  model: RegisteredModel;
  version: ModelVersion;
  moves: RegistryEvent[];
  facts: RunFacts | undefined;
  base: ModelVersion | undefined;
}) {
  const event = arrival(moves, version.version, version.current_stage);
  const run = facts?.runs.get(version.run_id ?? "");
  const baseRun = facts?.runs.get(base?.run_id ?? "");
  return (
    <tr>
      <th scope="row" class="name">
        <span class="row tight" title={version.aliases?.map((alias) => `@${alias}`).join(" ")}>
          <a href={paths.version(model.name, version.version)}>
            {version.current_stage === "None" ? `v${version.version}` : <span class={`chip stage-${version.current_stage}`}>{`v${version.version}`}</span>}
          </a>
          {version.aliases?.map((alias) => <AliasMark key={alias} alias={alias} />)}
        </span>
      </th>
      <td data-label="Since"><Since event={event} otherwise={version.creation_timestamp} /></td>
      <td data-label="Why">
        {event ? <Reason reason={event.reason} /> : <span class="meta clip" title={version.description}>{version.description || "registered"}</span>}
      </td>
      <td data-label="Run" class="run">
        {version.run_id ? (
          <span class="row tight">
            {run && <RunDot number={run.number} />}
            <a class="clip" href={paths.run(version.run_id)} title={run?.name}>{run?.name ?? version.run_id.slice(-8)}</a>
            {run && run.status !== "FINISHED" && <Status status={run.status} />}
          </span>
        ) : (
          <span class="meta">none</span>
        )}
      </td>
      {facts?.keys.map((key, i) => (
        <td key={key} data-label={key} class="number">
          <Judged name={key} isLower={facts.isLower[i] ?? null} value={run?.values[i] ?? null} base={version === base ? null : (baseRun?.values[i] ?? null)} />
        </td>
      ))}
      <td class="acts"><Acts model={model} version={version} /></td>
    </tr>
  );
}

/** A metric's value, and how it differs from Production's. */
function Judged({ name, isLower, value, base }: { name: string; isLower: boolean | null; value: MetricValue | null; base: MetricValue | null }) {
  if (base === null || value === null) return <Num value={value} />;
  return (
    <span class="nowrap">
      <Difference change={metricChange(name, base, value, isLower)} /> <Num value={value} />
    </span>
  );
}
