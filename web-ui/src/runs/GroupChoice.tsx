import type { RunKeys } from "../api/types";
import { choose } from "../router";
import { groupings, nameOf } from "./table";

/** By what runs are put together; and whether those that are nested stand below the ones that they are nested in. */
export function GroupChoice({ keys, group, hasNested, isFlat }: { keys: RunKeys; group: string; hasNested: boolean; isFlat: boolean }) {
  const known = groupings(keys);
  return (
    <>
      <select aria-label="Group by" value={group} onChange={(event) => choose({ group: event.currentTarget.value, open: undefined })}>
        <option value="">no groups</option>
        {(group === "" || known.some((each) => each.by === group) ? known : [...known, { by: group, name: nameOf(group) }]).map(({ by, name }) => (
          <option key={by} value={by}>
            by {name}
          </option>
        ))}
      </select>
      {hasNested && group === "" && (
        <button type="button" aria-pressed={!isFlat} onClick={() => choose({ flat: isFlat ? undefined : "1", open: undefined })}>
          Nested
        </button>
      )}
    </>
  );
}
