import { useState } from "preact/hooks";
import { FormDialog } from "../ui/FormDialog";

/** Asks for a name, and keeps it while the server refuses it. */
export function NameDialog({
  title,
  action,
  name: given = "",
  onClose,
  onName,
}: {
  title: string;
  action: string;
  name?: string;
  onClose: () => void;
  onName: (name: string) => Promise<void>;
}) {
  const [name, setName] = useState(given);
  return (
    <FormDialog title={title} action={action} onClose={onClose} onSubmit={() => onName(name)}>
      <label>
        Name
        <input autoFocus required maxLength={256} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
