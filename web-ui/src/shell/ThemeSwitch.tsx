import { base } from "../api/first";
import { chooseTheme, theme, type Theme } from "../ui/theme";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const SIGN: Record<Theme, string> = { system: "◐", light: "☀", dark: "☾" };

export function ThemeSwitch() {
  const chosen = theme.value;
  return (
    <button
      type="button"
      class="quiet"
      title={`Theme: ${chosen}`}
      aria-label={`Theme: ${chosen}. Change to ${NEXT[chosen]}`}
      onClick={() => chooseTheme(NEXT[chosen], base)}
    >
      <span aria-hidden="true">{SIGN[chosen]}</span>
    </button>
  );
}
