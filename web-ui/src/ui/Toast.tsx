import { signal } from "@preact/signals";
import { problemOf } from "../api/errors";

interface Note {
  text: string;
  undo?: () => void;
  way: string;
}

const UNDO_MILLIS = 30_000;
const NOTE_MILLIS = 6_000;

const shown = signal<Note | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells of something that was done, with a way back for half a minute where there is one, by the name of `way`. */
export function tell(text: string, undo?: () => void, way = "Undo"): void {
  clearTimeout(timer);
  shown.value = undo ? { text, undo, way } : { text, way };
  timer = setTimeout(() => (shown.value = null), undo ? UNDO_MILLIS : NOTE_MILLIS);
}

/** Tells that something was done once it is, or why it was not. */
export function attempt(act: Promise<unknown>, done: string, undo?: () => void): void {
  act.then(
    () => tell(done, undo),
    (failure: unknown) => tell(problemOf(failure)),
  );
}

export function Toast() {
  const note = shown.value;
  return (
    <div role="status">
      {note && (
        <div class="toast">
          <span>{note.text}</span>
          {note.undo && (
            <button
              type="button"
              onClick={() => {
                note.undo?.();
                shown.value = null;
              }}
            >
              {note.way}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
