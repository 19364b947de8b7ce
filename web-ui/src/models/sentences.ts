import type { RegistryEvent } from "../api/types";

/** What can happen to a model, in the words of the filter's list. */
export const ACTIONS: Record<string, string> = {
  STAGE_CHANGED: "moved to a stage",
  ALIAS_SET: "alias set",
  ALIAS_DELETED: "alias removed",
  VERSION_CREATED: "version registered",
  VERSION_DELETED: "version deleted",
  VERSION_DESCRIBED: "version described",
  VERSION_TAG_SET: "version's tag set",
  VERSION_TAG_DELETED: "version's tag removed",
  MODEL_CREATED: "model created",
  MODEL_DELETED: "model deleted",
  MODEL_RENAMED: "model renamed",
  MODEL_DESCRIBED: "model described",
  MODEL_SETTINGS_CHANGED: "settings changed",
  MODEL_TAG_SET: "tag set",
  MODEL_TAG_DELETED: "tag removed",
};

/** How a change came in. */
export const WAYS: Record<string, string> = { ui: "on this page", api: "over the API", client: "with a client" };

const LONGEST = 120;
const cut = (text: string | undefined): string => {
  const whole = text ?? "";
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
};
const said = (text: string | undefined): string => `“${cut(text)}”`;
const was = (text: string | undefined): string => (text === undefined ? "" : `, before ${said(text)}`);

function described(what: string, { before = "", after = "" }: RegistryEvent): string {
  if (after === "") return `${what} lost its description`;
  return `${what} ${before === "" ? "was described" : "was described anew"}: ${said(after)}`;
}

function settings({ key, before = "", after = "" }: RegistryEvent): string {
  if (key === "mode") return `mode changed from ${before} to ${after}`;
  const names = (list: string) => (list === "" ? "none" : list.split(" ").map((alias) => `@${alias}`).join(", "));
  return `protected aliases changed from ${names(before)} to ${names(after)}`;
}

/** An event as a sentence about its model, without who and when. */
export function sentence(event: RegistryEvent): string {
  const { key, before, after } = event;
  const version = `v${event.version ?? "?"}`;
  switch (event.action) {
    case "STAGE_CHANGED":
      if (key === "rollback") return `rolled back: ${version} returned from ${before} to ${after}`;
      return after === "Archived" && before === "Production" ? `${version} left Production and was archived` : `${version} moved from ${before} to ${after}`;
    case "ALIAS_SET":
      return before === undefined ? `@${key} now points to v${after}` : `@${key} moved from v${before} to v${after}`;
    case "ALIAS_DELETED":
      return `@${key} was removed from v${before}`;
    case "VERSION_CREATED":
      return `${version} was registered from ${cut(after)}`;
    case "VERSION_DELETED":
      return `${version} was deleted${before && before !== "None" ? ` while in ${before}` : ""}`;
    case "VERSION_DESCRIBED":
      return described(version, event);
    case "VERSION_TAG_SET":
      return `tag ${key} of ${version} set to ${said(after)}${was(before)}`;
    case "VERSION_TAG_DELETED":
      return `tag ${key} of ${version} removed${was(before)}`;
    case "MODEL_CREATED":
      return `the model was created, ${after}`;
    case "MODEL_DELETED":
      return "the model was deleted";
    case "MODEL_RENAMED":
      return `the model was renamed from ${said(before)} to ${said(after)}`;
    case "MODEL_DESCRIBED":
      return described("the model", event);
    case "MODEL_SETTINGS_CHANGED":
      return settings(event);
    case "MODEL_TAG_SET":
      return `tag ${key} set to ${said(after)}${was(before)}`;
    case "MODEL_TAG_DELETED":
      return `tag ${key} removed${was(before)}`;
    default:
      return event.action;
  }
}

/** The event by which a version came where it is, among its model's moves, latest first. */
export function arrival(moves: readonly RegistryEvent[], version: string, stage: string): RegistryEvent | undefined {
  const last = moves.find((event) => String(event.version) === version);
  return last?.after === stage ? last : undefined;
}

/** The last move into or out of Production. */
export const lastOfProduction = (moves: readonly RegistryEvent[]): RegistryEvent | undefined =>
  moves.find((event) => event.after === "Production") ?? moves.find((event) => event.before === "Production");

/**
 * Events that were read before, with the newest page read again; those read before are dropped when
 * so many came meanwhile that the page does not reach back to them.
 */
export function merged(seen: readonly RegistryEvent[], newest: readonly RegistryEvent[]): readonly RegistryEvent[] {
  const last = newest[newest.length - 1];
  const first = seen[0];
  if (last === undefined || first === undefined || last.seq > first.seq) return newest;
  return [...newest, ...seen.filter((event) => event.seq < last.seq)];
}
