import { useState } from "preact/hooks";
import { offWhileAway } from "../ui/away";
import { DescribeDialog } from "./lazyDialogs";

/** A description, and a button that changes it. */
export function Description({ text, what, onSave }: { text: string; what: string; onSave: (text: string) => Promise<unknown> }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="row description">
      {text ? <p class="text">{text}</p> : <p class="meta">No description.</p>}
      <button type="button" class="quiet" {...offWhileAway()} aria-label={text ? `Edit the description of ${what}` : `Describe ${what}`} onClick={() => setOpen(true)}>
        {text ? "Edit" : "Describe"}
      </button>
      {isOpen && <DescribeDialog text={text} what={what} onSave={onSave} onClose={() => setOpen(false)} />}
    </div>
  );
}
