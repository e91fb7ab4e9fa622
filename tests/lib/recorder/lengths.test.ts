import { losses, nn, type Operand, optimizers, random } from "gradbook";
import { describe, expect, it } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import type { Engine, MatMulLayout } from "../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { planMemory } from "../../../lib/src/recorder/memory-plan.js";
import { type Program, programOf } from "../../../lib/src/recorder/program.js";
import { record } from "../../../lib/src/recorder/recording.js";
import { type AnyTensor, asTensor } from "../../../lib/src/tensor/base.js";

/*
 * What a recorded step of training costs grows with the length of its sequences and no faster: its commands do not grow at
 * all, its memory and the values that kernels touch grow by the same for each further step, and so do the multiplications of
 * recurrent layers. Those of attention, where each step looks at each, grow with the square, but no pair has a place in memory.
 */

interface Cost {
  readonly commands: number;
  /** Numbers in all arrays of the program. */
  readonly values: number;
  /** Bytes of what the step makes, where results that are never alive together share memory. */
  readonly bytes: number;
  /** Numbers that kernels read and write. */
  readonly touched: number;
  /** Multiplications of matrix products. */
  readonly multiplications: number;
}

/** The reference engine, counting what its kernels touch. */
function counting() {
  const counts = { touched: 0, multiplications: 0 };
  const counted = (name: string, kernel: (...args: unknown[]) => unknown) => {
    return (...args: unknown[]) => {
      for (const arg of args) if (ArrayBuffer.isView(arg)) counts.touched += (arg as Float32Array).length;
      if (name === "matmul") {
        const { m, k, n, offsetsA, offsetsB } = args.at(-1) as MatMulLayout;
        counts.multiplications += m * k * n * Math.max(offsetsA.length, offsetsB.length);
      }
      return kernel(...args);
    };
  };
  const wrap = (part: object): object =>
    Object.fromEntries(
      Object.entries(part).map(([name, value]: [string, unknown]) => {
        if (typeof value === "function") return [name, counted(name, value as never)];
        return [name, typeof value === "object" && value !== null ? wrap(value) : value];
      }),
    );
  return { counts, engine: wrap(referenceEngine) as Engine };
}

/** What a step costs that trains some layers on four sequences of so many steps. */
function costOf(layers: () => readonly nn.Module[], steps: number): Cost {
  const model = nn.sequential([...layers(), nn.dense(2)], { seed: 1 });
  const optimizer = optimizers.adam();
  const [x, truth] = [6, 2].map((width, seed) =>
    asTensor(random.generator(seed).normal([4, steps, width]) as Operand),
  ) as [AnyTensor, AnyTensor];
  const step = () => {
    const loss = losses.meanSquaredError(truth, asTensor(model.apply(x as never, { training: true })));
    loss.backward();
    optimizer.step(model.parameters());
    return { loss: asTensor(loss as Operand) };
  };
  const { counts, engine } = counting();
  return withEngine(engine, () => {
    // The first step makes the weights, and what the optimizer keeps of them.
    step();
    counts.touched = 0;
    counts.multiplications = 0;
    const { result, recording } = record(step);
    const program = programOf(recording, [], result) as Program;
    expect(program).toBeTypeOf("object");
    // Chains are made of arrays of some size only.
    const { bytes, instructions } = planMemory(program, { chains: false });
    return { commands: instructions.length, values: program.size, bytes, ...counts };
  });
}

const lengths = [24, 48, 72, 96] as const;

describe.each([
  ["simpleRnn", () => [nn.simpleRnn(8, { returnSequences: true })]],
  ["gru", () => [nn.gru(8, { returnSequences: true })]],
  ["lstm", () => [nn.lstm(8, { returnSequences: true })]],
  ["lstm, both ways", () => [nn.bidirectional(nn.lstm(8, { returnSequences: true }))]],
  [
    "masked lstm that keeps its state",
    () => [nn.masking(), nn.lstm(8, { returnSequences: true, stateful: true })],
  ],
] as const)("a recorded step of %s", (_name, layers) => {
  const costs = lengths.map((steps) => costOf(layers, steps));
  const of = (part: keyof Cost) => costs.map((cost) => cost[part]);

  it("has as many commands at any length", () => {
    expect(new Set(of("commands")).size).toBe(1);
  });

  it.each(["values", "touched", "multiplications"] as const)(
    "grows by the same for each step: %s",
    (part) => {
      const [a, b, c, d] = of(part) as [number, number, number, number];
      expect(b).toBeGreaterThan(a);
      expect([c - b, d - c]).toEqual([b - a, b - a]);
    },
  );

  it("needs no more than twice the memory at twice the length", () => {
    const [, half, , whole] = of("bytes") as [number, number, number, number];
    expect(whole).toBeLessThanOrEqual(2 * half);
  });
});

describe("a recorded step of a transformer's block", () => {
  const layers = () => [
    nn.dense(8),
    nn.positionalEmbedding(96),
    nn.transformerBlock(8, { numHeads: 2, causal: true }),
  ];
  const costs = lengths.map((steps) => costOf(layers, steps));
  const of = (part: keyof Cost) => costs.map((cost) => cost[part]) as [number, number, number, number];

  it("has as many commands at any length, and no place in memory for pairs of steps", () => {
    expect(new Set(of("commands")).size).toBe(1);
    const [a, b, c, d] = of("values");
    expect([c - b, d - c]).toEqual([b - a, b - a]);
    const [, half, , whole] = of("bytes");
    expect(whole).toBeLessThanOrEqual(2 * half);
  });

  it("multiplies and touches with the square of the length, and no faster", () => {
    for (const part of ["multiplications", "touched"] as const) {
      const [a, b, c, d] = of(part);
      expect(d - 3 * c + 3 * b - a).toBe(0);
    }
  });
});
