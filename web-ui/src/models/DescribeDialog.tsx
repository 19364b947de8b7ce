import { useState } from "preact/hooks";
import { FormDialog } from "../ui/FormDialog";

/** Changes a description. */
export function DescribeDialog({ text, what, onSave, onClose }: { text: string; what: string; onSave: (text: string) => Promise<unknown>; onClose: () => void }) {
  const [before] = useState(text);
  const [draft, setDraft] = useState(text);
  return (
    <FormDialog title={`Describe ${what}`} action="Save" onClose={onClose} onSubmit={() => onSave(draft)}>
      <label>
        Description
        <textarea autoFocus rows={8} value={draft} onInput={(event) => setDraft(event.currentTarget.value)} />
      </label>
      {text !== before && (
        <p class="warn" role="alert">
          Somebody has changed it since you opened this. Saving puts yours in the place of: <q>{text}</q>
        </p>
      )}
    </FormDialog>
  );
}
