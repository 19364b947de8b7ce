/** A line so small that it shows a course and no numbers; what is not finite leaves a gap. */
export function Spark({ values, label, width = 120, height = 28 }: { values: number[]; label: string; width?: number; height?: number }) {
  const finite = values.filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = greatest - least || 1;
  let isDown = false;
  const path = values
    .map((value, i) => {
      if (!Number.isFinite(value)) {
        isDown = false;
        return "";
      }
      const x = values.length < 2 ? width / 2 : 1 + (i / (values.length - 1)) * (width - 2);
      const y = greatest === least ? height / 2 : 1 + ((greatest - value) / range) * (height - 2);
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path d={values.length === 1 ? `${path}h.1` : path} fill="none" stroke="var(--accent)" stroke-width={values.length === 1 ? 4 : 1.5} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
