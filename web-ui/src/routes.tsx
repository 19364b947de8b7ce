import type { ComponentType } from "preact";

/** What a page is told by its address. */
export type Parts = Record<string, string>;

export interface Route {
  /** Below the base; `{name}` is one part of the path, `{name...}` the rest. */
  pattern: string;
  load: () => Promise<ComponentType<{ parts: Parts }>>;
}

const route = (pattern: string, load: Route["load"]): Route => ({ pattern, load });

/** All pages; each is fetched when it is first shown or pointed at. */
export const routes: Route[] = [
  route("", () => import("./home/HomePage").then((m) => m.HomePage)),
  route("e", () => import("./experiments/ExperimentsPage").then((m) => m.ExperimentsPage)),
  route("e/{experiment}", () => import("./runs/RunsPage").then((m) => m.RunsPage)),
  route("help", () => import("./help/HelpPage").then((m) => m.HelpPage)),
  route("r/{run}", () => import("./run/RunPage").then((m) => m.RunPage)),
  route("r/{run}/files", () => import("./files/FilesPage").then((m) => m.FilesPage)),
  route("r/{run}/files/{path...}", () => import("./files/FilesPage").then((m) => m.FilesPage)),
];

const compiled = routes.map((each) => {
  const names: string[] = [];
  const source = each.pattern
    .split("/")
    .map((part) =>
      part.replace(/^\{(\w+)(\.\.\.)?\}$/, (_, name: string, rest?: string) => {
        names.push(name);
        return rest ? "(.*)" : "([^/]+)";
      }),
    )
    .join("/");
  return { route: each, names, expression: new RegExp(`^${source}/?$`) };
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
  for (const { route: each, names, expression } of compiled) {
    const match = expression.exec(path);
    if (match) {
      const parts = Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1] ?? "")]));
      return { route: each, parts };
    }
  }
  return null;
}
