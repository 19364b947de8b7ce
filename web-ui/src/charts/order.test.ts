import { expect, it } from "vitest";
import { inOrder } from "./order";

it("orders charts by what runs are judged by, as the words of names tell", () => {
  const keys = ["system/gpu_error", "epoch", "accesses", "conf1dence", "terrain", "valAcc", "bleu", "perplexity", "loss", "top1_err", "kept"];
  expect(inOrder(keys, "kept")).toEqual([
    "kept", "bleu", "loss", "perplexity", "top1_err", "valAcc", "accesses", "conf1dence", "epoch", "terrain", "system/gpu_error",
  ]);
});
