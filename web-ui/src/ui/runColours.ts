/** The hues of runs, on a light and on a dark ground; neighbours are far apart. */
export const LIGHT = [
  "#1570d1", "#9f3501", "#059a46", "#7b1f81", "#867003", "#076b6f", "#d14a5f", "#4b37a7", "#5f7e01", "#9e246b",
  "#088cb9", "#734301", "#09856e", "#753ba8", "#868604", "#2f41ab", "#c13e2e", "#027048", "#cc4a7c", "#005a6a",
] as const;
export const DARK = [
  "#60a7ff", "#ffa383", "#3aa85b", "#fbb4ff", "#c1a20b", "#00d7e0", "#db6371", "#cbcbfe", "#8fb43f", "#ff98ca",
  "#0a9cce", "#ffc48a", "#0ebfa0", "#d1a9ff", "#959609", "#bfd0ff", "#f47c6b", "#52db9c", "#d6638b", "#6ee4ff",
] as const;

const SLOTS = LIGHT.length;

/** Which hue a run has: by its number over the whole server, so it is the same everywhere. */
export const slot = (runNumber: number): number => runNumber % SLOTS;

/** A run's colour, for canvases; in style sheets it is the class of {@link colourClass}. */
export function colour(runNumber: number, isDark: boolean): string {
  return (isDark ? DARK : LIGHT)[slot(runNumber)] ?? LIGHT[0];
}

/** Which of the runs of one set that share a hue a run is: 0 for the first, drawn solid. */
export function repeats(runNumbers: readonly number[]): number[] {
  const seen = new Map<number, number>();
  return runNumbers.map((number) => {
    const before = seen.get(slot(number)) ?? 0;
    seen.set(slot(number), before + 1);
    return before;
  });
}

/** The dashes of the n-th line of one hue. */
export function dash(repeat: number): number[] {
  return [[], [6, 3], [2, 3], [8, 3, 2, 3]][repeat % 4] ?? [];
}
