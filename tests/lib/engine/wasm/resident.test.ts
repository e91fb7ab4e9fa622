import { random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { withEngine } from "../../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { recordingState, recordStep } from "../../../../lib/src/recorder/record-step.js";
import { type AnyTensor, asTensor, fromValues } from "../../../../lib/src/tensor/base.js";

/*
 * Kernels that work where a recorded step's arrays lie give the reference engine's bits: over sizes that fill no
 * register, and over infinities, NaN, signed zeros and subnormal numbers.
 */
const generator = random.generator(9);
const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-42, -1e-42, 3e38];

/** Normal numbers with some special ones among them. */
function values(shape: readonly number[], withSpecial: boolean): AnyTensor {
  const data = generator.normal(shape as number[], { stddev: 3 }).data;
  if (withSpecial) for (let i = 0; i < data.length; i += 7) data[i] = special[(i / 7) % special.length]!;
  return fromValues(data, shape, "float32");
}

type Run = (...inputs: AnyTensor[]) => unknown;
const cases: Readonly<Record<string, readonly [run: Run, ...shapes: (readonly number[])[]]>> = {
  "add rows": [(a, b) => a.add(b as never), [67, 33], [33]],
  "add short rows": [(a, b) => a.add(b as never), [500, 12], [12]],
  "sub columns": [(a, b) => a.sub(b as never), [67, 33], [67, 1]],
  "mul from the left": [(a, b) => a.mul(b as never), [33], [67, 33]],
  "div by one": [(a, b) => a.div(b as never), [67, 33], []],
  "one by values": [(a, b) => a.div(b as never), [], [67, 33]],
  maximum: [(a, b) => a.maximum(b as never), [67, 33], [67, 33]],
  minimum: [(a, b) => a.minimum(b as never), [67, 33], [33]],
  "outer sum": [(a, b) => a.add(b as never), [67, 1], [1, 33]],
  "greater, as numbers": [(a, b) => a.greater(b as never).cast("float32"), [67, 33], [67, 33]],
  "greater than one": [(a) => a.greater(0).cast("float32"), [67, 33]],
  relu: [(a) => a.relu(), [67, 33]],
  "abs, neg": [(a) => a.abs().neg(), [67, 33]],
  erf: [(a) => a.erf(), [67, 33]],
  sqrt: [(a) => a.abs().sqrt(), [67, 33]],
  "sum of all": [(a) => a.sum(), [67, 33]],
  "sums of rows": [(a) => a.sum(1), [67, 33]],
  "sums of columns": [(a) => a.sum(0), [67, 33]],
  "sums in the middle": [(a) => a.sum(1), [5, 21, 23]],
  softmax: [(a) => a.softmax(), [211, 11]],
  "log softmax": [(a) => a.logSoftmax(), [211, 11]],
  transpose: [(a) => a.transpose(), [67, 33]],
  "swapped last axes": [(a) => a.transpose([0, 2, 1]), [5, 21, 23]],
  slice: [
    (a) =>
      a.slice([
        [3, 60],
        [2, 31],
      ]),
    [67, 33],
  ],
  "broadcast to": [(a) => a.broadcastTo([80, 33]), [33]],
  "product of one row": [(a, b) => a.matmul(b as never), [1, 75], [75, 61]],
  "product of three rows": [(a, b) => a.matmul(b as never), [3, 74], [74, 62]],
  "product with edges": [(a, b) => a.matmul(b as never), [37, 75], [75, 29]],
  "batch of products": [(a, b) => a.matmul(b as never), [3, 17, 19], [19, 21]],
  convolution: [(a, b) => a.conv2d(b as never), [3, 13, 11, 3], [3, 3, 3, 5]],
  "convolution with strides and padding": [
    (a, b) => a.conv2d(b as never, { strides: 2, padding: "same" }),
    [3, 13, 11, 4],
    [3, 2, 4, 7],
  ],
  "convolution with holes": [(a, b) => a.conv2d(b as never, { dilation: 2 }), [3, 13, 11, 2], [3, 3, 2, 9]],
  "max pooling": [(a) => a.maxPool2d(), [5, 13, 11, 7]],
  "max pooling with padding": [(a) => a.maxPool2d({ size: 3, strides: 2, padding: "same" }), [5, 13, 11, 6]],
};

function bits(x: AnyTensor): string[] {
  return Array.from(x.data, (value) => (Object.is(value, -0) ? "-0" : String(value)));
}

describe("kernels on the arrays of a recorded step", () => {
  for (const [name, [run, ...shapes]] of Object.entries(cases)) {
    for (const withSpecial of [false, true]) {
      it(`${name}${withSpecial ? ", with special values" : ""}`, () => {
        // Enough numbers beside, so that the step is worth WebAssembly's memory.
        const filler = asTensor(tensor(new Float32Array(5000).fill(1)));
        const step = recordStep((...inputs: AnyTensor[]) => ({
          y: asTensor(run(...inputs) as never),
          beside: asTensor(filler.sum()),
        }));
        const inputs = shapes.map((shape) => values(shape, withSpecial));
        const expected = asTensor(withEngine(referenceEngine, () => run(...inputs)) as never);
        for (let i = 0; i < 3; i++) step(...inputs);
        expect(recordingState(step)?.replayed).toBe(true);
        expect(bits(step(...inputs).y)).toEqual(bits(expected));
      });
    }
  }

  const gradients: Readonly<Record<string, readonly [Run, readonly number[], readonly number[]]>> = {
    convolution: [cases.convolution![0], [3, 13, 11, 3], [3, 3, 3, 5]],
    "convolution with strides and padding": [
      cases["convolution with strides and padding"]![0],
      [3, 13, 11, 4],
      [3, 2, 4, 7],
    ],
    "a large batch of convolutions": [cases.convolution![0], [40, 14, 14, 8], [3, 3, 8, 10]],
    "product with edges": [cases["product with edges"]![0], [37, 75], [75, 29]],
  };
  for (const [name, [run, shapeA, shapeB]] of Object.entries(gradients)) {
    it(`gradients of ${name}`, () => {
      const both = (a: AnyTensor, b: AnyTensor) => {
        const x = fromLeaf(a);
        const k = fromLeaf(b);
        const y = asTensor(run(x, k) as never);
        asTensor(y.mul(y as never).sum()).backward();
        return { a: asTensor(x.grad as never), b: asTensor(k.grad as never) };
      };
      const step = recordStep(both);
      const inputs = [values(shapeA, false), values(shapeB, false)] as const;
      const expected = withEngine(referenceEngine, () => both(...inputs));
      for (let i = 0; i < 3; i++) step(...inputs);
      expect(recordingState(step)?.replayed).toBe(true);
      const found = step(...inputs);
      expect(bits(found.a)).toEqual(bits(expected.a));
      expect(bits(found.b)).toEqual(bits(expected.b));
    });
  }
});

/** The values of an argument as the start of a graph of its own. */
function fromLeaf(x: AnyTensor): AnyTensor {
  const leaf = fromValues(new Float32Array(x.size), x.shape, "float32", { requiresGrad: true });
  leaf.assign(x as never);
  return leaf;
}
