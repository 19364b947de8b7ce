import { describe, expect, it } from "vitest";
import { bytes, isLowerByName, judged, short, signed, span, toNumber } from "./numbers";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.123456, "0.1235"],
    [-0.5, "−0.5000"],
    [123456, "123456"],
    [9999.4, "9999"],
    [-9999.6, "−10000"],
    [54629.58, "54630"],
    [1234567, "1.235e+6"],
    [0.00001234, "1.234e−5"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ])("%d is shown as %s", (value, text) => {
    expect(short(value)).toBe(text);
  });

  it("tells differences with their sign", () => {
    expect(signed(0.25)).toBe("+0.2500");
    expect(signed(-2)).toBe("−2");
  });

  it("reads what is not finite from text", () => {
    expect(toNumber("NaN")).toBeNaN();
    expect(toNumber("-Infinity")).toBe(-Infinity);
    expect(toNumber(null)).toBeNaN();
    expect(toNumber(0.5)).toBe(0.5);
  });

  it("tells sizes and spans in the unit that suits them", () => {
    expect(bytes(12)).toBe("12 B");
    expect(bytes(1536)).toBe("1.5 KiB");
    expect(bytes(2 ** 30 * 20)).toBe("20 GiB");
    expect(span(12)).toBe("12 ms");
    expect(span(61_000)).toBe("1 min 01 s");
    expect(span(3_600_000 * 27)).toBe("1 d 3 h");
  });

  it("has one minus sign", () => {
    expect(short(-1.828e-5)).toBe("−1.828e−5");
  });

  it("guesses which way a metric is better", () => {
    const lower =
      "val_loss valLoss train/loss logloss validation_0-mlogloss losses LossG rmse RMSE valMSE nrmse test.mae smape merror err top1_err acc_stderr " +
      "perplexity ppl fid val_fid FID fid50k_full valFID wer nll KLDivergence latency_ms time epoch_time eval_runtime f1_error";
    const higher =
      "accuracy val_acc valAcc accTop5 valacc top5_acc top5Acc Accuracy/test auc AUC rocauc aucpr trainAUCMean f1 F1 valF1 macro_f1 macrof1 f1_score f1Score F1-micro " +
      "r2 adjR2 training_r2_score iou mIoU IoU50 miou dice dice1 mDice recall@5 averageprecision sacrebleu rougeL rewards zscore";
    const neither = "confidence fidelity sentiment account accumulated previous power conf1dence f16 layer2 lr2 ferrite indices saucer epoch";
    const each = (names: string, way: boolean | null) => Object.fromEntries(names.split(" ").map((name) => [name, way]));
    const guessed = (names: string) => Object.fromEntries(names.split(" ").map((name) => [name, isLowerByName(name)]));
    expect(guessed(lower)).toEqual(each(lower, true));
    expect(guessed(higher)).toEqual(each(higher, false));
    expect(guessed(neither)).toEqual(each(neither, null));
  });

  it.each([
    ["val_acc", 0.1, "better"],
    ["val_acc", -0.1, "worse"],
    ["loss", -0.1, "better"],
    ["f1_error", 0.1, "worse"],
    ["loss", 0, ""],
    ["epoch", 1, ""],
  ] as const)("judges a difference of %s by %d as '%s'", (key, difference, word) => {
    expect(judged(key, difference)).toBe(word);
  });

  it("takes a difference as somebody said", () => {
    expect(judged("epoch", 1, false)).toBe("better");
    expect(judged("val_acc", 1, true)).toBe("worse");
  });
});
