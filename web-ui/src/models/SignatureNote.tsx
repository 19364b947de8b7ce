import type { Side, SignatureChange } from "./comparison";
import { isBlocking } from "./comparison";

const SAID: Record<SignatureChange["kind"], string> = {
  same: "The signature stays as it is.",
  changed: "The signature changes:",
  lost: "The new version has no signature, the old one has.",
  new: "The old version has no signature; the new one brings one.",
  unknown: "The signatures cannot be compared",
};

/** Whether what calls the model can go on as it does. */
export function SignatureNote({ change, before, after }: { change: SignatureChange; before: Side | null; after: Side }) {
  if (before === null) return null;
  if (!isBlocking(change)) {
    const why = change.kind === "unknown" ? `: ${after.noManifest || before.noManifest}` : "";
    return <p class="meta">{SAID[change.kind]}{why}</p>;
  }
  return (
    <div class="notice bad">
      <strong><span aria-hidden="true">⚠</span> {SAID[change.kind]}</strong>
      {change.lines.length > 0 && (
        <ul class="signature-lines">
          {change.lines.map((line) => (
            <li key={line.key}>
              <code>{line.key}</code>{" "}
              {line.before === null ? <>is new: <code>{line.after}</code></> : line.after === null ? <>is gone, was <code>{line.before}</code></> : <>was <code>{line.before}</code>, becomes <code>{line.after}</code></>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
