import { useState } from "preact/hooks";
import { isSettled } from "../api/query";
import type { RegisteredModel } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import type { Parts } from "../routes";
import { Nearest } from "../shell/Nearest";
import { offWhileAway } from "../ui/away";
import { Loading, Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { SnippetTabs } from "../ui/SnippetTabs";
import { withAliases } from "./aliases";
import { Description } from "./Description";
import { History } from "./History";
import { Lanes } from "./Lanes";
import { SettingsDialog } from "./lazyDialogs";
import "./models.css";
import { ProductionMoves } from "./ProductionMoves";
import { describeModel, deleteModelTag, refreshModels, setModelTag, useModel, useModelVersions, useMoves } from "./queries";
import { registerSnippets } from "./snippets";
import { Tags } from "./Tags";

export function ModelPage({ parts }: { parts: Parts }) {
  const name = parts["name"] ?? "";
  return <Model key={name} name={name} />;
}

/** One model: what is where, what could be next, and what happened. */
function Model({ name }: { name: string }) {
  useTitle(name);
  useChanges(`model/${name}`, { models: true }, (changes) => {
    if (changes.models.includes(name)) refreshModels(name);
  });
  const model = useModel(name);
  const versions = useModelVersions(name);
  const moves = useMoves(model.data?.model_id);
  if (!model.data || model.error?.isMissing) {
    return (
      <div class="stack">
        <h1>{name}</h1>
        <Show found={model} what="This model cannot be shown">{() => null}</Show>
        {model.error?.isMissing && (
          <>
            <p>It may have another name now, or be deleted: see <a href={paths.audit({ model: name })}>what happened to it</a>.</p>
            <Nearest name={name} />
          </>
        )}
      </div>
    );
  }
  return (
    <Show found={model} what="This model cannot be shown">
      {(data) => (
        <div class="stack wide model">
          <Head model={data} />
          <div class="stack wide together">
            <Show found={versions} what="The versions cannot be shown">
              {(found) =>
                found.versions.length === 0 ? (
                  <div class="notice">
                    <strong>No version yet. These lines register the first:</strong>
                    <SnippetTabs snippets={registerSnippets(name)} />
                  </div>
                ) : isSettled(moves) ? (
                  <Lanes model={data} versions={withAliases([data], found.versions)} moves={moves.data ?? []} isMore={found.isMore} />
                ) : (
                  <Loading />
                )
              }
            </Show>
            <section class="stack" aria-labelledby="history">
              <h2 id="history">History</h2>
              {data.model_id !== undefined && <History name={name} filter={{ model_id: String(data.model_id) }} />}
            </section>
          </div>
          {versions.data && <ProductionMoves model={data} versions={withAliases([data], versions.data.versions)} moves={moves.data ?? []} />}
        </div>
      )}
    </Show>
  );
}

function Head({ model }: { model: RegisteredModel }) {
  const [isSetting, setSetting] = useState(false);
  const { name, mode, protected_aliases: kept = [] } = model;
  return (
    <div class="stack">
      <div class="title">
        <h1>{name}</h1>
        <span class="chip" title={mode === "guarded" ? "One version in Production, which leaves only for another" : "MLflow's rules: any move at any time"}>
          {mode}
        </span>
        {mode === "guarded" && kept.length > 0 && <span class="meta">keeps {kept.map((alias) => `@${alias}`).join(", ")}</span>}
        <div class="actions">
          <button type="button" {...offWhileAway()} onClick={() => setSetting(true)}>Settings</button>
        </div>
      </div>
      <Description text={model.description ?? ""} what={name} onSave={(text) => describeModel(name, text)} />
      <Tags
        tags={model.tags ?? []}
        what={name}
        onSet={(tag) => setModelTag(name, tag)}
        onDelete={(tag) => deleteModelTag(name, tag)}
      />
      {isSetting && <SettingsDialog model={model} onClose={() => setSetting(false)} />}
    </div>
  );
}
