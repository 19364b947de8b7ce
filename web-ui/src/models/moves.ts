import type { ModelVersion } from "../api/types";
import { attempt } from "../ui/Toast";
import { deleteAlias, moveVersion, setAlias } from "./queries";

/** Moves a version to a stage that nobody fetches from, at once and with a way back. */
export function moveAtOnce(version: ModelVersion, stage: "None" | "Staging" | "Archived"): void {
  const back = version.current_stage;
  attempt(
    moveVersion(version.name, version.version, { stage }),
    stage === "None" ? `v${version.version} is a candidate again` : `v${version.version} is in ${stage}`,
    () => attempt(moveVersion(version.name, version.version, { stage: back }), `v${version.version} is back`),
  );
}

/** Takes an alias away, with a way back. */
export function dropAlias(name: string, alias: string, version: string): void {
  attempt(deleteAlias(name, alias), `@${alias} is removed from v${version}`, () =>
    attempt(setAlias(name, alias, version, ""), `@${alias} is back`),
  );
}
