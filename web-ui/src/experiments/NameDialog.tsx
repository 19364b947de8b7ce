import { useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { Dialog } from "../ui/Dialog";

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
  const [problem, setProblem] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await onName(name);
      onClose();
    } catch (failure) {
      setProblem(failure instanceof ApiError ? failure.message : String(failure));
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input
            autoFocus
            required
            maxLength={256}
            value={name}
            aria-invalid={problem !== ""}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <p class="bad" role="alert">{problem}</p>
        <div class="actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="main">{action}</button>
        </div>
      </form>
    </Dialog>
  );
}
