import { useState } from "preact/hooks";
import { isSettled } from "../api/query";
import type { Run } from "../api/types";
import type { MainMetric } from "../experiments/mainMetric";
import { paths } from "../paths";
import { count, short, span, toNumber } from "../ui/numbers";
import { now } from "../ui/Time";
import { useLogEnd, useMainSeries, useNotFinite } from "./queries";
import { lastHeard, silence } from "./verdict";

/**
 * What may have gone wrong, in words. That the run ended badly is told at once; all else when
 * everything is known, so that what is read is not pushed aside by what was answered later.
 */
export function Warnings({ run, main }: { run: Run; main: MainMetric | null }) {
  const { run_id: id, status } = run.info;
  const metrics = run.data.metrics ?? [];
  const foundOdd = useNotFinite(id, metrics.map((metric) => metric.key));
  const foundSeries = useMainSeries(id, main?.key ?? "");
  const foundLog = useLogEnd(id, status);
  const [isOpen, setOpen] = useState(false);
  const isKnown =
    (metrics.length === 0 || isSettled(foundOdd)) && (main === null || isSettled(foundSeries)) && (status !== "FAILED" || isSettled(foundLog));
  const odd = (isKnown && foundOdd.data) || [];
  const log = isKnown && foundLog.data;
  const quiet = isKnown && status === "RUNNING" ? silence(foundSeries.data, lastHeard(metrics), now.value) : null;
  const ended = status === "FAILED" || status === "KILLED";
  const shown = Number(ended) + Number(quiet !== null) + Math.min(odd.length, 4);
  return (
    <div class={`warned ${isOpen ? "open" : ""}`}>
      <ul class="warnings" aria-label="Warnings" aria-live="polite">
        {status === "FAILED" && (
          <li class="bad">
            ✕ The run failed.{" "}
            {log && <>Last line of <a href={paths.runFiles(id, log.path)}>{log.path}</a>: <code>{log.line}</code></>}
          </li>
        )}
        {status === "KILLED" && <li class="warn">■ The run was killed.</li>}
        {quiet && (
          <li class="warn">
            ⚠ Silent for {span(quiet.millis)}; usually it logs every {span(quiet.gap)}.
          </li>
        )}
        {odd.slice(0, 3).map((each) => (
          <li key={each.key} class="warn">
            ⚠ <code>{each.key}</code> was {short(toNumber(each.value))} at step {each.step.toLocaleString()}
            {each.times > 1 && `, and is not finite ${count(each.times, "time")} in all`}.
          </li>
        ))}
        {odd.length > 3 && <li class="warn">⚠ {count(odd.length - 3, "more metric")} had values that are not finite.</li>}
      </ul>
      {isKnown && (shown > 1 || log) && (
        <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "In one line" : shown > 1 ? `All ${shown}` : "In full"}
        </button>
      )}
    </div>
  );
}
