import { refresh } from "../api/query";
import type { InUse } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { place, setQuery } from "../router";
import { AliasMark, StageMark } from "../ui/Marks";
import { SnippetTabs } from "../ui/SnippetTabs";
import { Empty, Show } from "../ui/States";
import { Ago } from "../ui/Time";
import { useTitle } from "../ui/title";
import "./models.css";
import { promoteSnippets } from "./snippets";
import { useDeployed } from "./queries";
import { Reason, Since } from "./Why";

/** Everything that somebody may fetch by a stage or an alias, and who put it there. */
export function DeployedPage() {
  useTitle("Deployed");
  const found = useDeployed();
  useChanges("deployed", { models: true }, (changes) => {
    if (changes.models.length > 0) refresh("deployed");
  });
  const words = place.value.query.get("q") ?? "";
  return (
    <>
      <div class="title"><h1>Deployed</h1></div>
      <div class="stack">
        <input
          type="search"
          aria-label="Find by model, alias, actor or reason"
          placeholder="Find by model, alias, actor or reason"
          value={words}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <Show found={found} what="What is deployed cannot be shown">
          {(data) => <List all={data.deployed} isCut={data.truncated} words={words} />}
        </Show>
      </div>
    </>
  );
}

function has(each: InUse, words: string): boolean {
  const text = [each.model, each.alias ? `@${each.alias}` : "production", each.actor, each.reason].join("\n").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function List({ all, isCut, words }: { all: InUse[]; isCut: boolean; words: string }) {
  const shown = all.filter((each) => has(each, words));
  if (all.length === 0) {
    return (
      <Empty title="No version is in Production, and no alias is set.">
        <p>
          Promote a version on the page of its <a href={paths.models()}>model</a>, or by these lines. It appears here by itself:
        </p>
        <SnippetTabs snippets={promoteSnippets()} />
      </Empty>
    );
  }
  if (shown.length === 0) return <Empty title={`Nothing deployed has “${words}” in it.`} />;
  return (
    <div class="stack">
      {isCut && <p class="warn">Only the first 2,000 are shown.</p>}
      <table class="models folding">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Known as</th>
            <th scope="col">Version</th>
            <th scope="col">Since</th>
            <th scope="col">Why</th>
            <th scope="col">Last fetched</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={`${each.model}/${each.alias ?? ""}/${each.version}`}>
              <th scope="row" class="name"><a href={paths.model(each.model)}>{each.model}</a></th>
              <td>{each.alias === undefined ? <StageMark stage="Production" /> : <AliasMark alias={each.alias} />}</td>
              <td data-label="Version"><a href={paths.version(each.model, each.version)}>{`v${each.version}`}</a></td>
              <td data-label="Since">
                <Since event={each.since === undefined ? undefined : { time: each.since, actor: each.actor ?? "", way: each.way ?? "" }} />
              </td>
              <td data-label="Why"><Reason reason={each.reason} /></td>
              <td data-label="Last fetched"><LastFetched of={each} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Programs only: what people look at in a browser is no fetch. */
function LastFetched({ of }: { of: InUse }) {
  if (of.fetched === undefined) return <span class="meta">never</span>;
  return (
    <span>
      <Ago millis={of.fetched} /> <span class="meta">by {of.fetched_by ?? "somebody"} with {of.fetched_with || "a program without a name"}</span>
    </span>
  );
}
