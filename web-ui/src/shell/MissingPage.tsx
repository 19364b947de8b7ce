import { place } from "../router";
import { useTitle } from "../ui/title";
import { Nearest } from "./Nearest";

/** The words of an address that could be a name of something. */
function words(path: string): string {
  const last = path.split("/").filter((part) => part.length > 1).pop() ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** For an address that is no page's. */
export function MissingPage() {
  useTitle("No such page");
  return (
    <div class="stack">
      <h1>There is no such page</h1>
      <Nearest name={words(place.value.path)} />
    </div>
  );
}
