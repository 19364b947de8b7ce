import { useId, useState } from "preact/hooks";
import { Snippet } from "./Copy";

/** The same lines in several languages, one shown at a time. */
export function SnippetTabs({ snippets }: { snippets: { name: string; code: string }[] }) {
  const [chosen, choose] = useState(0);
  const id = useId();
  const shown = snippets[chosen];
  return (
    <div class="stack">
      <div class="tabs" role="tablist" aria-label="Language">
        {snippets.map((each, i) => (
          <button
            key={each.name}
            type="button"
            role="tab"
            id={`${id}-${i}`}
            aria-controls={`${id}-panel`}
            aria-selected={i === chosen}
            tabIndex={i === chosen ? 0 : -1}
            onClick={() => choose(i)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              if (step === 0) return;
              const next = (chosen + step + snippets.length) % snippets.length;
              choose(next);
              document.getElementById(`${id}-${next}`)?.focus();
            }}
          >
            {each.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {shown && <Snippet code={shown.code} name={`${shown.name} code`} />}
      </div>
    </div>
  );
}
