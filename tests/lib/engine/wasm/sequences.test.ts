import { gradients, nn, type Operand, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { withEngine } from "../../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { recordingState, recordStep } from "../../../../lib/src/recorder/record-step.js";
import { type AnyTensor, asTensor } from "../../../../lib/src/tensor/base.js";

/* Attention and recurrent layers on the arrays of a recorded step have the reference engine's bits, and their gradients. */

const draws = random.generator(6);
const normal = (...shape: number[]): AnyTensor => asTensor(draws.normal(shape, { stddev: 2 }) as Operand);
const ones = asTensor(tensor(new Float32Array(5000).fill(1)) as Operand);
const maskOf = (...shape: number[]): AnyTensor => asTensor(normal(...shape).greater(-1) as Operand);

type Run = (...inputs: AnyTensor[]) => Operand;

/** What a function gives and its gradients, as text that tells every bit. */
function outcome(run: Run): (...inputs: AnyTensor[]) => Record<string, AnyTensor> {
  return (...inputs) => {
    const leaves = inputs.map((x) => {
      const leaf = asTensor(
        tensor(new Float32Array(x.size), { shape: x.shape, requiresGrad: true }) as Operand,
      );
      leaf.assign(x as never);
      return leaf;
    });
    const y = asTensor(run(...leaves));
    const found = gradients(asTensor(y.mul(y as never)).sum() as Operand, leaves) as readonly Operand[];
    const all = Object.fromEntries(found.map((g, i) => [`gradient ${i}`, asTensor(g)]));
    return { y: asTensor(y.detach()), beside: asTensor(ones.sum() as Operand), ...all };
  };
}

function holds(run: Run, ...inputs: AnyTensor[]): void {
  const expected = withEngine(referenceEngine, () => outcome(run)(...inputs));
  const step = recordStep(outcome(run));
  for (let i = 0; i < 3; i++) step(...inputs);
  expect(recordingState(step)?.replayed).toBe(true);
  const found = step(...inputs);
  for (const [name, value] of Object.entries(expected)) {
    expect(Array.from(found[name]!.data, String), name).toEqual(Array.from(value.data, String));
  }
}

describe("attention", () => {
  it.each([
    ["causal", [2, 3, 16], 16, 8, 8, { causal: true }],
    ["rows that fill no register", [2, 5], 7, 5, 3, {}],
    ["fewer queries than keys", [3, 6], 11, 9, 10, { causal: true }],
    ["masked", [2, 6], 9, 4, 4, { mask: maskOf(6, 9) }],
    ["masked by example", [4, 6], 9, 4, 4, { mask: maskOf(4, 1, 9) }],
    ["masked and causal", [4, 9], 9, 4, 5, { causal: true, mask: maskOf(1, 9) }],
    ["one step", [7, 1], 1, 3, 2, {}],
    ["more keys than a sum has in one block", [1, 3], 4101, 2, 2, {}],
  ] as const)("%s", (_name, lead, keys, width, valueWidth, options) => {
    const before = lead.slice(0, -1);
    const run: Run = (q, k, v) => nn.scaledDotProductAttention(q!, k!, v!, options as never) as Operand;
    holds(run, normal(...lead, width), normal(...before, keys, width), normal(...before, keys, valueWidth));
  });

  it("of several heads, with a query that may look at nothing", () => {
    const layer = nn.multiHeadAttention(3, { keyDim: 5, valueDim: 6, seed: 1 });
    const nothing = asTensor(tensor([[false], [true], [true], [true], [true]]) as Operand);
    holds((x) => layer.attend(x!, x!, { mask: nothing as never }) as Operand, normal(4, 5, 12));
  });

  it("of what is infinite or no number", () => {
    const x = normal(2, 5, 4);
    x.data.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 4);
    holds((q) => nn.scaledDotProductAttention(q!, q!, q!, { causal: true }) as Operand, x);
  });
});

describe.each(["simpleRnn", "gru", "lstm"] as const)("%s", (kind) => {
  it.each([
    [1, 9, 8, false],
    [5, 7, 12, true],
    [13, 3, 20, false],
    [4, 5, 6, true],
    [3, 4, 1, true],
    [6, 4, 7, false],
    [5, 3, 13, true],
  ])("%i sequences of %i steps, %i units, masked %s", (batch, steps, units, isMasked) => {
    const options = { returnSequences: true, seed: 1, biasInitializer: "randomUniform" } as const;
    const layer = nn[kind](units, options) as unknown as nn.Recurrent;
    layer.build([batch, steps, 6]);
    const mask = maskOf(batch, steps);
    const { kernel, recurrentKernel, bias } = layer as unknown as Record<string, AnyTensor>;
    const run: Run = (x, ...weights) => {
      Object.assign(layer, { kernel: weights[0], recurrentKernel: weights[1], bias: weights[2] });
      return layer.apply((isMasked ? nn.withMask(x as Operand, mask as never) : x) as never) as Operand;
    };
    holds(run, normal(batch, steps, 6), kernel!, recurrentKernel!, bias!);
  });
});
