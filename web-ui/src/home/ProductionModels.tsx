import type { ModelVersion, RegisteredModel } from "../api/types";
import { paths } from "../paths";
import { StageMark } from "../ui/Marks";
import { Ago } from "../ui/Time";

function inProduction(model: RegisteredModel): ModelVersion[] {
  return (model.latest_versions ?? []).filter((each) => each.current_stage === "Production");
}

/** Models, and what of each is in Production: those that have something there first. */
export function ProductionModels({ models }: { models: RegisteredModel[] }) {
  if (models.length === 0) {
    return <p class="ghost">No model is registered yet.</p>;
  }
  const inUse = models.filter((model) => inProduction(model).length > 0);
  const others = models.filter((model) => inProduction(model).length === 0);
  return (
    <ul class="stack">
      {[...inUse, ...others].map((model) => {
        const production = inProduction(model);
        return (
          <li key={model.name} class="row apart">
            <a class="clip grow" href={paths.model(model.name)}>{model.name}</a>
            {production.map((each) => (
              <a key={each.version} href={paths.version(model.name, each.version)}>
                <StageMark stage="Production" /> v{each.version}
              </a>
            ))}
            {production.length === 0 && <span class="meta">nothing in Production</span>}
            <span class="meta"><Ago millis={model.last_updated_timestamp} /></span>
          </li>
        );
      })}
    </ul>
  );
}
