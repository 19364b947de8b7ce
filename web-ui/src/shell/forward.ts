import { base } from "../api/first";
import { paths } from "../paths";
import { inList } from "../ui/list";

type Query = Record<string, string | undefined>;

/**
 * The address of ours that stands for one of MLflow"s page, which clients print and people have in
 * their notes: `#/experiments/1/runs/ID`. Undefined for what is no such address.
 */
export function forwarded(url: URL): string | undefined {
  if (!url.hash.startsWith("#/") || url.pathname !== base) {
    return undefined;
  }
  const old = new URL(url.hash.slice(1), "http://mlflow.invalid");
  const [kind = "", ...rest] = old.pathname.slice(1).split("/").map(decoded);
  switch (kind) {
    case "experiments":
      return experiments(rest, old.searchParams);
    case "compare-experiments":
      return paths.experiment(list(old, "experiments")[0] ?? "0");
    case "compare-runs":
      return paths.experiment(list(old, "experiments")[0] ?? "0", { sel: inList(list(old, "runs")) });
    case "runs":
      return rest[0] ? paths.run(rest[0]) : paths.home();
    case "models":
      return models(rest);
    default:
      return paths.home();
  }
}

function experiments([id, part, run, ...rest]: string[], search: URLSearchParams): string {
  if (!id) {
    return paths.experiments({ q: search.get("experimentsSearchFilter") ?? "" });
  }
  if (part === "runs" && run) {
    const files = rest[0]?.startsWith("artifact") ? rest.slice(1) : undefined;
    return files ? paths.runFiles(run, files.join("/")) : paths.run(run);
  }
  return paths.experiment(id, runsQuery(search));
}

/** What the address of a table of runs said: filter, order, and whether deleted ones are shown. */
function runsQuery(search: URLSearchParams): Query {
  const key = search.get("orderByKey");
  const order = key && key !== "attributes.start_time" ? column(key) : undefined;
  return {
    q: search.get("searchFilter") ?? undefined,
    sort: order && (search.get("orderByAsc") === "true" ? order : `-${order}`),
    lifecycle: search.get("lifecycleFilter")?.toUpperCase() === "DELETED" ? "deleted" : undefined,
  };
}

const ATTRIBUTES: Record<string, string> = { run_name: "name", start_time: "start", status: "status", user_id: "user" };

/** MLflow"s page writes keys as metrics.`loss`. */
function column(key: string): string | undefined {
  const attribute = /^attributes\.`?(\w+)`?$/.exec(key)?.[1];
  return attribute === undefined ? key.replaceAll("`", "") : ATTRIBUTES[attribute];
}

function models([name, part, version]: string[]): string {
  if (!name) {
    return paths.models();
  }
  return part === "versions" && version ? paths.version(name, version) : paths.model(name);
}

/** A list that MLflow"s page writes as JSON into a parameter. */
function list(url: URL, name: string): string[] {
  try {
    const value: unknown = JSON.parse(url.searchParams.get(name) ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
