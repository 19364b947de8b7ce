import { count } from "../ui/numbers";

const BAR = 5;
const GAP = 2;
const HEIGHT = 18;

/** Runs a day as small bars; in words for those who do not see them. */
export function Days({ days }: { days: number[] }) {
  const most = Math.max(1, ...days);
  const width = days.length * (BAR + GAP) - GAP;
  const sum = days.reduce((a, b) => a + b, 0);
  const label = `${count(sum, "run")} in ${days.length} days, ${days.at(-1) ?? 0} in the last 24 hours`;
  return (
    <svg class="days" width={width} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      {days.map((runs, i) => {
        const height = runs === 0 ? 1 : Math.max(3, Math.round((runs / most) * HEIGHT));
        return (
          <rect
            key={i}
            x={i * (BAR + GAP)}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            fill={runs === 0 ? "var(--rule)" : "var(--accent)"}
          />
        );
      })}
    </svg>
  );
}
