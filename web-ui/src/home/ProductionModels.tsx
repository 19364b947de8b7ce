import type { InUse, RegisteredModel } from "../api/types";
import { AtOnce } from "../models/AtOnce";
import { inProduction } from "../models/queries";
import { paths } from "../paths";
import { StageMark } from "../ui/Marks";
import { Ago } from "../ui/Time";

/** Models, and what of each is in Production: those that have something there first. */
export function ProductionModels({ models, deployed }: { models: RegisteredModel[]; deployed: readonly InUse[] }) {
  if (models.length === 0) {
    return <p class="ghost">No model is registered yet.</p>;
  }
  const all = models.map((model) => ({ model, production: inProduction(model, deployed) }));
  const inUse = all.filter(({ production }) => production.length > 0);
  const others = all.filter(({ production }) => production.length === 0);
  return (
    <ul class="stack">
      {[...inUse, ...others].map(({ model, production }) => (
        <li key={model.name} class="row apart">
          <a class="clip grow" href={paths.model(model.name)}>{model.name}</a>
          {production.map((version, i) => (
            <a key={version} class="nowrap" href={paths.version(model.name, version)}>
              {i === 0 && <><StageMark stage="Production" /> </>}v{version}
            </a>
          ))}
          <AtOnce versions={production} />
          {production.length === 0 && <span class="meta">nothing in Production</span>}
          <span class="meta"><Ago millis={model.last_updated_timestamp} /></span>
        </li>
      ))}
    </ul>
  );
}
