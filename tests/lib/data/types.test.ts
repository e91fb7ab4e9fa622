import { describe, expect, it } from "vitest";
import { compile, compilers } from "../types/compile.js";

/** Constants, each with the type that hovering over it must show. */
const shown: readonly (readonly [code: string, type: string])[] = [
  ["element(D.fromTensorSlices([X, y]))", '[Tensor<[784]>, Tensor<[], "int32">]'],
  [
    "element(D.fromTensorSlices({ image: X, label: y }))",
    '{ image: Tensor<[784]>; label: Tensor<[], "int32">; }',
  ],
  ["element(D.fromTensorSlices(X))", "Tensor<[784]>"],
  ["element(D.fromTensorSlices([[1, 2], [3, 4]]))", "Tensor<[2]>"],
  ['element(D.fromTensorSlices(["a", "b"]))', "string"],
  ["element(D.fromTensorSlices([true, false]))", 'Tensor<[], "bool">'],
  ["element(D.fromTensorSlices([pixels, new Uint8Array(3)]))", '[Tensor<[number]>, Tensor<[], "int32">]'],
  ["element(D.fromTensorSlices(new Float64Array(3)))", 'Tensor<[], "float64">'],
  ["element(pairs.batch(128))", '[Tensor<[number, 784]>, Tensor<[number], "int32">]'],
  ["element(pairs.batch(128, { dropRemainder: true }))", '[Tensor<[128, 784]>, Tensor<[128], "int32">]'],
  [
    "element(pairs.batch(128, { dropRemainder: false }))",
    '[Tensor<[number, 784]>, Tensor<[number], "int32">]',
  ],
  [
    "element(pairs.shuffle(9).repeat(2).take(3).skip(1).cache().prefetch(1))",
    '[Tensor<[784]>, Tensor<[], "int32">]',
  ],
  [
    "element(pairs.concatenate(pairs).filter(([image]) => image.size > 0))",
    '[Tensor<[784]>, Tensor<[], "int32">]',
  ],
  [
    "element(pairs.map(([image, label]) => ({ image: image.reshape([28, 28]), label })))",
    '{ image: Tensor<[28, 28]>; label: Tensor<[], "int32">; }',
  ],
  ["element(pairs.map(async ([image]) => image))", "Tensor<[784]>"],
  [
    'element(pairs.map(() => ({ n: 1, s: "a", b: true })).batch(2))',
    '{ n: Tensor<[number]>; s: string[]; b: Tensor<[number], "bool">; }',
  ],
  [
    "element(D.zip([pairs, D.fromTensorSlices(X).batch(5)]))",
    '[[Tensor<[784]>, Tensor<[], "int32">], Tensor<[number, 784]>]',
  ],
  ["element(D.zip({ a: D.fromTensorSlices(X) }))", "{ a: Tensor<[784]>; }"],
  ["element(D.fromGenerator(function* () { yield 1; }))", "number"],
  ['element(D.fromGenerator(async function* () { yield "a"; }))', "string"],
];

/** Lines that must not type-check, each with what the message must say. */
const refused: readonly (readonly [code: string, message: RegExp])[] = [
  ["for (const [image] of pairs.batch(8)) image.matmul(zeros([10, 3]));", /784/],
  ["pairs.concatenate(D.fromTensorSlices(X));", /not assignable/],
  ["pairs.batch(8, { dropLast: true });", /dropLast/],
  ["D.zip([1]);", /not assignable/],
];

const setting = `
import { data, zeros } from "gradbook";
const D = data.Dataset;
const X = zeros([60000, 784]);
const y = zeros([60000], { dtype: "int32" });
const pixels = new data.PackedImages(new Uint8Array(12), { height: 2, width: 2 });
const pairs = D.fromTensorSlices([X, y]);
declare function element<T>(dataset: data.Dataset<T>): T;
`;

describe.each(compilers)("Dataset's types in %s", (_name, ts) => {
  it("flow through the pipeline", () => {
    const code = shown.map(([expression], i) => `const v${i} = ${expression};`).join("\n");
    const { errors, types } = compile(ts, setting + code);
    expect(errors).toEqual([]);
    expect(shown.map(([expression], i) => [expression, types[`v${i}`]])).toEqual(
      shown.map((pair) => [...pair]),
    );
  });

  it("refuse what cannot be", () => {
    const code = refused.map(([line]) => line).join("\n");
    const { errors } = compile(ts, setting + code);
    const first = setting.split("\n").length;
    expect(errors.map(({ line }) => line - first)).toEqual(refused.map((_, i) => i));
    errors.forEach(({ message }, i) => {
      expect(message).toMatch(refused[i]![1]);
    });
  });
});
