import type { ModelVersion, RegisteredModel } from "../api/types";

/** Versions of some models with their aliases, which searches do not tell. */
export function withAliases(models: readonly RegisteredModel[], versions: readonly ModelVersion[]): ModelVersion[] {
  const of = (name: string, number: string) =>
    models
      .find((model) => model.name === name)
      ?.aliases?.filter(({ version }) => version === number)
      .map(({ alias }) => alias);
  return versions.map((version) => ({ ...version, aliases: of(version.name, version.version) ?? [] }));
}
