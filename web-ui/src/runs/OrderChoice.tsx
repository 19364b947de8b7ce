import { choose } from "../router";

/** Which column the rows are ordered by, and which way. */
export function OrderChoice({ columns, sort }: { columns: string[]; sort: string }) {
  const names = ["start", "name", "status", "user", ...columns];
  const column = sort.replace(/^-/, "") || "start";
  const isDown = sort === "" || sort.startsWith("-");
  return (
    <span class="row tight">
      <select aria-label="Order by" value={column} onChange={(event) => choose({ sort: `-${event.currentTarget.value}` })}>
        {(names.includes(column) ? names : [...names, column]).map((name) => (
          <option key={name} value={name}>
            {name.slice(name.indexOf(".") + 1)}
          </option>
        ))}
      </select>
      <button type="button" aria-label={isDown ? "Descending; change to ascending" : "Ascending; change to descending"} onClick={() => choose({ sort: isDown ? column : `-${column}` })}>
        <span aria-hidden="true">{isDown ? "↓" : "↑"}</span>
      </button>
    </span>
  );
}
