import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { awaySince } from "../api/connection";
import { problemOf } from "../api/errors";
import { Dialog } from "./Dialog";

/** A dialog that does one thing; what was typed stays when the server refuses. */
export function FormDialog({
  title,
  action,
  isReady = true,
  onClose,
  onSubmit,
  children,
}: {
  title: string;
  action: string;
  isReady?: boolean;
  onClose: () => void;
  onSubmit: () => Promise<unknown>;
  children: ComponentChildren;
}) {
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      await onSubmit();
      onClose();
    } catch (failure) {
      setProblem(problemOf(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        {children}
        <p class="bad" role="alert">{problem}</p>
        {awaySince.value !== null && <p class="warn">The server does not answer; this waits until it does.</p>}
        <div class="actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="main" disabled={!isReady || isBusy || awaySince.value !== null}>{action}</button>
        </div>
      </form>
    </Dialog>
  );
}
