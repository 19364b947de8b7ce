import { useState } from "preact/hooks";
import type { KeyValue } from "../api/types";
import { FormDialog } from "../ui/FormDialog";

/** Sets a tag. */
export function TagDialog({ what, onSet, onClose }: { what: string; onSet: (tag: KeyValue) => Promise<unknown>; onClose: () => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  return (
    <FormDialog title={`Tag ${what}`} action="Set" onClose={onClose} onSubmit={() => onSet({ key, value })}>
      <label>
        Key
        <input autoFocus required maxLength={250} value={key} onInput={(event) => setKey(event.currentTarget.value)} />
      </label>
      <label>
        Value
        <input value={value} onInput={(event) => setValue(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
