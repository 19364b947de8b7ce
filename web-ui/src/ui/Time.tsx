import { signal } from "@preact/signals";
import { span } from "./numbers";
import { once } from "./once";

// The first of its kind costs a new tab 20 ms: made when it is needed.
const format = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" }));

const day = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }));

/** A time in the reader's own way. */
const full = (date: Date): string => format().format(date);

const TICK_MILLIS = 5_000;
let timer: ReturnType<typeof setInterval> | undefined;

/** The clock of the page, by which ages grow; one timer for all that show it, and none when nothing does. */
export const now = signal(Date.now(), {
  watched: () => {
    if (Date.now() - now.peek() > TICK_MILLIS) now.value = Date.now();
    timer = setInterval(() => (now.value = Date.now()), TICK_MILLIS);
  },
  unwatched: () => clearInterval(timer),
});

/** A time as its age, or its day when that is long ago, with the absolute time as its tooltip and the ISO form for machines. */
export function Ago({ millis }: { millis: number }) {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return <span>unknown</span>;
  // What is old stays so, and needs no clock.
  const isOld = now.peek() - millis >= OLD_MILLIS;
  const text = isOld ? day().format(date) : ago(now.value - millis);
  return (
    <time dateTime={date.toISOString()} onPointerEnter={(event) => (event.currentTarget.title = full(date))} class="nowrap">
      {text}
    </time>
  );
}

const OLD_MILLIS = 2 * 86_400_000;

const ago = (age: number): string => (age < 10_000 ? "just now" : `${coarse(age)} ago`);

function coarse(millis: number): string {
  return span(millis).replace(/ min \d\d s$/, " min").replace(/^(\d+ h) \d\d min$/, "$1").replace(/^(\d+ d) \d+ h$/, "$1");
}

/** A time in full. */
export function At({ millis }: { millis: number }) {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return <span>unknown</span>;
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()} class="nowrap">
      {full(date)}
    </time>
  );
}

/** How long something took, or takes until now while it has no end. */
export function Took({ from, to }: { from: number; to: number | null | undefined }) {
  return <span class="nowrap">{span((to ?? now.value) - from)}</span>;
}
