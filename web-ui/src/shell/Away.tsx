import { awaySince } from "../api/connection";
import { At } from "../ui/Time";

/** The quiet line that says that the server does not answer; writes are off meanwhile. */
export function Away() {
  const since = awaySince.value;
  return (
    <div role="status">
      {since !== null && (
        <div class="away">
          The server has not answered since <At millis={since} />. What you see may be old; the page asks again every
          second, and goes on by itself.
        </div>
      )}
    </div>
  );
}
