import { useState } from "preact/hooks";
import { offWhileAway } from "../ui/away";
import { FormDialog } from "./Form";

/** A description, and a button that changes it. */
export function Description({ text, what, onSave }: { text: string; what: string; onSave: (text: string) => Promise<unknown> }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="row description">
      {text ? <p class="text">{text}</p> : <p class="meta">No description.</p>}
      <button type="button" class="quiet" {...offWhileAway()} aria-label={text ? `Edit the description of ${what}` : `Describe ${what}`} onClick={() => setOpen(true)}>
        {text ? "Edit" : "Describe"}
      </button>
      {isOpen && <Editor text={text} what={what} onSave={onSave} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Editor({ text, what, onSave, onClose }: { text: string; what: string; onSave: (text: string) => Promise<unknown>; onClose: () => void }) {
  const [draft, setDraft] = useState(text);
  return (
    <FormDialog title={`Describe ${what}`} action="Save" onClose={onClose} onSubmit={() => onSave(draft)}>
      <label>
        Description
        <textarea autoFocus rows={8} value={draft} onInput={(event) => setDraft(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
