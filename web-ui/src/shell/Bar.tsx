import { useRef, useState } from "preact/hooks";
import { problemOf } from "../api/errors";
import { paths } from "../paths";
import { go, place } from "../router";
import { useKeys } from "../ui/keys";
import { lazy } from "../ui/lazy";
import { tell } from "../ui/Toast";
import { ThemeSwitch } from "./ThemeSwitch";

const Finder = lazy(() => import("./Finder").then((module) => module.Finder));

const PLACES = [
  ["Experiments", paths.experiments(), /^(e|r|c)(\/|$)/],
  ["Models", paths.models(), /^m(\/|$)/],
  ["Deployed", paths.deployed(), /^deployed$/],
  ["Audit", paths.audit(), /^audit$/],
] as const;

/** Where one is, where one can go, and the box that finds things. */
export function Bar() {
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const words = text.trim();
  useKeys({
    "/": () => {
      const own = document.querySelector<HTMLInputElement>("main input[type=search], main [role=combobox]");
      (own ?? box.current)?.focus();
    },
  });
  return (
    <header class="bar">
      <a class="name" href={paths.home()}>
        Modelyard
      </a>
      <nav aria-label="Main">
        {PLACES.map(([name, href, pattern]) => (
          <a key={name} href={href} aria-current={pattern.test(place.value.path) ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (words === "") go(paths.experiments());
          else void openFirst(words, () => box.current?.blur());
        }}
        onFocusOut={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            setOpen(false);
            box.current?.focus();
          } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, .found a")];
            stops[stops.indexOf(document.activeElement as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
            event.preventDefault();
          }
        }}
      >
        <input
          ref={box}
          type="text"
          aria-label="Find experiments and models by name, runs by id"
          placeholder="Find an experiment, model or run id"
          autocomplete="off"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setOpen(true);
          }}
        />
        {isOpen && words !== "" && <Finder words={words} onChosen={() => setOpen(false)} />}
      </form>
      <ThemeSwitch />
      <a class="button quiet" href={paths.settings()} title="Settings" aria-label="Settings">
        ⚙&#xFE0E;
      </a>
    </header>
  );
}

/** Goes to the first of what has the words in its name or id; when there is nothing, the box stays with the list that says so. */
async function openFirst(words: string, leave: () => void): Promise<void> {
  try {
    const { find } = await import("./Finder");
    const [first] = await find(words);
    if (!first) return;
    leave();
    go(first.href);
  } catch (failure) {
    tell(problemOf(failure));
  }
}
