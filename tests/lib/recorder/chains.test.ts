import { nn, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { planMemory } from "../../../lib/src/recorder/memory-plan.js";
import { programOf } from "../../../lib/src/recorder/program.js";
import { recordingState, recordStep } from "../../../lib/src/recorder/record-step.js";
import { record } from "../../../lib/src/recorder/recording.js";
import { type AnyTensor, asTensor, fromValues } from "../../../lib/src/tensor/base.js";

/*
 * Element-wise operations that are computed together give the reference engine's bits: whatever the sizes, with
 * infinities, NaN, signed zeros and subnormal numbers, and whatever stands between them.
 */
type Run = (...inputs: AnyTensor[]) => Readonly<Record<string, AnyTensor>>;

const generator = random.generator(4);
const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-42, -1e-42, 3e38];

function values(shape: readonly number[], withSpecial: boolean): AnyTensor {
  const data = generator.normal(shape as number[], { stddev: 3 }).data;
  if (withSpecial) for (let i = 0; i < data.length; i += 7) data[i] = special[(i / 7) % special.length]!;
  return fromValues(data, shape, "float32");
}

function bits(outputs: Readonly<Record<string, AnyTensor>>): Record<string, string[]> {
  const text = (x: AnyTensor) => Array.from(x.data, (value) => (Object.is(value, -0) ? "-0" : String(value)));
  return Object.fromEntries(Object.entries(outputs).map(([name, x]) => [name, text(x)]));
}

/** The operations of each chain that a step is planned with. */
function chainsOf(run: Run, inputs: readonly AnyTensor[]): string[] {
  const { result, recording } = record(() => run(...inputs));
  const program = programOf(recording, inputs, result);
  if (typeof program === "string") throw new Error(program);
  return planMemory(program, { chains: true }).instructions.flatMap((instruction) =>
    instruction.kind === "chain" ? [instruction.chain.steps.map(({ operation }) => operation).join()] : [],
  );
}

interface Case {
  readonly run: Run;
  readonly shapes: readonly (readonly number[])[];
  readonly chains: readonly string[];
}

const relu = (x: AnyTensor) => asTensor(x.relu());
const cases: Readonly<Record<string, Case>> = {
  "a bias and a rectifier, rows of whole registers": {
    run: (x, b) => ({ y: relu(asTensor(x.add(b as never))) }),
    shapes: [[75, 60], [60]],
    chains: ["add,relu"],
  },
  "a bias and a rectifier, rows that end within a register": {
    run: (x, b) => ({ y: relu(asTensor(x.add(b as never))) }),
    shapes: [[150, 33], [33]],
    chains: ["add,relu"],
  },
  "values alone": {
    run: (x, y) => ({
      z: asTensor(
        x
          .mul(y as never)
          .sub(x as never)
          .abs()
          .sqrt()
          .neg(),
      ),
    }),
    shapes: [
      [83, 61],
      [83, 61],
    ],
    chains: ["mul,sub,abs,sqrt,neg"],
  },
  "single numbers, columns and rows": {
    run: (x, column, row, one) => {
      const y = x.div(column as never).maximum(row as never);
      return { y: asTensor(y.minimum(one as never).mul(0.3)), z: asTensor(y) };
    },
    shapes: [[67, 66], [67, 1], [66], []],
    chains: ["div,maximum,minimum,mul"],
  },
  "means and variances of columns, and what is made of them": {
    run: (x) => {
      const centered = asTensor(x.sub(x.mean(0) as never));
      const variance = asTensor(centered.mul(centered as never).mean(0));
      const y = centered.div(variance.add(1e-3).sqrt() as never);
      return { y: asTensor(y), variance, total: asTensor(y.sum(0)) };
    },
    shapes: [[71, 84]],
    chains: ["sum,div,sub,mul,sum,div,add,sqrt,div,sum"],
  },
  "sums over many rows": {
    run: (x) => {
      const centered = asTensor(x.sub(x.mean(0) as never));
      const y = centered.div(
        centered
          .mul(centered as never)
          .mean(0)
          .add(1e-3)
          .sqrt() as never,
      );
      return { y: asTensor(y), total: asTensor(y.sum(0)), sizes: asTensor(y.abs().sum(0)) };
    },
    shapes: [[4353, 36]],
    chains: ["sum,div,sub,mul,sum,div,add,sqrt,div,sum,abs,sum"],
  },
  "sums over many rows of many columns": {
    run: (x, column) => ({ y: asTensor(x.mul(column as never).sum(0)), z: asTensor(x.neg().sum(0)) }),
    shapes: [
      [9000, 20],
      [9000, 1],
    ],
    chains: ["mul,sum,neg,sum"],
  },
  "sums over more than 2^20 rows": {
    run: (x) => ({ y: asTensor(x.neg().sum(0)) }),
    shapes: [[2 ** 20 + 65, 4]],
    chains: ["neg,sum"],
  },
  "sums over as many rows as one block has": {
    run: (x) => ({ y: asTensor(x.neg().sum(0)) }),
    shapes: [[4096, 4]],
    chains: ["neg,sum"],
  },
  "sums over all axes but the last": {
    run: (x) => ({ y: asTensor(x.neg().sum([0, 1, 2]).mul(2)), z: asTensor(x.mul(3)) }),
    shapes: [[4, 9, 10, 20]],
    chains: ["neg,sum,mul,mul"],
  },
  "a comparison as numbers": {
    run: (x, y) => ({
      z: asTensor(
        x
          .greater(0)
          .cast("float32")
          .mul(y as never),
      ),
    }),
    shapes: [
      [75, 60],
      [75, 60],
    ],
    chains: ["step,mul"],
  },
  "a comparison that is also read as it is": {
    run: (x, y) => {
      const mask = x.greater(0);
      return { mask: asTensor(mask), z: asTensor(mask.cast("float32").mul(y as never)) };
    },
    shapes: [
      [75, 60],
      [75, 60],
    ],
    chains: ["step,mul"],
  },
  "what needs a product in between is another chain": {
    run: (x, w) => {
      const y = relu(asTensor(x.mul(0.5).add(1)));
      const z = y.matmul(w as never);
      return { z: asTensor(z.add(1).mul(y as never)) };
    },
    shapes: [
      [80, 60],
      [60, 60],
    ],
    chains: ["mul,add,relu", "add,mul"],
  },
  "the same computed twice": {
    run: (x, b) => ({
      y: asTensor(
        x
          .add(b as never)
          .exp()
          .mul(x.add(b as never) as never),
      ),
    }),
    shapes: [[75, 60], [60]],
    chains: [],
  },
  "other shapes of the same values": {
    run: (x, row) => {
      const y = x.add(row as never);
      const z = y.reshape([60, 75]).mul(2);
      return {
        y: asTensor(
          z
            .add(row.reshape([60, 1]) as never)
            .reshape([75, 60])
            .mul(y as never),
        ),
      };
    },
    shapes: [[75, 60], [60]],
    chains: [],
  },
  "one array as a row and as a column": {
    run: (x, v) => ({
      y: asTensor(
        x
          .add(v as never)
          .mul(v.reshape([68, 1]) as never)
          .sub(1),
      ),
    }),
    shapes: [[68, 68], [68]],
    chains: ["mul,sub"],
  },
  "more than a chain has": {
    run: (x, y) => {
      let z = x;
      const kept: Record<string, AnyTensor> = {};
      for (let i = 0; i < 120; i++) {
        z = asTensor(i % 2 === 0 ? z.add(y as never) : z.abs());
        if (i % 3 === 0) kept[i] = z;
      }
      return { z, ...kept };
    },
    shapes: [
      [75, 60],
      [75, 60],
    ],
    chains: [Array(48).fill("add,abs").join(), Array(12).fill("add,abs").join()],
  },
  "too few values": { run: (x) => ({ y: asTensor(x.add(1).mul(2)) }), shapes: [[60, 60]], chains: [] },
};

describe("element-wise operations put together", () => {
  for (const [name, { run, shapes, chains }] of Object.entries(cases)) {
    it(`as expected: ${name}`, () => {
      expect(
        chainsOf(
          run,
          shapes.map((shape) => values(shape, false)),
        ),
      ).toEqual(chains);
    });

    for (const withSpecial of [false, true]) {
      it(`give the same bits: ${name}${withSpecial ? ", with special values" : ""}`, () => {
        // Enough numbers beside, so that the step is worth WebAssembly's memory.
        const filler = asTensor(tensor(new Float32Array(5000).fill(1)));
        const step = recordStep<AnyTensor[], Record<string, AnyTensor>>((...inputs) => ({
          ...run(...inputs),
          beside: asTensor(filler.sum()),
        }));
        const inputs = shapes.map((shape) => values(shape, withSpecial));
        const { beside, ...expected } = bits({
          ...withEngine(referenceEngine, () => run(...inputs)),
          beside: asTensor(filler.sum()),
        });
        for (let i = 0; i < 3; i++) step(...inputs);
        expect(recordingState(step)?.replayed).toBe(true);
        for (let i = 0; i < 2; i++) expect(bits(step(...inputs))).toEqual({ ...expected, beside });
      });
    }
  }

  it("leave values alone that an effect changes in between", () => {
    const kept = asTensor(tensor(new Float32Array(4800).fill(1)).reshape([80, 60]));
    const run: Run = (x) => {
      const before = x.mul(kept as never);
      kept.assign(before.mul(0.5) as never);
      return { y: asTensor(before.add(1)), z: asTensor(x.mul(kept as never).add(1)) };
    };
    const x = values([80, 60], false);
    const start = kept.data.slice();
    const results = (step: Run) => {
      kept.data.set(start as never);
      return Array.from({ length: 5 }, () => bits(step(x)));
    };
    const expected = withEngine(referenceEngine, () => results(run));
    const step = recordStep(run as never) as unknown as Run;
    expect(results(step)).toEqual(expected);
    expect(recordingState(step)?.replayed).toBe(true);
  });

  it("make one chain of batch normalization and its rectifier, in training too", () => {
    const layer = nn.batchNormalization();
    const x = values([80, 60], false);
    layer.apply(x as never);
    const run: Run = (input) => ({
      y: relu(asTensor(layer.apply(input as never, { training: true }))).detach(),
    });
    expect(chainsOf(run, [x])).toEqual(["sum,div,sub,mul,sum,div,add,sqrt,div,mul,add,relu"]);
  });
});
