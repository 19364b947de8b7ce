import { useId, useState } from "preact/hooks";
import type { ModelVersion, RegisteredModel } from "../api/types";
import { FormDialog } from "../ui/FormDialog";
import { dropAlias } from "./moves";
import { setAlias } from "./queries";

/** Lets an alias point to a version, or takes one away. */
export function AliasDialog({ model, version, onClose }: { model: RegisteredModel; version: ModelVersion; onClose: () => void }) {
  const [alias, setName] = useState("");
  const [reason, setReason] = useState("");
  const list = useId();
  const wanted = alias.trim().replace(/^@/, "");
  const now = model.aliases?.find((each) => each.alias === wanted)?.version;
  const others = [...new Set([...(model.aliases ?? []).map((each) => each.alias), ...(model.protected_aliases ?? [])])];
  const isKept = (each: string) => model.mode === "guarded" && (model.protected_aliases ?? []).includes(each);
  return (
    <FormDialog title={`Aliases of v${version.version}`} action="Set" onClose={onClose} onSubmit={() => setAlias(model.name, wanted, version.version, reason)}>
      {(version.aliases ?? []).length > 0 && (
        <ul class="stack">
          {version.aliases?.map((each) => (
            <li key={each} class="row apart">
              <span class="chip mono">@{each}</span>
              {isKept(each) ? (
                <span class="meta">protected: set it to another version instead</span>
              ) : (
                <button
                  type="button"
                  aria-label={`Remove @${each}`}
                  onClick={() => {
                    dropAlias(model.name, each, version.version);
                    onClose();
                  }}
                >
                  Remove
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <label>
        Alias
        <input autoFocus required list={list} maxLength={255} value={alias} placeholder="champion" onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <datalist id={list}>
        {others.map((each) => <option key={each} value={each} />)}
      </datalist>
      {now !== undefined && now !== version.version && <p class="warn">@{wanted} points to v{now} now, and moves here.</p>}
      <label>
        Reason
        <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
    </FormDialog>
  );
}
