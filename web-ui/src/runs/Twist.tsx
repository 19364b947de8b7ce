/** The sign of a row that opens and closes; of one that does not, its place. */
export function Twist({ isOpen, onToggle }: { isOpen: boolean | undefined; onToggle?: () => void }) {
  return (
    <span
      class="twist"
      aria-hidden="true"
      onClick={(event) => {
        if (!onToggle || isOpen === undefined) return;
        event.stopPropagation();
        onToggle();
      }}
    >
      {isOpen === undefined ? "" : isOpen ? "▾" : "▸"}
    </span>
  );
}
