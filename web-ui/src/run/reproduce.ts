import type { Run } from "../api/types";

/** A part of what it takes to run something again. */
export interface Fact {
  name: string;
  /** Empty when it was not recorded. */
  value: string;
  note?: string;
  /** The line that would record it next time. */
  record: string;
}

/** A file of a run, or of a model that it logged. */
export interface FileName {
  path: string;
  /** Of a model's: the URI that its paths lie below, and the model's name. */
  root?: string;
  model?: string;
}

export interface Recipe {
  commit: string;
  environment: FileName | undefined;
  facts: Fact[];
  script: string;
}

const ENVIRONMENTS = /(^|\/)(requirements\.txt|conda\.yaml|python_env\.yaml|environment\.ya?ml|pyproject\.toml|uv\.lock|poetry\.lock|pom\.xml|Dockerfile)$/i;
const SEED = /(^|[._-])(random_)?(seed|random_state)$/i;

/** A word as a shell takes it, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A comment of a script: one line, whatever is in it. */
const comment = (text: string): string => `# ${text.replaceAll(/[\r\n]+/g, " ")}`;

/** What is known of how a run came about, and a script that does it again. */
export function recipe(run: Run, files: readonly FileName[], server: string): Recipe {
  const tags = new Map((run.data.tags ?? []).map((tag) => [tag.key, tag.value]));
  const params = run.data.params ?? [];
  const of = (...keys: string[]) => keys.map((key) => tags.get(key)).find((value) => value) ?? "";
  const repository = of("mlflow.source.git.repoURL", "mlflow.gitRepoURL");
  const commit = of("mlflow.source.git.commit");
  const isDirty = /^true$/i.test(of("mlflow.source.git.dirty", "modelyard.git.dirty"));
  const command = of("modelyard.command", "mlflow.source.name");
  const entry = of("mlflow.project.entryPoint");
  const environment = files.find((file) => ENVIRONMENTS.test(file.path));
  const datasets = (run.inputs?.dataset_inputs ?? []).map(({ dataset }) => `${dataset.name} (digest ${dataset.digest})`);
  const seed = params.find((param) => SEED.test(param.key));
  const facts: Fact[] = [
    { name: "Repository", value: repository, record: 'mlflow.set_tag("mlflow.source.git.repoURL", "https://…")' },
    { name: "Branch", value: of("mlflow.source.git.branch"), record: 'mlflow.set_tag("mlflow.source.git.branch", "main")' },
    {
      name: "Commit", value: commit, record: 'mlflow.set_tag("mlflow.source.git.commit", commit)',
      ...(isDirty ? { note: "changes not committed" } : {}),
    },
    { name: "Command", value: command, record: 'mlflow.set_tag("modelyard.command", " ".join(sys.argv))', ...(entry ? { note: `entry point ${entry}` } : {}) },
    { name: "Parameters", value: params.length > 0 ? `${params.length}, in the table of parameters` : "", record: 'mlflow.log_params({"lr": 0.1})' },
    { name: "Environment", value: environment ? environment.path + (environment.model ? ` of the model ${environment.model}` : "") : "", record: 'mlflow.log_artifact("requirements.txt")' },
    { name: "Dataset", value: datasets.join(", "), record: 'mlflow.log_input(mlflow.data.from_pandas(frame, name="train"))' },
    { name: "Seed", value: seed ? `${seed.key} = ${seed.value}` : "", record: 'mlflow.log_param("seed", seed)' },
    { name: "Image", value: of("mlflow.docker.image.uri", "mlflow.docker.image.id", "modelyard.image"), record: 'mlflow.set_tag("mlflow.docker.image.uri", "registry/image@sha256:…")' },
    { name: "Host", value: of("modelyard.host", "mlflow.host"), record: 'mlflow.set_tag("modelyard.host", platform.node())' },
  ];
  return { facts, commit, environment, script: script(run, facts, { repository, commit, isDirty, command, environment, server }) };
}

interface Known {
  repository: string;
  commit: string;
  isDirty: boolean;
  command: string;
  environment: FileName | undefined;
  server: string;
}

function script(run: Run, facts: Fact[], known: Known): string {
  const id = run.info.run_id;
  const lines = ["#!/bin/sh", comment(`Does run ${run.info.run_name} (${id}) again.`), "set -eu"];
  const missing = facts.filter((fact) => fact.value === "").map((fact) => fact.name.toLowerCase());
  if (missing.length > 0) lines.push(comment(`Not recorded: ${missing.join(", ")}.`));
  for (const fact of facts) {
    if (fact.value && ["Dataset", "Seed", "Image", "Host"].includes(fact.name)) lines.push(comment(`${fact.name}: ${fact.value}`));
  }
  if (known.isDirty) lines.push(comment("The work tree had changes that were not committed; they are lost."));
  // What is no name of a commit could be an option.
  const isCommit = /^[0-9a-f]{7,64}$/i.test(known.commit);
  if (known.repository) {
    lines.push(`git clone -- ${shellWord(known.repository)} again`, "cd again");
    if (isCommit) lines.push(`git checkout --detach ${known.commit}`);
  } else if (isCommit) {
    lines.push(`git checkout --detach ${known.commit}`);
  }
  lines.push(`export MLFLOW_TRACKING_URI=${shellWord(known.server)}`);
  if (known.environment) {
    const { path, root } = known.environment;
    const of = root === undefined ? `--run-id ${id} --artifact-path ${shellWord(path)}` : `--artifact-uri ${shellWord(`${root}/${path}`)}`;
    lines.push(`mlflow artifacts download ${of} --dst-path .`, ...install(path));
  }
  for (const param of run.data.params ?? []) lines.push(comment(`param ${param.key} = ${param.value}`));
  lines.push(known.command ? runLine(known.command) : comment("The command was not recorded: run your training here."));
  return `${lines.join("\n")}\n`;
}

function install(file: string): string[] {
  const word = shellWord(file);
  if (/requirements\.txt$/i.test(file)) return ["python3 -m venv .venv", ". .venv/bin/activate", `pip install -r ${word}`];
  if (/conda\.yaml$|environment\.ya?ml$/i.test(file)) return [`conda env create --prefix .conda --file ${word}`];
  if (/pom\.xml$/i.test(file)) return ["mvn -q package"];
  return [comment(`The environment is described by ${file}.`)];
}

/** A recorded command is shown as it was; a lone script of Python gets its interpreter. */
function runLine(command: string): string {
  const line = command.replaceAll(/[\r\n]+/g, " ").trim();
  return /^\S+\.py(\s|$)/.test(line) ? `python ${line}` : line;
}
