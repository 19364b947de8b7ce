import type { ComponentChildren } from "preact";
import type { Run } from "../api/types";
import type { MainMetric } from "../experiments/mainMetric";
import { paths } from "../paths";
import { RunDot, Status } from "../ui/Marks";
import { Num } from "../ui/Num";
import { short, signed, toNumber } from "../ui/numbers";
import { Spark } from "../ui/Spark";
import { Ago, Took } from "../ui/Time";
import { useMainSeries, usePeers, type Peer } from "./queries";
import { best, lastHeard, pace, rate } from "./verdict";

/** The first look: how the run stands, how far it is, and whether it is good. */
export function Verdict({ run, main }: { run: Run; main: MainMetric | null }) {
  const { info } = run;
  const heard = lastHeard(run.data.metrics ?? []);
  const at = pace(run);
  const isLive = info.status === "RUNNING";
  return (
    <section class="verdict" aria-label="Verdict">
      <Fact name="State"><Status status={info.status} /></Fact>
      <Fact name="Step" note={at?.perSecond ? `${rate(at.perSecond)} on average` : undefined}>
        {at ? at.step.toLocaleString() : "–"}
      </Fact>
      <Fact name={isLive ? "Running for" : "Took"} note={<>started <Ago millis={info.start_time} /></>}>
        <Took from={info.start_time} to={isLive ? null : (info.end_time ?? heard ?? info.start_time)} />
      </Fact>
      <Fact name="Last heard from">{heard === null ? "–" : <Ago millis={heard} />}</Fact>
      {main && <Main run={run} main={main} />}
    </section>
  );
}

function Fact({ name, note, isWide, children }: { name: ComponentChildren; note?: ComponentChildren; isWide?: boolean; children: ComponentChildren }) {
  return (
    <div class={`fact ${isWide ? "wide" : ""}`}>
      <div class="meta">{name}</div>
      <div class="big">{children}</div>
      <div class="meta">{note || "\u00a0"}</div>
    </div>
  );
}

function Main({ run, main }: { run: Run; main: MainMetric }) {
  const { run_id: id } = run.info;
  const series = useMainSeries(id, main.key).data;
  const peers = usePeers(run, main.key, main.isLower).data;
  const last = run.data.metrics?.find((metric) => metric.key === main.key)?.value;
  const top = series ? best(series, main.isLower) : null;
  const line = series ? (series.exact ? series.last : (series.mean ?? [])).map((value) => toNumber(value)) : [];
  const name = (
    <span class="judged">
      <code class="clip" title={main.key}>{main.key}</code> <Direction main={main} />
    </span>
  );
  const guessed = !main.isSet && <span title="Set mlflow.experiment.primaryMetric.name on the experiment to choose another">metric guessed from its name</span>;
  return (
    <>
      <Fact isWide name={name} note={(top !== null || guessed) && <>{guessed}{guessed && top !== null && " · "}{top !== null && <>best <Num value={top} /></>}</>}>
        <span class="row">
          <span class="value-place"><Num value={last} /></span>
          <span class="spark-place">{line.length > 0 && <Spark height={24} values={line} label={`Course of ${main.key}`} />}</span>
        </span>
      </Fact>
      <Fact name="To the experiment's best" note={<Other peer={peers?.best} self={id} />}>
        <Difference own={toNumber(last)} peer={peers?.best} isLower={main.isLower} self={id} />
      </Fact>
      <Fact name={`To ${run.info.user_id || "the user"}'s run before`} note={<Other peer={peers?.previous} self={id} />}>
        <Difference own={toNumber(last)} peer={peers?.previous} isLower={main.isLower} self={id} />
      </Fact>
    </>
  );
}

function Other({ peer, self }: { peer: Peer | null | undefined; self: string }) {
  if (!peer || peer.id === self) return null;
  return (
    <a href={paths.run(peer.id)} class="clip" title={peer.name}>
      <RunDot number={peer.number} />
      {` ${peer.name} ${short(toNumber(peer.value))}`}
    </a>
  );
}

function Direction({ main: { isLower, isTold } }: { main: MainMetric }) {
  if (isTold) return <span>{isLower ? "lower is better" : "higher is better"}</span>;
  return <span title="Nothing tells which way is better: set mlflow.experiment.primaryMetric.name and .greaterIsBetter on the experiment">higher taken as better</span>;
}

function Difference({ own, peer, isLower, self }: { own: number | undefined; peer: Peer | null | undefined; isLower: boolean; self: string }) {
  if (peer?.id === self) return <span class="good">★ this is the best</span>;
  if (!peer || own === undefined || !Number.isFinite(own)) return <>–</>;
  const difference = own - toNumber(peer.value);
  const isBetter = isLower ? difference < 0 : difference > 0;
  const word = difference === 0 ? "the same" : isBetter ? "better" : "worse";
  return (
    <span class={difference === 0 ? undefined : isBetter ? "good" : "warn"} title={String(difference)}>
      {difference === 0 ? word : `${signed(difference)} ${word}`}
    </span>
  );
}
