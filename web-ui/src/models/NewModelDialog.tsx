import { useState } from "preact/hooks";
import { FormDialog } from "../ui/FormDialog";
import { createModel } from "./queries";

/** Makes a model, guarded unless somebody says otherwise. */
export function NewModelDialog({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [owner, setOwner] = useState("");
  const [mode, setMode] = useState<"open" | "guarded">("guarded");
  const submit = async () => {
    const model = { name: name.trim(), description, mode, owner: owner.trim() };
    await createModel(model);
    onMade(model.name);
  };
  return (
    <FormDialog title="New model" action="Create" onClose={onClose} onSubmit={submit}>
      <label>
        Name
        <input autoFocus required maxLength={256} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        Description
        <textarea rows={2} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
      </label>
      <label>
        Owner
        <input value={owner} onInput={(event) => setOwner(event.currentTarget.value)} />
      </label>
      <ModeChoice mode={mode} onMode={setMode} />
    </FormDialog>
  );
}

/** Which rules a model follows, and what they are. */
export function ModeChoice({ mode, onMode }: { mode: "open" | "guarded"; onMode: (mode: "open" | "guarded") => void }) {
  return (
    <fieldset class="stack">
      <legend>Mode</legend>
      <label class="line">
        <input type="radio" name="mode" checked={mode === "guarded"} onChange={() => onMode("guarded")} />
        <span><strong>Guarded</strong> <span class="meta">one version in Production; it leaves only for another, and its files stay</span></span>
      </label>
      <label class="line">
        <input type="radio" name="mode" checked={mode === "open"} onChange={() => onMode("open")} />
        <span><strong>Open</strong> <span class="meta">MLflow's rules: any move at any time</span></span>
      </label>
    </fieldset>
  );
}
