import { readFileSync } from "node:fs";
import { type DType, type FloatDType, nn, type Shape, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import * as makers from "../../../lib/src/nn/layers/index.js";

type Nested = number | Nested[];
interface Case {
  readonly layer: string;
  readonly options: Record<string, never>;
  readonly training: boolean;
  readonly input: Nested[];
  readonly weights: Record<string, Nested[]>;
  readonly output: Nested[];
  readonly cotangent: Nested[];
  readonly inputGradient: Nested[] | null;
  readonly weightGradients: Record<string, Nested[]>;
  readonly weightsAfter: Record<string, Nested[]> | null;
}
type AnyTensor = Tensor<Shape, DType>;

const { cases } = JSON.parse(readFileSync(new URL("./reference/layers.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

/** Keras's weight names in ours. */
const ours: Readonly<Record<string, string>> = {
  moving_mean: "movingMean",
  moving_variance: "movingVariance",
  depthwise_kernel: "depthwiseKernel",
  pointwise_kernel: "pointwiseKernel",
};

/** The layer of a case: the first option of some is our first argument. */
function make({ layer, options }: Case): nn.Layer {
  const { units, targetShape, filters, inputDim, ...others } = options as Record<string, never>;
  // Padding is an argument where it is all that the layer is about.
  const { padding, ...unpadded } = others;
  const rest = layer === "zeroPadding2d" ? unpadded : others;
  const first = units ?? targetShape ?? filters ?? inputDim ?? (rest === others ? undefined : padding);
  const table = nn as unknown as Readonly<Record<string, (...args: unknown[]) => nn.Layer>>;
  return first === undefined ? table[layer]!(rest) : table[layer]!(first, rest);
}

function close(
  got: ArrayLike<number>,
  wanted: Nested[],
  { what, tolerance }: { what: string; tolerance: number },
) {
  const flat = (wanted as unknown[]).flat(9) as number[];
  expect(got.length, what).toBe(flat.length);
  flat.forEach((value, i) => {
    expect(Math.abs(got[i]! - value), `${what}[${i}]: ${got[i]} against ${value}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(value)),
    );
  });
}

const numbered = cases.map((c, i) => ({ ...c, title: `${i}: ${c.layer} ${JSON.stringify(c.options)}` }));

/** Layers that are held elsewhere: they draw, or are put together from others. */
const elsewhere = [
  "activation",
  "dropout",
  "residual",
  "gaussianNoise",
  "randomContrast",
  "randomFlip",
  "randomRotation",
  "randomTranslation",
  "randomZoom",
];

it("every layer has reference cases", () => {
  const layers = Object.keys(makers).filter((name) => /^[a-z]/.test(name) && !elsewhere.includes(name));
  expect(layers.length).toBeGreaterThan(15);
  expect(layers.filter((name) => !cases.some(({ layer }) => layer === name))).toEqual([]);
});

describe.each(numbered)("$title, training $training", (reference) => {
  const isIds = reference.inputGradient === null;
  it.each([
    ["float64", 1e-10],
    ["float32", 2e-5],
  ] as const)("output and gradients in %s as Keras", (dtype: FloatDType, tolerance) => {
    const layer = make(reference);
    const x = tensor(reference.input, {
      dtype: isIds ? "int32" : dtype,
      requiresGrad: !isIds,
    }) as unknown as AnyTensor;
    layer.build(x.shape, { dtype });
    const weights = Object.entries(reference.weights);
    layer.setWeights(
      new Map(
        weights.map(([name, values]) => [ours[name] ?? name, (values as unknown[]).flat(9) as number[]]),
      ),
    );
    const y = layer.apply(x, { training: reference.training }) as AnyTensor;
    close(y.data, reference.output, { what: "output", tolerance });
    const cotangent = tensor(reference.cotangent, { dtype, shape: y.shape }) as unknown as AnyTensor;
    y.mul(cotangent).sum().backward();
    if (reference.inputGradient !== null) {
      close((x.grad as AnyTensor).data, reference.inputGradient, { what: "input gradient", tolerance });
    }
    const byName = new Map(layer.weights().map(({ name, tensor }) => [name, tensor]));
    for (const [name, gradient] of Object.entries(reference.weightGradients)) {
      const weight = byName.get(ours[name] ?? name)!;
      close((weight.grad as AnyTensor).data, gradient, { what: `gradient of ${name}`, tolerance });
    }
    for (const [name, after] of Object.entries(reference.weightsAfter ?? {})) {
      close(byName.get(ours[name] ?? name)!.data, after, { what: `${name} afterwards`, tolerance });
    }
  });
});
