import type { ComponentChildren } from "preact";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { place, setQuery } from "../router";
import type { Parts } from "../routes";
import { StageMark, Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { count } from "../ui/numbers";
import { Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useTitle } from "../ui/title";
import { compare, differing, type Comparison, type Side, type TextChange } from "./comparison";
import { Difference } from "./Difference";
import "./models.css";
import { refreshModels } from "./queries";
import { SignatureNote } from "./SignatureNote";
import { useSide } from "./sides";

export function DiffPage({ parts }: { parts: Parts }) {
  const { name = "", pair = "" } = parts;
  const [a = "", b = ""] = pair.split("..");
  return <Diff key={`${name}/${pair}`} name={name} a={a} b={b} />;
}

/** Two versions side by side. */
function Diff({ name, a, b }: { name: string; a: string; b: string }) {
  useTitle(`${name} v${a} and v${b}`);
  useChanges(`diff/${name}`, { models: true }, (changes) => {
    if (changes.models.includes(name)) refreshModels(name);
  });
  const [before, after] = [useSide(name, a), useSide(name, b)];
  const isWhole = place.value.query.get("all") === "1";
  return (
    <>
      <div class="title">
        <h1><a href={paths.model(name)}>{name}</a> v{a} and v{b}</h1>
        <div class="actions">
          <a class="button" href={paths.diff(name, b, a)}>Swap</a>
          <button type="button" aria-pressed={isWhole} onClick={() => setQuery({ all: isWhole ? undefined : "1" })}>Equal ones, too</button>
        </div>
      </div>
      <Show found={before} what={`Version ${a} cannot be read`}>
        {(left) => (
          <Show found={after} what={`Version ${b} cannot be read`}>
            {(right) => <Tables left={left} right={right} comparison={compare(left, right)} isWhole={isWhole} />}
          </Show>
        )}
      </Show>
    </>
  );
}

function Tables({ left, right, comparison, isWhole }: { left: Side; right: Side; comparison: Comparison; isWhole: boolean }) {
  const metrics = comparison.metrics.filter((each) => isWhole || each.verdict !== "same");
  return (
    <div class="stack wide against">
      <table class="side-by-side">
        <Heads left={left} right={right} />
        <tbody>
          <tr><th scope="row">Stage</th>{[left, right].map(({ version }) => <td key={version.version}><StageMark stage={version.current_stage} /></td>)}<td /></tr>
          <tr><th scope="row">Registered</th>{[left, right].map(({ version }) => <td key={version.version}><Ago millis={version.creation_timestamp} /></td>)}<td /></tr>
          <tr><th scope="row">Source run</th>{[left, right].map((side) => <td key={side.version.version}><RunLink side={side} /></td>)}<td /></tr>
        </tbody>
      </table>
      <SignatureNote change={comparison.signature} before={left} after={right} />
      <Section title="Metrics" isNumeric equal={comparison.metrics.length - metrics.length} total={comparison.metrics.length} left={left} right={right}>
        {metrics.map((each) => (
          <tr key={each.key}>
            <th scope="row">{each.key}</th>
            <td class="number"><Num value={each.before} /></td>
            <td class="number"><Num value={each.after} /></td>
            <td class="number"><Difference change={each} isWord /></td>
          </tr>
        ))}
      </Section>
      <Texts title="Params" all={comparison.params} isWhole={isWhole} left={left} right={right} />
      <Texts title="Datasets" all={comparison.datasets} isWhole={isWhole} left={left} right={right} />
      <Texts title="Signature" all={comparison.columns} isWhole={isWhole} left={left} right={right} />
      {left.manifest && right.manifest ? (
        <Texts title="Files by SHA-256" all={comparison.files} isWhole={isWhole} left={left} right={right} show={(digest) => digest.slice(0, 12)} />
      ) : (
        <p class="meta">Files cannot be compared: {left.noManifest || right.noManifest}</p>
      )}
    </div>
  );
}

function RunLink({ side: { run } }: { side: Side }) {
  if (!run) return <span class="meta">none</span>;
  return (
    <>
      <a href={paths.run(run.info.run_id)}>{run.info.run_name}</a> <Status status={run.info.status} />
      {run.info.lifecycle_stage === "deleted" && <span class="warn"> deleted</span>}
    </>
  );
}

function Heads({ left, right, isNumeric = false }: { left: Side; right: Side; isNumeric?: boolean }) {
  const kind = isNumeric ? "number" : undefined;
  return (
    <thead>
      <tr>
        <td />
        {[left, right].map(({ version }) => (
          <th key={version.version} scope="col" class={kind}><a href={paths.version(version.name, version.version)}>v{version.version}</a></th>
        ))}
        <th scope="col" class={kind}>Change</th>
      </tr>
    </thead>
  );
}

function Section({ title, isNumeric = false, equal, total, left, right, children }: { title: string; isNumeric?: boolean; equal: number; total: number; left: Side; right: Side; children: ComponentChildren }) {
  return (
    <section class="stack" aria-label={title}>
      <h2>{title}</h2>
      {total === 0 ? <p class="meta">Neither has any.</p> : equal === total ? <p class="meta">All {total.toLocaleString()} equal.</p> : (
        <table class="side-by-side">
          <Heads left={left} right={right} isNumeric={isNumeric} />
          <tbody>{children}</tbody>
        </table>
      )}
      {equal > 0 && equal < total && <p class="meta">{count(equal, "more is", "more are")} equal.</p>}
    </section>
  );
}

/** How two texts differ, where they do not show it themselves. */
function how(change: TextChange): string {
  if (change.before === change.after) return "equal";
  if (change.before === null) return "new";
  return change.after === null ? "gone" : "";
}

function Texts({ title, all, isWhole, left, right, show = (text) => text }: { title: string; all: TextChange[]; isWhole: boolean; left: Side; right: Side; show?: (text: string) => string }) {
  const shown = isWhole ? all : differing(all);
  const cell = (text: string | null) => <td class="mono" title={text ?? undefined}>{text === null ? <span class="meta">none</span> : show(text)}</td>;
  return (
    <Section title={title} equal={all.length - shown.length} total={all.length} left={left} right={right}>
      {shown.map((each) => {
        const word = how(each);
        return (
          <tr key={each.key} class={word}>
            <th scope="row">{each.key}</th>
            {cell(each.before)}
            {cell(each.after)}
            <td>{word}</td>
          </tr>
        );
      })}
    </Section>
  );
}
