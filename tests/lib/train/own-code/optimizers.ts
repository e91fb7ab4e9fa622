import { optimizers } from "gradbook";
import type { Scenario } from "../../../support/own-code-run.js";
import { type Make, mse, scenario, type T, withLoss } from "./scenario.js";

class Signs extends optimizers.Optimizer {
  readonly name = "signs";
  scale = 1;
  readonly former: unknown[] = [];
  protected prepare(): void {}
  protected slotStarts(): number[] {
    return [];
  }
  protected update(w: Float32Array | Float64Array, g: Float32Array | Float64Array): void {
    const former = this.former.at(-2) as Float32Array | undefined;
    for (let i = 0; i < w.length; i++) {
      const again = former !== undefined && former.length === w.length && former[i]! * g[i]! > 0 ? 1.5 : 1;
      w[i] = w[i]! - 0.01 * this.scale * again * Math.sign(g[i]!);
    }
    this.former.push(g);
  }
}

class OwnStep extends optimizers.Optimizer {
  readonly name = "ownStep";
  readonly counted: number[] = [];
  protected prepare(): void {}
  protected slotStarts(): number[] {
    return [];
  }
  protected update(w: Float32Array | Float64Array, g: Float32Array | Float64Array): void {
    for (let i = 0; i < w.length; i++) w[i] = w[i]! - 0.1 * g[i]!;
  }
  override step(parameters: Iterable<T>): void {
    super.step(parameters as never);
    this.counted.push(this.iterations);
  }
}

/** Optimizers that change, or are one's own. */
export const ownOptimizers: Readonly<Record<string, Make>> = {
  "the optimizer, by compile"(size) {
    let now = withLoss(mse);
    return scenario(size, {
      compile: now,
      compiled: () => now,
      callback: {
        onEpochBegin(epoch, model) {
          if (epoch !== 4) return;
          now = { optimizer: optimizers.sgd({ learningRate: 0.5 }), loss: "meanAbsoluteError" };
          model.compile(now);
        },
      },
    });
  },
  "built-in loss and optimizer, by compile after some batches"(size) {
    let now: Scenario["compile"] = { optimizer: optimizers.adam(), loss: "meanSquaredError" };
    let batches = 0;
    return scenario(size, {
      compile: now,
      compiled: () => now,
      callback: {
        onBatchEnd(_, model) {
          if (++batches !== 8) return;
          now = { optimizer: optimizers.rmsprop(), loss: "huber" };
          model.compile(now);
        },
      },
    });
  },
  "the learning rate, clipping and momentum of an optimizer"(size) {
    const optimizer = optimizers.sgd({ learningRate: 0.1, momentum: 0.5, clipNorm: 1 });
    return scenario(size, {
      compile: { optimizer, loss: "meanSquaredError" },
      callback: {
        onEpochBegin(epoch) {
          optimizer.learningRate = 0.1 / epoch;
          Object.assign(optimizer, { momentum: 0.1 * epoch, clipping: { globalClipNorm: 0.01 * epoch } });
          if (epoch === 5) Object.assign(optimizer, { clipping: {}, weightDecay: 0.1 });
        },
      },
    });
  },
  "a schedule that reads a variable"(size) {
    let factor = 1;
    const optimizer = optimizers.sgd({ learningRate: (step) => (0.1 * factor) / (1 + step) });
    return scenario(size, {
      compile: { optimizer, loss: "meanSquaredError" },
      callback: {
        onEpochBegin: (epoch) => {
          factor = epoch;
        },
      },
    });
  },
  "an own optimizer that keeps gradients"(size) {
    const optimizer = new Signs("signs", { learningRate: 0.1 });
    return scenario(size, {
      compile: { optimizer, loss: "meanSquaredError" },
      callback: {
        onEpochBegin: (epoch) => {
          optimizer.scale = epoch;
        },
      },
    });
  },
  "an own optimizer with a step of its own"(size) {
    const optimizer = new OwnStep("ownStep", { learningRate: 0.1 });
    return scenario(size, { compile: { optimizer, loss: "meanSquaredError" }, seen: optimizer.counted });
  },
};
