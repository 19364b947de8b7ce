/** An act that is done at once, but never twice within `millis`; the last call is never lost. */
export function atMost(millis: number, act: () => void): { call: () => void; stop: () => void } {
  let doneAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    timer = undefined;
    doneAt = performance.now();
    act();
  };
  return {
    call() {
      if (timer !== undefined) return;
      timer = setTimeout(now, Math.max(0, doneAt + millis - performance.now()));
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
