import { base } from "../api/first";

/** This server's address, as clients are told it. */
export const address = (): string => window.location.origin + base.replace(/\/$/, "");

const text = (value: string): string => JSON.stringify(value);

/** Lines that log a first run, in the languages of our users. */
export function firstRunSnippets(experiment: string): { name: string; code: string }[] {
  return [
    {
      name: "Python",
      code: `# pip install mlflow
import mlflow
mlflow.set_tracking_uri(${text(address())})
mlflow.set_experiment(${text(experiment)})
with mlflow.start_run():
    mlflow.log_param("lr", 0.01)
    for step in range(100):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)`,
    },
    {
      name: "Java",
      code: `try (Modelyard modelyard = Modelyard.connect(${text(address())});
    Run run = modelyard.experiment(${text(experiment)}).startRun("first")) {
  run.param("lr", "0.01");
  for (int step = 0; step < 100; step++) {
    run.metric("loss", 1.0 / (step + 1), step);
  }
}`,
    },
    {
      name: "curl",
      code: `curl -s ${address()}/api/2.0/mlflow/runs/create \\
  -H 'Content-Type: application/json' \\
  -d '{"experiment_id": "0", "run_name": "first", "start_time": '$(date +%s000)'}'`,
    },
  ];
}
