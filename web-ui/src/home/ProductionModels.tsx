import type { RegisteredModel } from "../api/types";
import { paths } from "../paths";
import { StageMark } from "../ui/Marks";
import { Ago } from "../ui/Time";

/** Models, and what of each is in Production. */
export function ProductionModels({ models }: { models: RegisteredModel[] }) {
  if (models.length === 0) {
    return <p class="ghost">No model is registered yet.</p>;
  }
  return (
    <ul class="stack">
      {models.map((model) => {
        const production = (model.latest_versions ?? []).filter((each) => each.current_stage === "Production");
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
