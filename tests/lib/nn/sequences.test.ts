import { readFileSync } from "node:fs";
import { type DType, type FloatDType, losses, nn, type Shape, type Tensor, tensor } from "gradbook";
import { describe, expect, it, test } from "vitest";

/* Recurrent layers, attention and masked losses against Keras and PyTorch (reference/sequences.py), values and gradients. */

type Nested = number | boolean | Nested[];
/** Those of all layers; each case has some. */
interface Options {
  readonly units: number;
  readonly cell: "simpleRnn" | "gru" | "lstm";
  readonly returnSequences: boolean;
  readonly mergeMode: nn.MergeMode;
  readonly numHeads: number;
  readonly maxLength: number;
  readonly width: number;
}
interface Case {
  readonly call: string;
  readonly options: Options;
  readonly inputs: Record<string, Nested[]>;
  readonly weights: Record<string, Nested[]>;
  readonly output: Nested;
  readonly cotangent: Nested;
  readonly gradients: Record<string, Nested[]>;
}
type AnyTensor = Tensor<Shape, DType>;

const { cases } = JSON.parse(
  readFileSync(new URL("./reference/sequences.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
};

const flat = (values: Nested): number[] => [values].flat(9).map(Number);
const shapeOf = (values: Nested): number[] =>
  Array.isArray(values) ? [values.length, ...(values.length > 0 ? shapeOf(values[0]!) : [])] : [];

function asTensor(values: Nested, dtype: DType, requiresGrad = false): AnyTensor {
  const isBool = flat(values).length > 0 && typeof [values].flat(9)[0] === "boolean";
  const data = isBool ? Uint8Array.from(flat(values)) : flat(values);
  return tensor(
    data as never,
    { dtype: isBool ? "bool" : dtype, shape: shapeOf(values), requiresGrad } as never,
  ) as never;
}

const makers: Readonly<Record<string, (options: Options) => unknown>> = {
  simpleRnn: ({ units, ...options }) => nn.simpleRnn(units, options),
  gru: ({ units, ...options }) => nn.gru(units, options),
  lstm: ({ units, ...options }) => nn.lstm(units, options),
  bidirectional({ cell, units, returnSequences, mergeMode }) {
    const layer = (nn[cell] as typeof nn.lstm)(units, { returnSequences });
    return nn.bidirectional(layer, { mergeMode });
  },
  multiHeadAttention: ({ numHeads, ...options }) => nn.multiHeadAttention(numHeads, options as never),
  positionalEmbedding: ({ maxLength, ...options }) => nn.positionalEmbedding(maxLength, options as never),
  transformerBlock: ({ width, ...options }) => nn.transformerBlock(width, options as never),
  layerNormalization: (options) => nn.layerNormalization(options as never),
};

/** What a case computes, and the tensors whose gradients it has. */
interface Computed {
  readonly output: AnyTensor;
  readonly leaves: ReadonlyMap<string, AnyTensor>;
}

function compute({ call, options, inputs, weights }: Case, dtype: FloatDType): Computed {
  const isLeaf = (name: string) => ["x", "q", "k", "v", "value"].includes(name);
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => [name, asTensor(values, dtype, isLeaf(name))]),
  );
  const leaves = new Map(Object.entries(given).filter(([name]) => isLeaf(name)));
  if (call === "scaledDotProductAttention") {
    const { q, k, v, mask } = given;
    const all = { ...options, ...(mask && { mask }) } as never;
    return { output: nn.scaledDotProductAttention(q!, k!, v!, all) as AnyTensor, leaves };
  }
  if (call.startsWith("losses.")) {
    const { truth, x, mask, sampleWeight } = given;
    const lossOf = losses[call.slice(7) as "huber"] as losses.Loss;
    // The mask belongs to what a layer has put out.
    const y = nn.withMask(x!.mul(1), mask as never) as AnyTensor;
    const all = { ...options, ...(sampleWeight && { sampleWeight }) } as losses.LossOptions;
    return { output: lossOf(truth!, y, all) as AnyTensor, leaves };
  }
  const units = weights.recurrentKernel?.length;
  const layer = makers[call]!(units === undefined ? options : { ...options, units }) as nn.Layer;
  const { x, before, mask, value, attentionMask } = given;
  const run = (z: AnyTensor): AnyTensor => {
    if (value !== undefined || attentionMask !== undefined) {
      const attention = layer as unknown as nn.MultiHeadAttention;
      return attention.attend(z, value ?? z, attentionMask && { mask: attentionMask as never });
    }
    return layer.apply(mask ? nn.withMask(z, mask as never) : z) as AnyTensor;
  };
  run((before ?? x)!);
  layer.setWeights(new Map(Object.entries(weights).map(([name, values]) => [name, flat(values)])));
  if (before !== undefined) {
    (layer as unknown as nn.Recurrent).resetState();
    run(before);
  }
  for (const { name, tensor: weight } of layer.weights()) leaves.set(name, weight);
  return { output: run(x!), leaves };
}

function close(
  got: ArrayLike<number>,
  wanted: Nested,
  { what, tolerance }: { what: string; tolerance: number },
) {
  const values = flat(wanted);
  expect(got.length, what).toBe(values.length);
  values.forEach((value, i) => {
    const error = Math.abs(got[i]! - value) / Math.max(1, Math.abs(value));
    expect(error, `${what}[${i}]: ${got[i]} against ${value}`).toBeLessThan(tolerance);
  });
}

test("there are at least 75 references, each with its gradients", () => {
  expect(cases.length).toBeGreaterThanOrEqual(75);
  for (const { gradients } of cases) expect(Object.keys(gradients).length).toBeGreaterThan(0);
});

const numbered = cases.map((c, i) => ({ ...c, title: `${i}: ${c.call} ${JSON.stringify(c.options)}` }));

describe.each(numbered)("$title", (reference) => {
  describe.each([
    // Keras holds 1 / √keyDim in float32.
    ["float64", 5e-8],
    ["float32", 3e-5],
  ] as const)("%s", (dtype, tolerance) => {
    it("has the values", () => {
      const { output } = compute(reference, dtype);
      expect(output.shape).toEqual(shapeOf(reference.output));
      close(output.data, reference.output, { what: "output", tolerance });
    });

    it("has the gradients", () => {
      const { output, leaves } = compute(reference, dtype);
      const cotangent = asTensor(reference.cotangent, dtype).reshape(output.shape);
      output
        .mul(cotangent as never)
        .sum()
        .backward();
      for (const [name, gradient] of Object.entries(reference.gradients)) {
        const leaf = leaves.get(name);
        expect(leaf?.grad, `gradient of ${name}`).toBeDefined();
        close((leaf!.grad as AnyTensor).data, gradient, { what: `gradient of ${name}`, tolerance });
      }
    });
  });
});
