import type { ModelVersion, RegisteredModel, RegistryEvent } from "../api/types";
import { place, setQuery } from "../router";
import { ProductionDialog } from "./ProductionDialog";
import { RetireDialog } from "./RetireDialog";

/** The dialogs that change what is in Production. The address says which is open. */
export function ProductionMoves({ model, versions, moves }: { model: RegisteredModel; versions: ModelVersion[]; moves: RegistryEvent[] }) {
  const query = place.value.query;
  const [promoted, back, retired] = [query.get("promote"), query.get("back"), query.get("retire")];
  const numbered = (number: string | null) => versions.find((version) => version.version === number);
  const close = () => setQuery({ promote: undefined, back: undefined, retire: undefined });
  const production = versions.filter((version) => version.current_stage === "Production");
  const goal = numbered(promoted) ?? numbered(back);
  const gone = numbered(retired);
  if (gone?.current_stage === "Production") {
    return <RetireDialog version={gone} onClose={close} />;
  }
  // What is in Production already can only be what this dialog has just done.
  if (!goal || goal.current_stage === "Production") return null;
  return (
    <ProductionDialog
      key={goal.version}
      model={model}
      goal={goal}
      isBack={promoted === null}
      production={production}
      moves={moves}
      onClose={close}
    />
  );
}
