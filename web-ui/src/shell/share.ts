import { problemOf } from "../api/errors";
import { place } from "../router";
import { MOST_IN_ADDRESS, selectedRuns } from "../runs/selected";
import { copy } from "../ui/Copy";
import { tell } from "../ui/Toast";

/** Longer addresses are refused on the way by many proxies. */
const LONGEST = 8_000;

/** Copies a link to what is seen; when that is too much for a link, the server keeps it. */
export async function share(): Promise<void> {
  try {
    const isLong = place.value.query.toString().length > LONGEST || selectedRuns().size > MOST_IN_ADDRESS;
    const address = isLong ? import("../views/save").then((module) => module.savedView()) : window.location.href;
    // When there is none, the reason is told, not that nothing was copied.
    await Promise.all([address, copy(address)]);
    tell(`Copied the address of this view${isLong ? ", which the server keeps" : ""}`);
  } catch (failure) {
    tell(problemOf(failure));
  }
}
