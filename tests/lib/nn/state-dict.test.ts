import { readFileSync } from "node:fs";
import { DataError, formats, nn, OptionError, type Tensor, tensor, zeros } from "gradbook";
import { describe, expect, it } from "vitest";
import { type ReferenceValues, tensorOf } from "../../support/reference-values.js";

interface Case {
  readonly name: string;
  /** PyTorch's `state_dict` as a safetensors file. */
  readonly base64: string;
  readonly x: ReferenceValues;
  readonly y: ReferenceValues;
}
const reference = JSON.parse(
  readFileSync(new URL("reference/state-dict.json", import.meta.url), "utf8"),
) as readonly Case[];

type Names = Readonly<Record<string, string>>;
const all = { returnSequences: true };
/** The same models here, and what their layers are called there. */
const models: Readonly<Record<string, readonly [make: () => nn.Module, names: Names]>> = {
  dense: [
    () => nn.sequential([nn.dense(4, { activation: "relu" }), nn.dense(2)]),
    { dense: "0", dense_1: "2" },
  ],
  "batch normalization": [
    () => nn.sequential([nn.dense(4), nn.batchNormalization()]),
    { dense: "0", batchNormalization: "1" },
  ],
  "layer normalization": [() => nn.sequential([nn.layerNormalization()]), { layerNormalization: "0" }],
  convolution: [() => nn.sequential([nn.conv2d(4, { kernelSize: 3, strides: 2 })]), { conv2d: "0" }],
  "grouped convolution": [
    () => nn.sequential([nn.groupedConv2d(6, { groups: 3, kernelSize: 2 })]),
    { groupedConv2d: "0" },
  ],
  "depthwise convolution": [
    () => nn.sequential([nn.depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2 })]),
    { depthwiseConv2d: "0" },
  ],
  "transposed convolution": [
    () => nn.sequential([nn.conv2dTranspose(2, { kernelSize: 3, strides: 2 })]),
    { conv2dTranspose: "0" },
  ],
  "group normalization": [
    () => nn.sequential([nn.conv2d(4, { kernelSize: 1 }), nn.groupNormalization({ groups: 2 })]),
    { conv2d: "0", groupNormalization: "1" },
  ],
  "convolution of sequences": [() => nn.sequential([nn.conv1d(4, { kernelSize: 2 })]), { conv1d: "0" }],
  embedding: [() => nn.sequential([nn.embedding(7, { outputDim: 3 })]), { embedding: "0" }],
  simpleRnn: [() => nn.simpleRnn(4, all), {}],
  gru: [() => nn.gru(4, all), {}],
  lstm: [() => nn.lstm(4, all), {}],
  "lstm without bias": [() => nn.lstm(4, { ...all, useBias: false }), {}],
  attention: [() => nn.sequential([nn.multiHeadAttention(2)]), { multiHeadAttention: "attention" }],
};

describe("PyTorch's state_dict", () => {
  it.each(reference)("is taken, and computes what PyTorch does: $name", ({ name, base64, x, y }) => {
    const [make, names] = models[name]!;
    const model = make();
    const input = tensorOf(x);
    model.apply(input as never);
    const { tensors } = formats.fromSafetensors(new Uint8Array(Buffer.from(base64, "base64")));
    nn.loadStateDict(model, tensors, { names });
    const got = model.apply(input as never) as Tensor;
    expect(got.shape).toEqual(y.shape);
    const off = [...got.data].map((value, i) => Math.abs(value - y.values[i]!));
    expect(Math.max(...off)).toBeLessThan(2e-5);
  });

  it.each(reference)("goes back to what it was: $name", ({ name, base64, x }) => {
    const [make, names] = models[name]!;
    const model = make();
    model.apply(tensorOf(x) as never);
    const { tensors } = formats.fromSafetensors(new Uint8Array(Buffer.from(base64, "base64")));
    nn.loadStateDict(model, tensors, { names });
    const state = nn.toStateDict(model, { names });
    const theirs = new Map([...tensors].filter(([key]) => !key.endsWith("num_batches_tracked")));
    expect([...state.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const [key, value] of theirs) {
      expect(state.get(key)!.shape, key).toEqual(value.shape);
      // Two biases that are only ever added are one here.
      if (key.startsWith("bias_") && !key.startsWith("bias_hh") && name !== "gru") continue;
      if (key.startsWith("bias_hh") && name !== "gru") {
        const sum = [...state.get("bias_ih_l0")!.data].map((each, i) => each + state.get(key)!.data[i]!);
        const wanted = [...value.data].map((each, i) =>
          Math.fround(each + tensors.get("bias_ih_l0")!.data[i]!),
        );
        expect(sum).toEqual(wanted);
      } else expect([...state.get(key)!.data], key).toEqual([...value.data]);
    }
  });

  it("has names of the user's for parts with all that is in them", () => {
    const model = nn.sequential([nn.transformerBlock(4, { numHeads: 2 }), nn.dense(2)]);
    model.apply(zeros([1, 3, 4]));
    const state = nn.toStateDict(model, {
      names: {
        transformerBlock: "layers.0",
        "transformerBlock.attention": "layers.0.self_attn",
        dense: "head",
      },
    });
    expect(state.get("layers.0.self_attn.in_proj_weight")!.shape).toEqual([12, 4]);
    expect(state.get("head.weight")!.shape).toEqual([2, 4]);
    expect([...state.keys()].every((name) => /^(layers\.0|head)\./.test(name))).toBe(true);
  });

  it("keeps the weights of a class of one's own under their names", () => {
    class Scaled extends nn.Module {
      readonly inner = nn.dense(2);
      readonly scale = tensor([2], { requiresGrad: true });
      forward(x: Tensor) {
        return this.inner.apply(x).mul(this.scale) as Tensor;
      }
    }
    const model = new Scaled();
    model.apply(zeros([1, 3]));
    const state = nn.toStateDict(model);
    expect([...state.keys()]).toEqual(["inner.weight", "inner.bias", "scale"]);
    const other = new Scaled();
    other.apply(zeros([1, 3]));
    nn.loadStateDict(other, state);
    expect(other.getWeights()).toEqual(model.getWeights());
  });
});

describe("a state_dict that does not fit", () => {
  const built = () => {
    const model = nn.sequential([nn.dense(2)], { seed: 1 });
    model.apply(zeros([1, 3]));
    return model;
  };

  it("says what is expected and changes nothing", () => {
    const model = built();
    const before = model.getWeights();
    const state = nn.toStateDict(model);
    const cases: readonly (readonly [() => void, Error])[] = [
      [
        () => nn.loadStateDict(model, new Map([["fc.weight", zeros([2, 3])]])),
        new DataError(
          "nn.loadStateDict: expected dense.weight [2, 3], got none; try names: { … } with what PyTorch's model calls its layers: fc.weight",
        ),
      ],
      [
        () => nn.loadStateDict(model, new Map([...state, ["dense.weight", zeros([3, 2])]])),
        new DataError(
          "nn.loadStateDict: expected dense.weight [2, 3], got [3, 2]; try names: { … } with what PyTorch's model calls its layers: dense.weight, dense.bias",
        ),
      ],
      [
        () => nn.loadStateDict(model, new Map([...state, ["other", zeros([1])]])),
        new DataError(
          "nn.loadStateDict: expected weights of its layers only, got other; try names: { … }, or a model of the same layers",
        ),
      ],
      [
        () => nn.toStateDict(model, { names: { fc: "dense" } }),
        new OptionError(
          'nn.toStateDict: expected names of dense, got "fc"; try the ways to the layers, as nn.summary shows them',
        ),
      ],
      [
        () => nn.toStateDict(nn.sequential([nn.dense(2)])),
        new OptionError(
          "nn.toStateDict: expected a model that has seen an input, got Dense(2) without weights; try model.apply(x) on one batch, or model.fit(…)",
        ),
      ],
    ];
    for (const [run, error] of cases) expect(run).toThrow(error);
    expect(model.getWeights()).toEqual(before);
  });
});
