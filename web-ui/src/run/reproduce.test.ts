import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Run } from "../api/types";
import { recipe, shellWord } from "./reproduce";

function run(tags: Record<string, string>, params: Record<string, string> = {}): Run {
  const pairs = (map: Record<string, string>) => Object.entries(map).map(([key, value]) => ({ key, value }));
  return { info: { run_id: "ab".repeat(16), run_name: "a\nb" }, data: { tags: pairs(tags), params: pairs(params) } } as unknown as Run;
}

describe("a recipe", () => {
  it("tells what was recorded and what was not", () => {
    const { facts } = recipe(run({ "mlflow.source.git.commit": "c0ffee1" }, { seed: "7" }), [{ path: "model/requirements.txt" }], "http://localhost:5000");
    const value = (name: string) => facts.find((fact) => fact.name === name)?.value;
    expect(value("Commit")).toBe("c0ffee1");
    expect(value("Seed")).toBe("seed = 7");
    expect(value("Environment")).toBe("model/requirements.txt");
    expect(facts.filter((fact) => fact.value === "").map((fact) => fact.name)).toEqual(["Repository", "Branch", "Command", "Dataset", "Image", "Host"]);
  });

  it("checks out, fetches, installs and runs", () => {
    const { script } = recipe(
      run({ "mlflow.source.git.repoURL": "https://example.org/a.git", "mlflow.source.git.commit": "c0ffee1", "mlflow.source.name": "train.py" }),
      [{ path: "requirements.txt" }],
      "http://localhost:5000",
    );
    expect(script).toContain("git clone -- https://example.org/a.git again\ncd again\ngit checkout --detach c0ffee1\n");
    expect(script).toContain("--artifact-path requirements.txt");
    expect(script.endsWith("python train.py\n")).toBe(true);
  });

  it("takes the environment of a logged model when the run has none", () => {
    const ofModel = { path: "requirements.txt", root: "mlflow-artifacts:/1/models/m-1/artifacts", model: "my model" };
    const { facts, script } = recipe(run({}), [{ path: "loss.png" }, ofModel], "http://localhost:5000");
    expect(facts.find((fact) => fact.name === "Environment")?.value).toBe("requirements.txt of the model my model");
    expect(script).toContain("mlflow artifacts download --artifact-uri mlflow-artifacts:/1/models/m-1/artifacts/requirements.txt --dst-path .\n");
    expect(script).toContain("pip install -r requirements.txt");
    expect(recipe(run({}), [{ path: "pom.xml" }, ofModel], "").script).toContain("--artifact-path pom.xml");
  });

  it("lets nothing out of its place", () => {
    const evil = "x'; touch /nowhere/evil; '\n$(id)`id`";
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${shellWord(evil)}`]).toString()).toBe(evil);
    const { script } = recipe(run({ "modelyard.host": "h\nrm -rf ~" }, { "k\nrm": "v\nrm" }), [], "http://localhost:5000");
    for (const line of script.split("\n")) expect(line).not.toMatch(/^rm/);
  });
});
