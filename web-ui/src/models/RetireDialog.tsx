import { useState } from "preact/hooks";
import type { ModelVersion } from "../api/types";
import { FormDialog } from "../ui/FormDialog";
import { moveVersion } from "./queries";

/** Takes a version of an open model out of Production. */
export function RetireDialog({ version, onClose }: { version: ModelVersion; onClose: () => void }) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={`Take v${version.version} out of Production`}
      action="Archive"
      onClose={onClose}
      onSubmit={() => moveVersion(version.name, version.version, { stage: "Archived", reason })}
    >
      <p class="warn">Nothing takes its place: who fetches {version.name} by the stage finds no version, or an older one.</p>
      <label>
        Reason
        <input autoFocus required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
