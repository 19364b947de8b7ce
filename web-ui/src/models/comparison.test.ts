import { describe, expect, test } from "vitest";
import type { ModelVersion, Run, Signature } from "../api/types";
import { compare, differing, fileKinds, isBlocking, metricChange, type Side } from "./comparison";

interface Given {
  metrics?: Record<string, number | "NaN" | "Infinity">;
  params?: Record<string, string>;
  datasets?: [name: string, digest: string, context?: string][];
  signature?: Signature;
  files?: Record<string, string>;
  isElsewhere?: boolean;
}

function side({ metrics = {}, params = {}, datasets = [], signature, files = {}, isElsewhere = false }: Given): Side {
  const run = {
    info: { run_id: "r", status: "FINISHED" },
    data: {
      metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 0, step: 0 })),
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
    },
    inputs: {
      dataset_inputs: datasets.map(([name, digest, context]) => ({
        dataset: { name, digest, source: "", source_type: "local" },
        ...(context ? { tags: [{ key: "mlflow.data.context", value: context }] } : {}),
      })),
    },
  } as unknown as Run;
  const manifest = {
    digest: "",
    total_size: 0,
    file_count: 0,
    files: Object.entries(files).map(([path, sha256]) => ({ path, size: 1, sha256 })),
    ...(signature ? { signature } : {}),
  };
  return { version: { name: "m", version: "1" } as ModelVersion, run, experiment: null, manifest: isElsewhere ? null : manifest, noManifest: "" };
}

describe("metrics", () => {
  const verdicts = (before: Given["metrics"], after: Given["metrics"]) =>
    Object.fromEntries(compare(side({ metrics: before ?? {} }), side({ metrics: after ?? {} })).metrics.map((each) => [each.key, each.verdict]));

  test("less loss is better, less accuracy is worse", () => {
    expect(verdicts({ loss: 0.5, val_acc: 0.5, f1: 0.5 }, { loss: 0.4, val_acc: 0.4, f1: 0.5 })).toEqual({ loss: "better", val_acc: "worse", f1: "same" });
  });

  test("a metric whose name tells no way is neither better nor worse", () => {
    expect(verdicts({ lr: 0.1, grad_norm: 2 }, { lr: 0.2, grad_norm: 0.1 })).toEqual({ lr: "other", grad_norm: "other" });
  });

  test("the difference is after minus before, and none where one is missing or not finite", () => {
    expect(metricChange("loss", 0.5, 0.25, true).difference).toBe(-0.25);
    expect(metricChange("loss", null, 0.25, true)).toMatchObject({ difference: null, verdict: "new" });
    expect(metricChange("loss", 0.5, null, true)).toMatchObject({ difference: null, verdict: "gone" });
    expect(metricChange("loss", 0.5, "NaN", true)).toMatchObject({ difference: null, verdict: "unclear" });
    expect(metricChange("loss", "NaN", "NaN", true).verdict).toBe("same");
    expect(metricChange("loss", 0.5, "Infinity", true)).toMatchObject({ difference: null, verdict: "worse" });
  });

  test("the main one comes first, then what is worse; those of the machine are left out", () => {
    const { metrics } = compare(
      side({ metrics: { val_acc: 0.9, f1: 0.8, latency_ms: 5, epochs: 3, "system/cpu": 1 } }),
      side({ metrics: { val_acc: 0.95, f1: 0.85, latency_ms: 9, epochs: 3, "system/cpu": 2 } }),
    );
    expect(metrics.map((each) => each.key)).toEqual(["val_acc", "latency_ms", "f1", "epochs"]);
  });

  test("the experiment says what is main and which way is good: the new one's, or else the old one's", () => {
    const saying = (given: Given, name: string): Side => {
      const tags = [
        { key: "mlflow.experiment.primaryMetric.name", value: name },
        { key: "mlflow.experiment.primaryMetric.greaterIsBetter", value: "False" },
      ];
      return { ...side(given), experiment: { tags } as Side["experiment"] };
    };
    const [before, after] = [{ metrics: { gap: 3, spread: 1, val_acc: 0.9 } }, { metrics: { gap: 2, spread: 2, val_acc: 0.9 } }];
    const first = (a: Side, b: Side) => compare(a, b).metrics[0];
    expect(first(side(before), saying(after, "gap"))).toMatchObject({ key: "gap", verdict: "better", isLower: true });
    expect(first(saying(before, "gap"), side(after))).toMatchObject({ key: "gap", verdict: "better", isLower: true });
    expect(first(saying(before, "gap"), saying(after, "spread"))).toMatchObject({ key: "spread", verdict: "worse" });
    expect(first(saying(before, "gap"), side({ metrics: { val_acc: 0.9 } }))).toMatchObject({ key: "gap", verdict: "gone" });
  });
});

test("params are side by side, by names as one counts, and differ when one has none", () => {
  const { params } = compare(side({ params: { lr: "0.1", a: "1", old: "x", p10: "1" } }), side({ params: { lr: "0.2", a: "1", new: "y", p2: "1" } }));
  expect(params).toHaveLength(6);
  expect(differing(params)).toEqual([
    { key: "lr", before: "0.1", after: "0.2" },
    { key: "new", before: null, after: "y" },
    { key: "old", before: "x", after: null },
    { key: "p2", before: null, after: "1" },
    { key: "p10", before: "1", after: null },
  ]);
});

test("datasets of one name and use are one line, whatever their order", () => {
  const a = side({ datasets: [["iris", "2", "training"], ["iris", "1", "training"], ["iris", "9", "test"]] });
  const b = side({ datasets: [["iris", "1", "training"], ["iris", "2", "training"], ["iris", "8", "test"]] });
  expect(differing(compare(a, b).datasets)).toEqual([{ key: "iris (test)", before: "9", after: "8" }]);
});

describe("signature", () => {
  const column = (name: string, type: string) => ({ name, type, required: true });
  const of = (...inputs: ReturnType<typeof column>[]): Side => side({ signature: { inputs } });
  const kind = (a: Side, b: Side) => compare(a, b).signature.kind;

  test("is the same when all columns are", () => {
    expect(kind(of(column("age", "long")), of(column("age", "long")))).toBe("same");
  });

  test("changes by type, by a new or lost column, by order, and by tensors' shapes", () => {
    const { signature } = compare(of(column("age", "long"), column("plan", "string")), of(column("age", "double"), column("city", "string")));
    expect(signature.kind).toBe("changed");
    expect(signature.lines).toEqual([
      { key: "input age", before: "long", after: "double" },
      { key: "input city", before: null, after: "string" },
      { key: "input plan", before: "string", after: null },
    ]);
    expect(kind(of(column("a", "long"), column("b", "long")), of(column("b", "long"), column("a", "long")))).toBe("changed");
    const tensor = (shape: number[]) => side({ signature: { inputs: [{ type: "tensor", "tensor-spec": { dtype: "float32", shape } }] } });
    expect(kind(tensor([-1, 4]), tensor([-1, 5]))).toBe("changed");
    expect(kind(tensor([-1, 4]), tensor([-1, 4]))).toBe("same");
  });

  test("blocks when it changes or is lost, and not when nobody knows", () => {
    const none = side({});
    const known = of(column("age", "long"));
    const verdict = (a: Side | null, b: Side) => {
      const { signature } = compare(a, b);
      return [signature.kind, isBlocking(signature)];
    };
    expect(verdict(known, none)).toEqual(["lost", true]);
    expect(verdict(none, known)).toEqual(["new", false]);
    expect(verdict(none, none)).toEqual(["same", false]);
    expect(verdict(side({ isElsewhere: true }), known)).toEqual(["unknown", false]);
    expect(verdict(null, known)).toEqual(["unknown", false]);
  });
});

test("files are told apart by their digests, and only when both sides are known", () => {
  const a = side({ files: { MLmodel: "1", "model.pkl": "2", old: "3" } });
  const b = side({ files: { MLmodel: "1", "model.pkl": "9", new: "4" } });
  expect(fileKinds(compare(a, b).files)).toEqual({ added: 1, removed: 1, changed: 1, equal: 1 });
  expect(compare(side({ isElsewhere: true }), b).files).toEqual([]);
});
