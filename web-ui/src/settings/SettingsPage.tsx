import { base } from "../api/first";
import { paths } from "../paths";
import { chooseDensity, density } from "../ui/density";
import { areKeysOn, switchKeys } from "../ui/keys";
import { chooseTheme, theme } from "../ui/theme";
import { useTitle } from "../ui/title";

/** How somebody likes the page. */
export function SettingsPage() {
  useTitle("Settings");
  return (
    <div class="stack wide">
      <div>
        <h1>Settings</h1>
        <p class="meta">This browser keeps them; they hold for you alone.</p>
      </div>
      <Choice
        name="Theme"
        chosen={theme.value}
        onChoose={(chosen) => chooseTheme(chosen, base)}
        values={[
          ["system", "As the system"],
          ["light", "Light"],
          ["dark", "Dark"],
        ]}
      />
      <Choice
        name="Rows of tables"
        chosen={density.value}
        onChoose={(chosen) => chooseDensity(chosen, base)}
        values={[
          ["comfortable", "Comfortable"],
          ["compact", "Compact"],
        ]}
        note="On a phone they keep the room that fingers need."
      />
      <section class="stack">
        <h2>Keys</h2>
        <label class="line">
          <input type="checkbox" checked={areKeysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
          Single keys act, such as x to select a run
        </label>
        <p>
          All of them are on the page <a href={paths.help()}>Help</a>.
        </p>
      </section>
    </div>
  );
}

function Choice<T extends string>({ name, chosen, onChoose, values, note }: { name: string; chosen: T; onChoose: (value: T) => void; values: [T, string][]; note?: string }) {
  return (
    <section class="stack">
      <h2>{name}</h2>
      <div>
        <div class="group" role="group" aria-label={name}>
          {values.map(([value, label]) => (
            <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
              {label}
            </button>
          ))}
        </div>
      </div>
      {note && <p class="meta">{note}</p>}
    </section>
  );
}
