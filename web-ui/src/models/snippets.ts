import { address } from "../ui/snippets";

const text = (value: string): string => JSON.stringify(value);
/** A text between the single quotes of a shell. */
const shell = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** Lines that register a first version. */
export function registerSnippets(name: string): { name: string; code: string }[] {
  return [
    {
      name: "Python",
      code: `import mlflow
mlflow.set_tracking_uri(${text(address())})
# RUN_ID logged a model under the name "model"
mlflow.register_model("runs:/RUN_ID/model", ${text(name)})`,
    },
    {
      name: "Java",
      code: `try (Modelyard modelyard = Modelyard.connect(${text(address())})) {
  // RUN_ID logged a model under the name "model"
  modelyard.models().register(${text(name)}, "RUN_ID", "model");
}`,
    },
    {
      name: "curl",
      code: `curl -s ${address()}/api/2.0/mlflow/registered-models/create \\
  -H 'Content-Type: application/json' -d ${shell(JSON.stringify({ name }))}
curl -s ${address()}/api/2.0/mlflow/model-versions/create \\
  -H 'Content-Type: application/json' \\
  -d ${shell(JSON.stringify({ name, source: "runs:/RUN_ID/model", run_id: "RUN_ID" }))}`,
    },
  ];
}

/** Lines that put a version to use, by its stage or under an alias. */
export function promoteSnippets(): { name: string; code: string }[] {
  return [
    {
      name: "Python",
      code: `import mlflow
mlflow.set_tracking_uri(${text(address())})
client = mlflow.MlflowClient()
client.transition_model_version_stage("NAME", "1", "Production")
# or by an alias, as models:/NAME@champion
client.set_registered_model_alias("NAME", "champion", "1")`,
    },
    {
      name: "Java",
      code: `try (Modelyard modelyard = Modelyard.connect(${text(address())})) {
  modelyard.models().transition("NAME", 1, Stage.PRODUCTION, "why it is better");
}`,
    },
    {
      name: "curl",
      code: `curl -s ${address()}/api/modelyard/1.0/models/NAME/versions/1/transitions \\
  -H 'Content-Type: application/json' \\
  -d '{"stage": "Production", "reason": "why it is better"}'`,
    },
  ];
}

/** Lines that fetch a version where it is used; `which` as in models:/NAME/which. */
export function fetchSnippets(name: string, which: { stage: string } | { version: string }): { name: string; code: string }[] {
  const part = "stage" in which ? which.stage : which.version;
  const uri = `models:/${name}/${part}`;
  const call = `${address()}/api/modelyard/1.0/models/${encodeURIComponent(name)}/${"stage" in which ? `stages/${which.stage}` : `versions/${which.version}`}`;
  const java =
    "stage" in which
      ? `modelyard.models().fetch(${text(name)}, Stage.${which.stage.toUpperCase()}, Path.of("model"));`
      : `ModelVersion version = modelyard.models().version(${text(name)}, ${which.version});
  modelyard.models().fetch(version, Path.of("model"));`;
  return [
    {
      name: "Command",
      code: `export MLFLOW_TRACKING_URI=${address()}
java -jar modelyard.jar fetch ${shell(uri)} model`,
    },
    {
      name: "Python",
      code: `import mlflow
mlflow.set_tracking_uri(${text(address())})
model = mlflow.pyfunc.load_model(${text(uri)})`,
    },
    {
      name: "Java",
      code: `try (Modelyard modelyard = Modelyard.connect(${text(address())})) {
  ${java}
}`,
    },
    {
      name: "curl",
      code:
        "stage" in which
          ? `# which version, its files and their digests
curl -s ${shell(call)}`
          : `# its files and their digests; then all of them as a tar
curl -s ${shell(call)}
curl -s ${shell(`${call}/archive`)} | tar -x -C model`,
    },
  ];
}
