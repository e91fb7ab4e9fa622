import { readFileSync } from "node:fs";
import { type DType, type FloatDType, optimizers, type Shape, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

interface Reference {
  readonly curvature: readonly number[];
  readonly offset: readonly number[];
  readonly start: readonly number[];
  readonly trajectories: readonly {
    readonly framework: string;
    readonly optimizer: string;
    readonly options: Record<string, never>;
    readonly path: readonly (readonly number[])[];
  }[];
  readonly schedules: readonly {
    readonly schedule:
      | "exponentialDecay"
      | "piecewiseConstant"
      | "cosineDecay"
      | "cosineDecayRestarts"
      | "inverseTimeDecay"
      | "polynomialDecay"
      | "oneCycle";
    readonly options: never;
    readonly values: readonly number[];
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL("./reference/trajectories.json", import.meta.url), "utf8"),
) as Reference;

const makers: Readonly<Record<string, (options: Record<string, never>) => optimizers.Optimizer>> = {
  sgd: optimizers.sgd,
  rmsprop: optimizers.rmsprop,
  adagrad: optimizers.adagrad,
  adam: optimizers.adam,
  adamW: optimizers.adamW,
  nadam: optimizers.nadam,
  adamax: optimizers.adamax,
  adadelta: optimizers.adadelta,
};

function walk(optimizer: optimizers.Optimizer, dtype: FloatDType, steps: number): number[][] {
  const w: Tensor<Shape, DType> = tensor([...reference.start], { dtype, requiresGrad: true });
  const path: number[][] = [];
  for (let i = 0; i < steps; i++) {
    // Read from the live values, so that every framework sees the same gradient: a * w - c.
    w.grad = tensor(
      reference.curvature.map((a, j) => a * w.data[j]! - reference.offset[j]!),
      { dtype },
    ) as unknown as typeof w.grad;
    optimizer.step([w]);
    path.push([...w.data]);
  }
  return path;
}

describe.each(reference.trajectories)(
  "$framework $optimizer $options",
  ({ framework, optimizer, options, path }) => {
    // Keras holds learning rate and momenta in float32 even for float64 weights, PyTorch the product of nadam's.
    const exact = framework === "torch" && optimizer !== "nadam";
    it.each([
      ["float64", exact ? 1e-12 : 1e-5],
      ["float32", 1e-5],
    ] as const)("walks the same 20 steps in %s", (dtype, tolerance) => {
      const walked = walk(makers[optimizer]!(options), dtype, path.length);
      walked.forEach((point, step) => {
        point.forEach((value, i) => {
          const wanted = path[step]![i]!;
          expect(Math.abs(value - wanted), `step ${step}, value ${i}`).toBeLessThan(
            tolerance * Math.max(1, Math.abs(wanted)),
          );
        });
      });
    });
  },
);

describe("the averaged form of momentum", () => {
  it("is V ← βV + (1-β)g, w ← w - αV", () => {
    const walked = walk(
      optimizers.sgd({ learningRate: 0.05, momentum: 0.9, momentumForm: "averaged" }),
      "float64",
      20,
    );
    const w = [...reference.start];
    const v = [0, 0, 0];
    for (let step = 0; step < 20; step++) {
      for (let i = 0; i < 3; i++) {
        const g = reference.curvature[i]! * w[i]! - reference.offset[i]!;
        v[i] = 0.9 * v[i]! + 0.1 * g;
        w[i] = w[i]! - 0.05 * v[i]!;
      }
      w.forEach((value, i) => {
        expect(walked[step]![i]).toBeCloseTo(value, 12);
      });
    }
  });

  it("walks as the classic form does with a learning rate (1-β) times as long", () => {
    const averaged = walk(
      optimizers.sgd({ learningRate: 0.5, momentum: 0.9, momentumForm: "averaged" }),
      "float64",
      20,
    );
    const classic = walk(optimizers.sgd({ learningRate: 0.05, momentum: 0.9 }), "float64", 20);
    averaged.at(-1)!.forEach((value, i) => {
      expect(value).toBeCloseTo(classic.at(-1)![i]!, 10);
    });
  });
});

describe.each(reference.schedules)("$schedule $options", ({ schedule, options, values }) => {
  it("gives Keras's rates", () => {
    const rate = optimizers[schedule](options);
    values.forEach((value, step) => {
      expect(rate(step), `step ${step}`).toBeCloseTo(value, 7);
    });
  });
});

describe("schedules of our own", () => {
  it("stepDecay falls by a factor every so many steps", () => {
    const rate = optimizers.stepDecay({ initialLearningRate: 1, every: 10, factor: 0.5 });
    expect([0, 9, 10, 19, 20].map(rate)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  it("warmUp rises linearly, then stays or follows", () => {
    const constant = optimizers.warmUp(0.4, { steps: 4 });
    expect([0, 1, 2, 4, 100].map(constant)).toEqual([0, 0.1, 0.2, 0.4, 0.4]);
    const then = optimizers.warmUp((step) => 1 / (1 + step), { steps: 2, from: 0.5 });
    expect([0, 1, 2, 3].map(then)).toEqual([0.5, 0.75, 1, 0.5]);
  });

  it("an optimizer asks its schedule with the number of steps taken", () => {
    const asked: number[] = [];
    const optimizer = optimizers.sgd({
      learningRate: (step) => {
        asked.push(step);
        return 0.1;
      },
    });
    walk(optimizer, "float64", 3);
    expect(asked).toEqual([0, 1, 2]);
    expect(optimizer.iterations).toBe(3);
  });
});
