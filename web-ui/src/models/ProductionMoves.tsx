import { useEffect } from "preact/hooks";
import type { ModelVersion, RegisteredModel, RegistryEvent } from "../api/types";
import { place, setQuery } from "../router";
import { tell } from "../ui/Toast";
import { ProductionDialog, RetireDialog } from "./lazyDialogs";

/** The dialogs that change what is in Production. The address says which is open. */
export function ProductionMoves({ model, versions, moves }: { model: RegisteredModel; versions: ModelVersion[]; moves: RegistryEvent[] }) {
  const query = place.value.query;
  const [promoted, back, retired] = [query.get("promote"), query.get("back"), query.get("retire")];
  const numbered = (number: string | null) => versions.find((version) => version.version === number);
  const close = () => setQuery({ promote: undefined, back: undefined, retire: undefined });
  const production = versions.filter((version) => version.current_stage === "Production");
  const goal = numbered(promoted) ?? numbered(back);
  const gone = numbered(retired);
  const isThere = goal?.current_stage === "Production";
  const isGone = gone !== undefined && gone.current_stage !== "Production";
  const done = isThere ? `v${goal.version} of ${model.name} is in Production` : isGone && `v${gone.version} of ${model.name} is not in Production any more`;
  useEffect(() => {
    if (!done) return;
    tell(done);
    close();
  }, [done]);
  if (done) return null;
  if (gone) return <RetireDialog version={gone} production={production} onClose={close} />;
  if (!goal) return null;
  return (
    <ProductionDialog
      key={goal.version}
      model={model}
      goal={goal}
      // The server chooses what a rollback brings back; another version can only be promoted.
      isBack={promoted === null && back === model.previous_production}
      production={production}
      moves={moves}
      onClose={close}
    />
  );
}
