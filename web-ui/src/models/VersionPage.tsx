import { useChanges } from "../live/changes";
import { isSettled } from "../api/query";
import type { ModelVersion, RegisteredModel, RegistryEvent } from "../api/types";
import { paths } from "../paths";
import type { Parts } from "../routes";
import { useNumber } from "../run/number";
import { AliasMark, RunDot, StageMark, Status } from "../ui/Marks";
import { SnippetTabs } from "../ui/SnippetTabs";
import { Loading, Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useTitle } from "../ui/title";
import { Acts } from "./Acts";
import { withAliases } from "./aliases";
import { Changes } from "./Changes";
import type { Side } from "./comparison";
import { Description } from "./Description";
import { History } from "./History";
import "./models.css";
import { ProductionMoves } from "./ProductionMoves";
import { deleteVersionTag, describeVersion, refreshModels, setVersionTag, useModel, useModelVersions, useMoves } from "./queries";
import { arrival } from "./sentences";
import { useSide, useSideKeepingLast } from "./sides";
import { fetchSnippets } from "./snippets";
import { Tags } from "./Tags";
import { Files, SignatureTable } from "./VersionFiles";
import { Reason, Since } from "./Why";

export function VersionPage({ parts }: { parts: Parts }) {
  const { name = "", version = "" } = parts;
  return <Version key={`${name}/${version}`} name={name} number={version} />;
}

/** One version: whether it is better than what is in Production, and all that belongs to it. */
function Version({ name, number }: { name: string; number: string }) {
  useTitle(`${name} v${number}`);
  useChanges(`version/${name}`, { models: true }, (changes) => {
    if (changes.models.includes(name)) refreshModels(name);
  });
  const here = paths.version(name, number);
  const model = useModel(name, here);
  const side = useSide(name, number);
  const moves = useMoves(model.data?.model_id);
  const versions = useModelVersions(name, here);
  const run = side.data?.run?.info.run_id ?? "";
  const numbered = useNumber(run);
  const isWhole = isSettled(moves) && isSettled(versions) && (!run || isSettled(numbered));
  if (!side.data || !model.data || !isWhole || side.error?.isMissing) {
    return (
      <div class="stack">
        <div class="title"><h1><a href={paths.model(name)}>{name}</a> v{number}</h1></div>
        <Show found={side} what="This version cannot be shown">{() => <Show found={model} what="Its model cannot be shown">{() => <Loading />}</Show>}</Show>
      </div>
    );
  }
  return <Whole model={model.data} side={side.data} moves={moves.data ?? []} listed={versions.data?.versions ?? []} number={numbered.data} />;
}

/** `number` is that of the source run. */
function Whole({ model, side, moves, listed, number }: { model: RegisteredModel; side: Side; moves: RegistryEvent[]; listed: ModelVersion[]; number: number | undefined }) {
  const { name } = model;
  const { version, manifest } = side;
  const versions = withAliases([model], listed.some((each) => each.version === version.version) ? listed : [...listed, version]);
  const isProduction = version.current_stage === "Production";
  return (
    <div class="stack wide model">
      <div class="stack wide together">
        <div class="stack">
          <div class="title">
            <h1><a href={paths.model(name)}>{name}</a> v{version.version}</h1>
            <StageMark stage={version.current_stage} />
            {version.aliases?.map((alias) => <AliasMark key={alias} alias={alias} />)}
            <div class="actions"><Acts model={model} version={version} /></div>
          </div>
          <Facts side={side} number={number} event={arrival(moves, version.version, version.current_stage)} />
          <Description text={version.description ?? ""} what={`v${version.version}`} onSave={(text) => describeVersion(name, version.version, text)} />
          <Tags
            tags={version.tags ?? []}
            what={`v${version.version}`}
            onSet={(tag) => setVersionTag(name, version.version, tag)}
            onDelete={(key) => deleteVersionTag(name, version.version, key)}
          />
        </div>
        <Against model={model} side={side} production={versions.find((each) => each.current_stage === "Production")} />
        <div class="halves">
          <section class="stack" aria-labelledby="files">
            <h2 id="files">Files</h2>
            <Files side={side} />
          </section>
          <div class="stack wide">
            <section class="stack" aria-labelledby="fetch">
              <h2 id="fetch">Fetch</h2>
              <SnippetTabs snippets={fetchSnippets(name, isProduction ? { stage: "Production" } : { version: version.version })} />
            </section>
            <section class="stack" aria-labelledby="signature">
              <h2 id="signature">Signature</h2>
              <SignatureTable signature={manifest?.signature} />
            </section>
          </div>
        </div>
        <section class="stack" aria-labelledby="history">
          <h2 id="history">History</h2>
          <History name={name} filter={{ model_id: String(model.model_id), version: version.version }} />
        </section>
      </div>
      <ProductionMoves model={model} versions={versions} moves={moves} />
    </div>
  );
}

function Facts({ side, number, event }: { side: Side; number: number | undefined; event: ReturnType<typeof arrival> }) {
  const { version, run } = side;
  return (
    <p class="facts">
      <span><span class="meta">registered</span> <Ago millis={version.creation_timestamp} /></span>
      {event && <span><span class="meta">in {version.current_stage} since</span> <Since event={event} /> <Reason reason={event.reason} /></span>}
      <span>
        <span class="meta">source</span>{" "}
        {run ? (
          <>
            {number !== undefined && <RunDot number={number} />} <a href={paths.run(run.info.run_id)}>{run.info.run_name}</a> <Status status={run.info.status} />
            {run.info.lifecycle_stage === "deleted" && <span class="warn"> deleted</span>}
          </>
        ) : (
          <>
            <code>{version.source}</code>
            {version.run_id && <span class="warn"> its run is not here</span>}
          </>
        )}
      </span>
    </p>
  );
}

/** The verdict: what would change, or has changed by its coming into Production. */
function Against({ model, side, production }: { model: RegisteredModel; side: Side; production: ModelVersion | undefined }) {
  const { version } = side;
  const isThere = version.current_stage === "Production";
  const other = isThere ? model.previous_production : production?.version;
  const base = useSideKeepingLast(model.name, other ?? "");
  const heading = isThere ? (other ? `What it changed against v${other}, which was in Production before` : "In Production") : other ? `Against v${other}, which is in Production` : "Nothing is in Production";
  return (
    <section class="stack against" aria-labelledby="against">
      <div class="row">
        <h2 id="against">{heading}</h2>
        {other && <a href={paths.diff(model.name, other, version.version)}>Side by side</a>}
      </div>
      {other ? (
        <Show found={base} what={`Version ${other} cannot be read`}>{(before) => <Changes before={before} after={side} hasSource={false} />}</Show>
      ) : (
        <Changes before={null} after={side} hasSource={false} />
      )}
    </section>
  );
}
