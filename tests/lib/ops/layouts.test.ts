import type { DType } from "gradbook";
import { describe, expect, test } from "vitest";
import { alongAnAxis, operationNames, readCases, referenceFiles, type TensorSpec } from "./support.js";

/*
 * No operation is held by convenient inputs alone: among its reference cases are transposed and sliced tensors,
 * empty ones, axes of size 1, every dtype, every axis counted from both ends, and shapes that broadcast.
 */
const cases = referenceFiles.flatMap(readCases);

// assign gives nothing back: tests/lib/autograd and the recorder's tests hold it.
const names = operationNames.filter((name) => name !== "assign");

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];
const twoOperands = (
  "add sub mul div pow mod maximum minimum equal notEqual less lessEqual greater greaterEqual " +
  "logicalAnd logicalOr where"
).split(" ");
function isSpec(value: unknown): value is TensorSpec {
  return typeof value === "object" && value !== null && "data" in value;
}

/** Every tensor among the arguments, those in lists and options too. */
function tensorsOf(args: readonly unknown[]): TensorSpec[] {
  return args.flatMap((value) => {
    if (isSpec(value)) return [value];
    if (Array.isArray(value)) return tensorsOf(value);
    return typeof value === "object" && value !== null ? tensorsOf(Object.values(value)) : [];
  });
}

/** The axis that a case names: an argument of its own, or an option. */
function axisOf(args: readonly unknown[]): unknown {
  const own = args.slice(1).find((value) => typeof value === "number");
  if (args.length > 1 && typeof args[1] === "number" && !isOptions(args[2], "axis")) return own;
  return args
    .map((value) => (isOptions(value, "axis") ? value.axis : undefined))
    .find((v) => v !== undefined);
}

function isOptions(value: unknown, key: string): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !isSpec(value) && key in value;
}

describe("the reference cases of", () => {
  test.each(names)("%s hold every kind of input", (name) => {
    const own = cases.filter((c) => c.op === name);
    const inputs = own.flatMap((c) => tensorsOf(c.args));
    expect(inputs.filter((t) => t.axes !== undefined).length, "transposed").toBeGreaterThan(0);
    expect(inputs.filter((t) => t.ranges !== undefined).length, "sliced").toBeGreaterThan(0);
    expect(inputs.filter((t) => t.shape.includes(0)).length, "empty").toBeGreaterThan(0);
    expect(inputs.filter((t) => t.shape.includes(1)).length, "size 1").toBeGreaterThan(0);
    const seen = name === "oneHot" ? own.map((c) => c.expected) : inputs;
    expect(
      dtypes.filter((d) => !seen.some((t) => t.dtype === d)),
      "dtypes not met",
    ).toEqual([]);
  });

  test.each(twoOperands)("%s hold shapes that stretch to each other", (name) => {
    const pairs = cases
      .filter((c) => c.op === name)
      .map((c) => tensorsOf(c.args).map((t) => t.shape))
      .filter((shapes) => shapes.length > 1);
    const differ = pairs.filter((shapes) => new Set(shapes.map(String)).size > 1);
    expect(differ.length).toBeGreaterThan(2);
  });

  test.each([...alongAnAxis, "gather", "takeAlongAxis", "topK", "concat"])(
    "%s hold every axis, from both ends",
    (name) => {
      const axes = cases
        .filter((c) => c.op === name && tensorsOf(c.args)[0]!.shape.length === 3)
        .map((c) => axisOf(c.args));
      expect([-3, -2, -1, 0, 1, 2].filter((axis) => !axes.includes(axis))).toEqual([]);
    },
  );
});
