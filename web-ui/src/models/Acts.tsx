import { useState } from "preact/hooks";
import type { ModelVersion, RegisteredModel } from "../api/types";
import { setQuery } from "../router";
import { offWhileAway } from "../ui/away";
import { AliasDialog } from "./lazyDialogs";
import { moveAtOnce } from "./moves";

/** What can be done with a version. */
export function Acts({ model, version }: { model: RegisteredModel; version: ModelVersion }) {
  const [isNaming, setNaming] = useState(false);
  const off = offWhileAway();
  const stage = version.current_stage;
  const name = `v${version.version}`;
  const archive = () => (stage === "Production" ? setQuery({ retire: version.version }, { replace: false }) : moveAtOnce(version, "Archived"));
  const isHeld = stage === "Production" && model.mode === "guarded";
  return (
    <span class="row tight">
      {stage !== "Production" && (
        <button
          type="button"
          class="act-Promote"
          {...off}
          aria-label={`Promote ${name}`}
          onClick={() => setQuery({ promote: version.version, back: undefined }, { replace: false })}
        >
          Promote
        </button>
      )}
      {stage !== "Staging" && stage !== "Production" && (
        <button type="button" class="quiet act-Staging" {...off} aria-label={`To Staging: ${name}`} onClick={() => moveAtOnce(version, "Staging")}>
          To Staging
        </button>
      )}
      {stage !== "Archived" && !isHeld && (
        <button type="button" class="quiet act-Archive" {...off} aria-label={`Archive ${name}`} onClick={archive}>
          Archive
        </button>
      )}
      <button type="button" class="quiet act-Alias" {...off} aria-label={`Alias of ${name}`} onClick={() => setNaming(true)}>
        Alias
      </button>
      {isNaming && <AliasDialog model={model} version={version} onClose={() => setNaming(false)} />}
    </span>
  );
}
