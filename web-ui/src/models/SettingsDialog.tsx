import { useState } from "preact/hooks";
import type { RegisteredModel } from "../api/types";
import { FormDialog } from "../ui/FormDialog";
import { ModeChoice } from "./NewModelDialog";
import { setSettings } from "./queries";

/** Changes by which rules a model goes. */
export function SettingsDialog({ model, onClose }: { model: RegisteredModel; onClose: () => void }) {
  const [mode, setMode] = useState(model.mode ?? "open");
  const [aliases, setAliases] = useState((model.protected_aliases ?? []).join(" "));
  const [reason, setReason] = useState("");
  const submit = () =>
    setSettings(model.name, { mode, protected_aliases: aliases.split(/[\s,]+/).map((alias) => alias.replace(/^@/, "")).filter((alias) => alias !== ""), reason });
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
