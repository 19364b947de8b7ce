import { placeIn, type Problem } from "./language";

/** The id by which the box refers to what is said of its text. */
export const PROBLEM_ID = "search-problem";

/** So much of a long text is shown on either side of the place. */
const AROUND = 32;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/** What is wrong with a search, with its place marked, or what is still to be written. Its line is always there, so that nothing moves. */
export function SearchProblem({ text, isWrong, problem, refusal, hint }: { text: string; isWrong: boolean; problem: Problem | null; refusal: string; hint: string }) {
  const place = problem ?? placeIn(text, refusal);
  return (
    <div class="problem-line">
      <p id={PROBLEM_ID} class={`problem ${isWrong ? "bad" : "meta"}`} role="status">
        {problem?.message || refusal || hint}
        {place && (
          <>
            {": "}
            <code>
              {place.from > AROUND && "…"}
              {text.slice(Math.max(0, place.from - AROUND), place.from)}
              <span class="unseen"> here: </span>
              <mark>{cut(text.slice(place.from, place.to), AROUND) || "…"}</mark>
              {cut(text.slice(place.to), AROUND)}
            </code>
          </>
        )}
      </p>
    </div>
  );
}
