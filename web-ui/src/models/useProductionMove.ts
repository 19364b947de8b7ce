import { useState } from "preact/hooks";
import { ApiError, problemOf } from "../api/errors";
import type { ModelVersion, RegisteredModel } from "../api/types";
import { paths } from "../paths";
import { go } from "../router";
import { tell } from "../ui/Toast";
import { moveVersion, readVersions, refreshModels, rollBack, whenShown } from "./queries";

/** The numbers of versions in Production, as the server is told them. */
const listed = (versions: readonly ModelVersion[]): string =>
  versions
    .filter((version) => version.current_stage === "Production")
    .map((version) => version.version)
    .sort((a, b) => Number(a) - Number(b))
    .join(",");

/** The one that who fetches by the stage gets. */
const highest = (list: string): string => list.split(",").at(-1) ?? "";

/**
 * What somebody is about to bring into Production. The server is told what was there when they
 * looked, so that nobody replaces what they have not seen.
 */
export function useProductionMove({
  model,
  goal,
  isBack,
  production,
  onClose,
}: {
  model: RegisteredModel;
  goal: ModelVersion;
  isBack: boolean;
  production: ModelVersion[];
  onClose: () => void;
}) {
  const [expected, setExpected] = useState(() => listed(production));
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [isArchiving, setArchiving] = useState(true);
  const [problem, setProblem] = useState("");
  const [isOvertaken, setOvertaken] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [choices, setChoices] = useState<Readonly<Record<string, boolean>>>({});
  const present = listed(production);

  const pointing = new Map((model.aliases ?? []).map((each) => [each.alias, each.version]));
  const aliases = [...new Set([...pointing.keys(), ...(model.protected_aliases ?? [])])]
    .filter((alias) => pointing.get(alias) !== goal.version)
    .map((alias) => {
      const from = pointing.get(alias);
      // What points to the version that goes is likely meant to go along.
      return { alias, from, isChosen: choices[alias] ?? (from !== undefined && expected.split(",").includes(from)) };
    });
  const chosen = aliases.filter((each) => each.isChosen).map((each) => each.alias);

  /** Compares with what is there now from here on. */
  const takeOn = (now: string) => {
    setExpected(now);
    setOvertaken(true);
    setTyped("");
  };

  const act = async () => {
    const moved = isBack
      ? await rollBack(model.name, { reason, aliases: chosen, expected })
      : await moveVersion(model.name, goal.version, { stage: "Production", reason, archive: isArchiving, aliases: chosen, expected });
    onClose();
    // The way back starts from what is in Production now.
    await whenShown(model.name);
    const { version } = moved.model_version;
    const left = moved.archived.map((each) => `v${each}`).join(", ");
    const done = `v${version} of ${model.name} is in Production${left ? `, ${left} archived` : ""}`;
    const previous = moved.archived.at(-1);
    if (isBack || previous === undefined) tell(done);
    else tell(done, () => go(paths.model(model.name, { back: previous })), "Roll back");
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await act();
    } catch (failure) {
      setBusy(false);
      setProblem(problemOf(failure));
      if (!(failure instanceof ApiError) || failure.status !== 409) return;
      refreshModels(model.name);
      const now = listed((await readVersions(model.name)).versions);
      if (now !== expected) takeOn(now);
    }
  };

  return {
    expected,
    base: highest(expected),
    present,
    isStale: present !== expected,
    isOvertaken,
    takeOn: () => takeOn(present),
    reason,
    setReason,
    typed,
    setTyped,
    isArchiving,
    setArchiving,
    problem,
    isBusy,
    aliases,
    choose: (alias: string, isChosen: boolean) => setChoices({ ...choices, [alias]: isChosen }),
    submit,
  };
}

export type ProductionMove = ReturnType<typeof useProductionMove>;
