/** Where one types what to find in a file. Enter goes to the next hit, with Shift to the one before. */
export function FindBox({ words, what, onWords, onStep }: { words: string; what: string; onWords: (words: string) => void; onStep: (by: 1 | -1) => void }) {
  return (
    <input
      type="search"
      class="grow"
      aria-label="Find in this file"
      placeholder={`Find ${what}; Enter goes to the next hit`}
      value={words}
      onInput={(event) => onWords(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Enter" && onStep(event.shiftKey ? -1 : 1)}
    />
  );
}
