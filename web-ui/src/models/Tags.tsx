import { useState } from "preact/hooks";
import { problemOf } from "../api/errors";
import type { KeyValue } from "../api/types";
import { offWhileAway } from "../ui/away";
import { tell } from "../ui/Toast";
import { TagDialog } from "./lazyDialogs";

/** Tags as chips; each can be taken away, with a way back, and others set. */
export function Tags({
  tags,
  what,
  onSet,
  onDelete,
}: {
  tags: KeyValue[];
  what: string;
  onSet: (tag: KeyValue) => Promise<unknown>;
  onDelete: (key: string) => Promise<unknown>;
}) {
  const [isOpen, setOpen] = useState(false);
  const off = offWhileAway();
  const fail = (failure: unknown) => tell(problemOf(failure));
  const drop = (tag: KeyValue) =>
    onDelete(tag.key).then(() => tell(`Tag ${tag.key} is removed`, () => void onSet(tag).catch(fail)), fail);
  return (
    <div class="row tags">
      {tags.map((tag) => (
        <span key={tag.key} class="chip">
          <span class="meta">{tag.key}</span> <span class="clip" title={tag.value}>{tag.value}</span>
          <button type="button" class="quiet drop" {...off} aria-label={`Remove tag ${tag.key} of ${what}`} onClick={() => void drop(tag)}>
            ×
          </button>
        </span>
      ))}
      <button type="button" class="quiet" {...off} aria-label={`Add tag to ${what}`} onClick={() => setOpen(true)}>
        Add tag
      </button>
      {isOpen && <TagDialog what={what} onSet={onSet} onClose={() => setOpen(false)} />}
    </div>
  );
}
