import type { ComponentType } from "preact";
import addresses from "./addresses.json";
import { RunsPage } from "./runs/RunsPage";

/** What a page is told by its address. */
export type Parts = Record<string, string>;

type Page = ComponentType<{ parts: Parts }>;

/** The name of an address in addresses.json, which the server serves by, too. */
type Name = keyof typeof addresses;

export interface Route {
  /** Which page it shows; some show one at several addresses. */
  module: string;
  /** A page that is there at once, or what fetches its code. */
  page: { now: Page } | { later: () => Promise<Page> };
}

const now = (page: Page): Route["page"] => ({ now: page });
const later = (fetch: () => Promise<Page>): Route["page"] => ({ later: fetch });

/** The page of each address. The largest, which most visits lead to, comes along with the first script. */
const pages: Record<Name, Route["page"]> = {
  home: later(() => import("./home/HomePage").then((m) => m.HomePage)),
  experiments: later(() => import("./experiments/ExperimentsPage").then((m) => m.ExperimentsPage)),
  runs: now(RunsPage),
  run: later(() => import("./run/RunPage").then((m) => m.RunPage)),
  runFiles: later(() => import("./files/FilesPage").then((m) => m.FilesPage)),
  runFile: later(() => import("./files/FilesPage").then((m) => m.FilesPage)),
  models: later(() => import("./models/ModelsPage").then((m) => m.ModelsPage)),
  model: later(() => import("./models/ModelPage").then((m) => m.ModelPage)),
  version: later(() => import("./models/VersionPage").then((m) => m.VersionPage)),
  diff: later(() => import("./models/DiffPage").then((m) => m.DiffPage)),
  deployed: later(() => import("./models/DeployedPage").then((m) => m.DeployedPage)),
  audit: later(() => import("./models/AuditPage").then((m) => m.AuditPage)),
  view: later(() => import("./views/ViewPage").then((m) => m.ViewPage)),
  settings: later(() => import("./settings/SettingsPage").then((m) => m.SettingsPage)),
  help: later(() => import("./help/HelpPage").then((m) => m.HelpPage)),
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
  return { route: { module: addresses[name].module, page: pages[name] }, fields, expression: new RegExp(`^${source}$`) };
});

/** Every page there is. */
export const allRoutes: readonly Route[] = routes.map((each) => each.route);

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
