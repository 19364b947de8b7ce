import type { ModelVersion, RegisteredModel, RegistryEvent } from "../api/types";
import { awaySince } from "../api/connection";
import { Dialog } from "../ui/Dialog";
import { Show } from "../ui/States";
import { Changes } from "./Changes";
import { compare, isBlocking, type SignatureChange } from "./comparison";
import { lastOfProduction, sentence } from "./sentences";
import { useSide } from "./sides";
import { useProductionMove, type ProductionMove } from "./useProductionMove";
import { Since } from "./Why";

interface Props {
  model: RegisteredModel;
  goal: ModelVersion;
  /** Whether it goes back to what was there before. */
  isBack: boolean;
  production: ModelVersion[];
  moves: RegistryEvent[];
  onClose: () => void;
}

/** Brings a version into Production, after showing what that changes. */
export function ProductionDialog(props: Props) {
  const { model, goal, isBack, moves, onClose } = props;
  const move = useProductionMove(props);
  const base = useSide(model.name, move.base);
  const next = useSide(model.name, goal.version);
  const after = next.data;
  const before = move.base === "" ? null : base.data;
  const comparison = after && before !== undefined ? compare(before, after) : undefined;
  const needsTyping = !isBack && comparison !== undefined && isBlocking(comparison.signature);
  const isReady = comparison !== undefined && (!needsTyping || move.typed === model.name) && !move.isBusy && awaySince.value === null;
  return (
    <Dialog title={isBack ? `Back to v${goal.version} of ${model.name}` : `Promote v${goal.version} of ${model.name}`} onClose={onClose}>
      <form class="stack promote" onSubmit={(event) => void move.submit(event)}>
        <Overtaken move={move} moves={moves} />
        <div class="changes stack" tabIndex={0} role="region" aria-label="What changes">
          {base.error && move.base !== "" && <Show found={base} what={`Version ${move.base} cannot be read`}>{() => null}</Show>}
          <Show found={next} what={`Version ${goal.version} cannot be read`}>
            {(side) => (before === undefined ? null : <Changes before={before} after={side} />)}
          </Show>
        </div>
        {needsTyping && comparison && <Override name={model.name} change={comparison.signature} move={move} />}
        <Aliases move={move} goal={goal} />
        <ArchiveChoice model={model} isBack={isBack} move={move} />
        <label>
          Reason
          <input autoFocus required placeholder="Stays in the history" value={move.reason} onInput={(event) => move.setReason(event.currentTarget.value)} />
        </label>
        <p class="bad" role="alert">{move.problem}</p>
        {awaySince.value !== null && <p class="warn">The server does not answer; this waits until it does.</p>}
        <div class="actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="main" disabled={!isReady}>{isBack ? `Back to v${goal.version}` : `Promote v${goal.version}`}</button>
        </div>
      </form>
    </Dialog>
  );
}

/** Says that somebody else was faster, who, when and why. */
function Overtaken({ move, moves }: { move: ProductionMove; moves: RegistryEvent[] }) {
  const last = lastOfProduction(moves);
  if (!move.isOvertaken && !move.isStale) return null;
  return (
    <div class="notice warn" role="alert">
      <strong>Production has changed since you opened this</strong>
      {last && (
        <span>
          {sentence(last)}, <Since event={last} />{last.reason && <>: <q>{last.reason}</q></>}
        </span>
      )}
      {move.isStale ? (
        <button type="button" onClick={move.takeOn}>{`Compare with ${move.present === "" ? "nothing" : `v${move.present}`}`}</button>
      ) : (
        <span>Below is what would change now.</span>
      )}
    </div>
  );
}

function Override({ name, change, move }: { name: string; change: SignatureChange; move: ProductionMove }) {
  return (
    <label class="override">
      <span class="bad">
        {change.kind === "lost" ? "The new version has no signature." : "The signature changes."} Who calls the model may break. Type <code>{name}</code> to promote it all the same.
      </span>
      <input aria-label="Name of the model, to override" value={move.typed} autocomplete="off" onInput={(event) => move.setTyped(event.currentTarget.value)} />
    </label>
  );
}

function Aliases({ move, goal }: { move: ProductionMove; goal: ModelVersion }) {
  if (move.aliases.length === 0) return null;
  return (
    <div class="row" role="group" aria-label="Aliases that move along">
      {move.aliases.map(({ alias, from, isChosen }) => (
        <label key={alias} class="line">
          <input type="checkbox" checked={isChosen} onChange={(event) => move.choose(alias, event.currentTarget.checked)} />
          <span>
            <code>@{alias}</code> <span class="meta">{from === undefined ? `to v${goal.version}` : `from v${from} to v${goal.version}`}</span>
          </span>
        </label>
      ))}
    </div>
  );
}

function ArchiveChoice({ model, isBack, move }: { model: RegisteredModel; isBack: boolean; move: ProductionMove }) {
  if (move.expected === "") return null;
  const isFixed = isBack || model.mode === "guarded";
  return (
    <div class="stack">
      <label class="line">
        <input type="checkbox" checked={isFixed || move.isArchiving} disabled={isFixed} onChange={(event) => move.setArchiving(event.currentTarget.checked)} />
        <span>
          Archive v{move.expected.replaceAll(",", ", v")} {isFixed && <span class="meta">{isBack ? "always, when one goes back" : "always, in a guarded model"}</span>}
        </span>
      </label>
      {!isFixed && !move.isArchiving && <p class="warn">Then several versions are in Production; who fetches by the stage gets the highest.</p>}
    </div>
  );
}
