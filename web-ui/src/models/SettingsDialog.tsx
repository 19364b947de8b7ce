import { useState } from "preact/hooks";
import type { RegisteredModel } from "../api/types";
import { FormDialog } from "../ui/FormDialog";
import { ModeChoice } from "./NewModelDialog";
import { setSettings } from "./queries";

/** Changes by which rules a model goes. */
export function SettingsDialog({ model, onClose }: { model: RegisteredModel; onClose: () => void }) {
  const [before] = useState({ mode: model.mode ?? "open", aliases: (model.protected_aliases ?? []).join(" ") });
  const [mode, setMode] = useState(before.mode);
  const [aliases, setAliases] = useState(before.aliases);
  const [reason, setReason] = useState("");
  // What is left as it was stays as it is by now, by whomever.
  const submit = () =>
    setSettings(model.name, {
      ...(mode === before.mode ? {} : { mode }),
      ...(aliases === before.aliases ? {} : { protected_aliases: aliases.split(/[\s,]+/).map((alias) => alias.replace(/^@/, "")).filter((alias) => alias !== "") }),
      reason,
    });
  return (
    <FormDialog title={`Settings of ${model.name}`} action="Save" onClose={onClose} onSubmit={submit}>
      <ModeChoice mode={mode} onMode={setMode} />
      <label>
        Protected aliases, which a guarded model does not give up
        <input value={aliases} placeholder="champion" onInput={(event) => setAliases(event.currentTarget.value)} />
      </label>
      <label>
        Reason
        <input required value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
