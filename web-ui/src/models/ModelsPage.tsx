import { useState } from "preact/hooks";
import { isSettled } from "../api/query";
import type { InUse, ModelVersion, RegisteredModel, Stage } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { go, place, setQuery } from "../router";
import { offWhileAway } from "../ui/away";
import { count } from "../ui/numbers";
import { SnippetTabs } from "../ui/SnippetTabs";
import { Empty, Loading, Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useTitle } from "../ui/title";
import "./models.css";
import { AtOnce } from "./AtOnce";
import { NewModelDialog } from "./lazyDialogs";
import { inProduction, refreshModels, useDeployed, useModels } from "./queries";
import { registerSnippets } from "./snippets";

/** All models: what is in Production of each, in Staging, and what is newest. */
export function ModelsPage() {
  useTitle("Models");
  const words = place.value.query.get("q") ?? "";
  const found = useModels(words);
  const deployed = useDeployed();
  useChanges("models", { models: true }, (changes) => {
    if (changes.models.length > 0) refreshModels();
  });
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <div class="title">
        <h1>Models</h1>
        <div class="actions">
          <button type="button" class="main" {...offWhileAway()} onClick={() => setCreating(true)}>
            New model
          </button>
        </div>
      </div>
      <div class="stack">
        <input
          type="search"
          aria-label="Find models by name"
          placeholder="Find by name"
          value={words}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <Show found={found} what="The models cannot be shown">
          {(data) =>
            isSettled(deployed) ? (
              <List models={data.registered_models ?? []} deployed={deployed.data?.deployed ?? []} isMore={data.next_page_token !== undefined} words={words} />
            ) : (
              <Loading />
            )
          }
        </Show>
      </div>
      {isCreating && <NewModelDialog onClose={() => setCreating(false)} onMade={(name) => go(paths.model(name))} />}
    </>
  );
}

function List({ models, deployed, isMore, words }: { models: RegisteredModel[]; deployed: readonly InUse[]; isMore: boolean; words: string }) {
  if (models.length === 0) {
    return words ? (
      <Empty title={`No model has “${words}” in its name.`} />
    ) : (
      <Empty title="There is no model yet. These lines register the first version of one:">
        <SnippetTabs snippets={registerSnippets("classifier")} />
      </Empty>
    );
  }
  return (
    <div class="stack">
      <p class="meta" aria-live="polite">
        {isMore ? `The first ${models.length.toLocaleString()}; find by name for others` : count(models.length, "model")}
      </p>
      <table class="models folding">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Production</th>
            <th scope="col">Staging</th>
            <th scope="col">Newest</th>
            <th scope="col">Mode</th>
            <th scope="col">Owner</th>
            <th scope="col" class="fit">Last change</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => <Row key={model.name} model={model} production={inProduction(model, deployed)} />)}
        </tbody>
      </table>
    </div>
  );
}

const owner = (model: RegisteredModel) => model.tags?.find((tag) => tag.key.toLowerCase() === "owner")?.value;

function Row({ model, production }: { model: RegisteredModel; production: string[] }) {
  const latest = model.latest_versions ?? [];
  const newest = latest.reduce<ModelVersion | undefined>((a, b) => (a && Number(a.version) > Number(b.version) ? a : b), undefined);
  const link = (version: string | undefined, stage?: Stage) =>
    version ? (
      <a key={version} href={paths.version(model.name, version)}>
        {stage ? <span class={`chip stage-${stage}`}>{`v${version}`}</span> : `v${version}`}
      </a>
    ) : (
      <span class="meta">–</span>
    );
  const staging = latest.find((version) => version.current_stage === "Staging");
  return (
    <tr>
      <th scope="row" class="name"><a href={paths.model(model.name)}>{model.name}</a></th>
      <td data-label="Production">
        {production.length > 1 ? (
          <span class="row tight">
            {production.map((version) => link(version, "Production"))} <AtOnce versions={production} />
          </span>
        ) : (
          link(production[0], "Production")
        )}
      </td>
      <td data-label="Staging">{link(staging?.version, "Staging")}</td>
      <td data-label="Newest">{link(newest?.version)}</td>
      <td data-label="Mode">{model.mode}</td>
      <td data-label="Owner">{owner(model) ?? <span class="meta">–</span>}</td>
      <td data-label="Last change" class="fit"><Ago millis={model.last_updated_timestamp} /></td>
    </tr>
  );
}
