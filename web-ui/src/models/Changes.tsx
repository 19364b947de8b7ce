import type { ComponentChildren } from "preact";
import type { ModelVersion } from "../api/types";
import { paths } from "../paths";
import { Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { count } from "../ui/numbers";
import { Ago } from "../ui/Time";
import { compare, differing, fileKinds, type Comparison, type MetricChange, type Side, type TextChange } from "./comparison";
import { Difference } from "./Difference";
import { SignatureNote } from "./SignatureNote";

/** What changes when one version takes the place of another. */
export function Changes({ before, after, hasSource = true }: { before: Side | null; after: Side; hasSource?: boolean }) {
  const comparison = compare(before, after);
  return (
    <div class="stack wide-gap">
      {hasSource && <Source side={after} />}
      {before === null && <p class="meta">Nothing is there to compare with.</p>}
      <SignatureNote change={comparison.signature} before={before} after={after} />
      <Metrics comparison={comparison} before={before?.version} after={after.version} />
      {before && (
        <>
          <Texts title="Params that change" noun="param" all={comparison.params} before={before} after={after} />
          <Texts title="Datasets that change" noun="dataset" all={comparison.datasets} before={before} after={after} isMono />
          <Files comparison={comparison} before={before} after={after} />
        </>
      )}
    </div>
  );
}

/** How old the new version is, and how its run ended. */
function Source({ side }: { side: Side }) {
  const { version, run } = side;
  const isOdd = run !== null && (run.info.status !== "FINISHED" || run.info.lifecycle_stage === "deleted");
  return (
    <p>
      v{version.version} was registered <Ago millis={version.creation_timestamp} />
      {run ? (
        <>
          {" "}from run <a href={paths.run(run.info.run_id)}>{run.info.run_name}</a> <Status status={run.info.status} />
          {run.info.lifecycle_stage === "deleted" && <span class="warn"> deleted</span>}
          {isOdd && <span class="warn">: its numbers may not be its last.</span>}
        </>
      ) : (
        <span class="warn">; no source run is known, so nothing says how good it is.</span>
      )}
    </p>
  );
}

function Table({ name, before, after, children, isNumeric = false }: { name: string; before: string; after: string; children: ComponentChildren; isNumeric?: boolean }) {
  const kind = isNumeric ? "number" : undefined;
  return (
    <table class={`changes-table ${isNumeric ? "numeric" : ""}`}>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col" class={kind}>{before}</th>
          <th scope="col" class={kind}>{after}</th>
          {isNumeric && <th scope="col" class="number">Change</th>}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

const label = (version: ModelVersion) => `v${version.version}`;

function Metrics({ comparison, before, after }: { comparison: Comparison; before: ModelVersion | undefined; after: ModelVersion }) {
  const { metrics } = comparison;
  const changed = metrics.filter((each) => each.verdict !== "same");
  const equal = metrics.length - changed.length;
  if (metrics.length === 0) return <p class="meta">No metric is known of either.</p>;
  if (!before) {
    return (
      <ul class="row wrap">
        {metrics.map((each) => (
          <li key={each.key}><span class="meta">{each.key}</span> <Num value={each.after} /></li>
        ))}
      </ul>
    );
  }
  return (
    <div class="stack">
      {changed.length > 0 && (
        <Table name="Metric" before={label(before)} after={label(after)} isNumeric>
          {changed.map((each) => <MetricRow key={each.key} change={each} />)}
        </Table>
      )}
      {equal > 0 && <p class="meta">{count(equal, "metric")} equal</p>}
    </div>
  );
}

function MetricRow({ change }: { change: MetricChange }) {
  return (
    <tr>
      <th scope="row">{change.key}</th>
      <td class="number"><Num value={change.before} /></td>
      <td class="number"><Num value={change.after} /></td>
      <td class="number"><Difference change={change} isWord /></td>
    </tr>
  );
}

function Texts({ title, noun, all, before, after, isMono = false }: { title: string; noun: string; all: TextChange[]; before: Side; after: Side; isMono?: boolean }) {
  const changes = differing(all);
  const equal = all.length - changes.length;
  if (changes.length === 0) return equal === 0 ? null : <p class="meta">{count(equal, noun)}, all equal</p>;
  return (
    <div class="stack">
      <Table name={title} before={label(before.version)} after={label(after.version)}>
        {changes.map((each) => (
          <tr key={each.key}>
            <th scope="row">{each.key}</th>
            <Value text={each.before} isMono={isMono} />
            <Value text={each.after} isMono={isMono} />
          </tr>
        ))}
      </Table>
      {equal > 0 && <p class="meta">{equal.toLocaleString()} equal</p>}
    </div>
  );
}

function Value({ text, isMono }: { text: string | null; isMono: boolean }) {
  return <td class={isMono ? "mono" : undefined}>{text ?? <span class="meta">none</span>}</td>;
}

function Files({ comparison, before, after }: { comparison: Comparison; before: Side; after: Side }) {
  if (!before.manifest || !after.manifest) {
    return <p class="meta">Files cannot be compared: {after.noManifest || before.noManifest}</p>;
  }
  const { added, removed, changed, equal } = fileKinds(comparison.files);
  if (equal === comparison.files.length) return <p class="meta">{count(equal, "file")}, all equal byte by byte</p>;
  return (
    <p class="meta">
      Files: {changed} changed, {added} added, {removed} removed, {equal} equal.{" "}
      <a href={paths.diff(after.version.name, before.version.version, after.version.version)}>See them side by side</a>
    </p>
  );
}
