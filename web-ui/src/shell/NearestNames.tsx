import { mlflow } from "../api/client";
import { holding } from "../api/filter";
import { useQuery } from "../api/query";
import type { Experiment, RegisteredModel } from "../api/types";
import { paths } from "../paths";
import { Empty } from "../ui/States";

/** The longest word of a name, which what is like it has, too. */
const core = (name: string): string =>
  (name.match(/[\p{L}\p{N}]+/gu) ?? []).reduce((longest, word) => (word.length > longest.length ? word : longest), "");

/** In the place of what is not there: what has a similar name. */
export function NearestNames({ name: given }: { name: string }) {
  const name = core(given);
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
  );
}
