import { signal } from "@preact/signals";

interface Note {
  text: string;
  undo?: () => void;
}

const UNDO_MILLIS = 30_000;
const NOTE_MILLIS = 6_000;

const shown = signal<Note | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells of something that was done, with a way back for half a minute where there is one. */
export function tell(text: string, undo?: () => void): void {
  clearTimeout(timer);
  shown.value = undo ? { text, undo } : { text };
  timer = setTimeout(() => (shown.value = null), undo ? UNDO_MILLIS : NOTE_MILLIS);
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
              Undo
            </button>
          )}
        </div>
      )}
    </div>
  );
}
