import type { ComponentType } from "preact";
import addresses from "./addresses.json";

/** What a page is told by its address. */
export type Parts = Record<string, string>;

type Page = ComponentType<{ parts: Parts }>;

/** The name of an address in addresses.json, which the server serves by, too. */
type Name = keyof typeof addresses;

export interface Route {
  /** Which page it shows; some show one at several addresses. */
  module: string;
  load: () => Promise<Page>;
}

/** The page of each address; its code is fetched when it is first shown. */
const pages: Record<Name, Route["load"]> = {
  home: () => import("./home/HomePage").then((m) => m.HomePage),
  experiments: () => import("./experiments/ExperimentsPage").then((m) => m.ExperimentsPage),
  runs: () => import("./runs/RunsPage").then((m) => m.RunsPage),
  run: () => import("./run/RunPage").then((m) => m.RunPage),
  runFiles: () => import("./files/FilesPage").then((m) => m.FilesPage),
  runFile: () => import("./files/FilesPage").then((m) => m.FilesPage),
  models: () => import("./models/ModelsPage").then((m) => m.ModelsPage),
  model: () => import("./models/ModelPage").then((m) => m.ModelPage),
  version: () => import("./models/VersionPage").then((m) => m.VersionPage),
  diff: () => import("./models/DiffPage").then((m) => m.DiffPage),
  deployed: () => import("./models/DeployedPage").then((m) => m.DeployedPage),
  audit: () => import("./models/AuditPage").then((m) => m.AuditPage),
  api: () => import("./docs/ApiPage").then((m) => m.ApiPage),
  help: () => import("./help/HelpPage").then((m) => m.HelpPage),
};

const routes = (Object.keys(addresses) as Name[]).map((name) => {
  const fields: string[] = [];
  const source = addresses[name].path
    .slice(1)
    .split("/")
    .map((part) =>
      part.replace(/^[{<](\w+)[}>]$/, (field: string, called: string) => {
        fields.push(called);
        return field.startsWith("<") ? "(.+)" : "([^/]+)";
      }),
    )
    .join("/");
  return { route: { module: addresses[name].module, load: pages[name] }, fields, expression: new RegExp(`^${source}$`) };
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The page of a path below the base, and what the path says; null when there is none. */
export function find(path: string): { route: Route; parts: Parts } | null {
  for (const { route, fields, expression } of routes) {
    const match = expression.exec(path);
    if (match) {
      const parts = Object.fromEntries(fields.map((field, i) => [field, decoded(match[i + 1] ?? "")]));
      return { route, parts };
    }
  }
  return null;
}
