import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { RunKeys } from "../api/types";
import { suggestions } from "./language";
import { PROBLEM_ID } from "./SearchProblem";

const PAUSE_MILLIS = 120;

/** The box in which runs are searched: completes keys and values, searches as one types. */
export function SearchBox({
  text: given,
  keys,
  isWrong,
  onText,
}: {
  text: string;
  keys: RunKeys | undefined;
  /** Whether something is wrong with the text, which SearchProblem says. */
  isWrong: boolean;
  onText: (text: string) => void;
}) {
  const [text, setText] = useState(given);
  const [offered, setOffered] = useState<{ from: number; words: string[] }>({ from: 0, words: [] });
  const [chosen, choose] = useState(-1);
  const box = useRef<HTMLInputElement>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = useId();

  // The back button changes the text from outside.
  const sent = useRef(given);
  useEffect(() => {
    if (given !== sent.current) setText(given);
    sent.current = given;
  }, [given]);

  const type = (next: string) => {
    setText(next);
    choose(-1);
    setOffered(suggestions(next, box.current?.selectionStart ?? next.length, keys));
    clearTimeout(pause.current);
    pause.current = setTimeout(() => {
      sent.current = next;
      onText(next);
    }, PAUSE_MILLIS);
  };

  const take = (word: string) => {
    const behind = text.slice(offered.from).replace(/^\S+/, "");
    const isWhole = !/[:=<>]$/.test(word);
    const before = text.slice(0, offered.from) + word + (isWhole && behind === "" ? " " : "");
    setOffered({ from: 0, words: [] });
    type(before + behind);
    requestAnimationFrame(() => {
      box.current?.setSelectionRange(before.length, before.length);
      setOffered(suggestions(before + behind, before.length, keys));
    });
  };

  const press = (event: KeyboardEvent) => {
    const { words } = offered;
    if (event.key === "Escape") {
      if (words.length > 0) setOffered({ from: 0, words: [] });
      else box.current?.blur();
    } else if (words.length === 0) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + words.length + (chosen < 0 && step < 0 ? 1 : 0)) % words.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      take(words[chosen] ?? "");
    } else if (event.key === "Tab" && !event.shiftKey && chosen >= 0) {
      take(words[chosen] ?? "");
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const isOpen = offered.words.length > 0;
  return (
    <div class="searchbox grow">
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${list}-${chosen}` : undefined}
        aria-invalid={isWrong}
        aria-describedby={PROBLEM_ID}
        aria-label="Search runs"
        placeholder="Search runs: baseline acc>0.9 lr<1e-3 user:ada since:7d"
        spellcheck={false}
        autoComplete="off"
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={press}
        onBlur={() => setOffered({ from: 0, words: [] })}
      />
      <div id={list} role="listbox" aria-label="Suggestions" class={isOpen ? "menu" : "unseen"}>
        {offered.words.map((word, i) => (
          <div
            key={word}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === chosen}
            class="mono"
            onMouseDown={(event) => {
              event.preventDefault();
              take(word);
            }}
          >
            {word}
          </div>
        ))}
      </div>
    </div>
  );
}
