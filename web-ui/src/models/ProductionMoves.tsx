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
  useEffect(() => {
    if (!isThere) return;
    tell(`v${goal.version} of ${model.name} is in Production`);
    close();
  }, [isThere]);
  if (gone?.current_stage === "Production") return <RetireDialog version={gone} onClose={close} />;
  if (!goal || isThere) return null;
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
