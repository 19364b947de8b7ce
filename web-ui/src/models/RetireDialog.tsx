import { useState } from "preact/hooks";
import type { ModelVersion } from "../api/types";
import { FormDialog } from "../ui/FormDialog";
import { moveVersion } from "./queries";

/** What becomes of those who fetch by the stage, once the others alone are in Production; the highest first. */
function effect({ name, version }: ModelVersion, [next]: readonly ModelVersion[]): string {
  if (!next) return `Nothing takes its place: who fetches ${name} by the stage finds no version.`;
  const still = Number(next.version) > Number(version) ? "still gets" : "gets";
  return `Who fetches ${name} by the stage ${still} v${next.version}.`;
}

/** Takes a version of an open model out of Production. */
export function RetireDialog({ version, production, onClose }: { version: ModelVersion; production: readonly ModelVersion[]; onClose: () => void }) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={`Take v${version.version} out of Production`}
      action="Archive"
      onClose={onClose}
      onSubmit={() => moveVersion(version.name, version.version, { stage: "Archived", reason })}
    >
      <p class="warn">{effect(version, production.filter((each) => each !== version))}</p>
      <label>
        Reason
        <input autoFocus required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
