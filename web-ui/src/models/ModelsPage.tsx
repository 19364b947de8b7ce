import { useState } from "preact/hooks";
import { awaySince } from "../api/connection";
import type { ModelVersion, RegisteredModel, Stage } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { go, place, setQuery } from "../router";
import { count } from "../ui/numbers";
import { SnippetTabs } from "../ui/SnippetTabs";
import { Empty, Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useTitle } from "../ui/title";
import "./models.css";
import { NewModelDialog } from "./NewModelDialog";
import { refreshModels, useModels } from "./queries";
import { registerSnippets } from "./snippets";

/** All models: what is in Production of each, in Staging, and what is newest. */
export function ModelsPage() {
  useTitle("Models");
  const words = place.value.query.get("q") ?? "";
  const found = useModels(words);
  useChanges("models", { models: true }, (changes) => {
    if (changes.models.length > 0) refreshModels();
  });
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <div class="title">
        <h1>Models</h1>
        <div class="actions">
          <button type="button" class="main" disabled={awaySince.value !== null} onClick={() => setCreating(true)}>
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
          {(data) => <List models={data.registered_models ?? []} isMore={data.next_page_token !== undefined} words={words} />}
        </Show>
      </div>
      {isCreating && <NewModelDialog onClose={() => setCreating(false)} onMade={(name) => go(paths.model(name))} />}
    </>
  );
}

function List({ models, isMore, words }: { models: RegisteredModel[]; isMore: boolean; words: string }) {
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
          {models.map((model) => <Row key={model.name} model={model} />)}
        </tbody>
      </table>
    </div>
  );
}

const owner = (model: RegisteredModel) => model.tags?.find((tag) => tag.key.toLowerCase() === "owner")?.value;

function Row({ model }: { model: RegisteredModel }) {
  const latest = model.latest_versions ?? [];
  const newest = latest.reduce<ModelVersion | undefined>((a, b) => (a && Number(a.version) > Number(b.version) ? a : b), undefined);
  const link = (version: ModelVersion | undefined, stage?: Stage) =>
    version ? (
      <a href={paths.version(model.name, version.version)}>
        {stage ? <span class={`chip stage-${stage}`}>{`v${version.version}`}</span> : `v${version.version}`}
      </a>
    ) : (
      <span class="meta">–</span>
    );
  const inStage = (stage: Stage) => latest.find((version) => version.current_stage === stage);
  return (
    <tr>
      <th scope="row" class="name"><a href={paths.model(model.name)}>{model.name}</a></th>
      <td data-label="Production">{link(inStage("Production"), "Production")}</td>
      <td data-label="Staging">{link(inStage("Staging"), "Staging")}</td>
      <td data-label="Newest">{link(newest)}</td>
      <td data-label="Mode">{model.mode}</td>
      <td data-label="Owner">{owner(model) ?? <span class="meta">–</span>}</td>
      <td data-label="Last change" class="fit"><Ago millis={model.last_updated_timestamp} /></td>
    </tr>
  );
}
