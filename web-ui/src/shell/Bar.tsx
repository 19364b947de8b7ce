import { useRef, useState } from "preact/hooks";
import { paths } from "../paths";
import { go, place } from "../router";
import { useKeys } from "../ui/keys";
import { ThemeSwitch } from "./ThemeSwitch";

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
          const words = text.trim();
          // A run's id is an address of its own; everything else is looked for by name.
          go(/^[0-9a-f]{32}$/.test(words) ? paths.run(words) : paths.experiments({ q: words }));
          box.current?.blur();
        }}
      >
        <input
          ref={box}
          type="text"
          aria-label="Find experiments and models, or open a run by its id"
          placeholder="Find an experiment or run id"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
      <ThemeSwitch />
    </header>
  );
}
