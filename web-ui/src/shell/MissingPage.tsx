import { mlflow } from "../api/client";
import { holding } from "../api/filter";
import { useQuery } from "../api/query";
import type { Experiment, RegisteredModel } from "../api/types";
import { paths } from "../paths";
import { place } from "../router";
import { Empty } from "../ui/States";

/** The words of an address that could be a name of something. */
function words(path: string): string {
  const last = path.split("/").filter((part) => part.length > 1).pop() ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** For an address that is no page's: offers what has a similar name. */
export function MissingPage() {
  const name = words(place.value.path);
  const experiments = useQuery(name && `missing/e/${name}`, (signal) =>
    mlflow.post<{ experiments?: Experiment[] }>("experiments/search", { filter: holding("name", name), max_results: 5 }, signal),
  );
  const models = useQuery(name && `missing/m/${name}`, (signal) =>
    mlflow.get<{ registered_models?: RegisteredModel[] }>("registered-models/search", { filter: holding("name", name), max_results: "5" }, signal),
  );
  const hits = [
    ...(experiments.data?.experiments ?? []).map((e) => ({ href: paths.experiment(e.experiment_id), text: `Experiment ${e.name}` })),
    ...(models.data?.registered_models ?? []).map((m) => ({ href: paths.model(m.name), text: `Model ${m.name}` })),
  ];
  return (
    <div class="stack">
      <h1>There is no such page</h1>
      <Empty title={hits.length > 0 ? "Did you mean:" : "Nothing has a name like that."}>
        <ul>
          {hits.map((hit) => (
            <li key={hit.href}>
              <a href={hit.href}>{hit.text}</a>
            </li>
          ))}
        </ul>
        <a href={paths.home()}>Go to the start page</a>
      </Empty>
    </div>
  );
}
