import {
  add,
  customOp,
  type DType,
  initializers,
  losses,
  nn,
  noGrad,
  type Operand,
  optimizers,
  random,
  regularizers,
  type Shape,
  type Tensor,
  tensor,
} from "gradbook";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asTensor } from "../../../lib/src/tensor/base.js";
import { byFit, byHand, type Scenario } from "../../support/own-code-run.js";

/*
 * fit does nothing that a loop by hand does not do, whatever JavaScript remembers: each training here is done twice
 * from the same start, and losses, weights and what its own code saw are compared to the last bit.
 */

type T = Tensor<Shape, DType>;
type Loss = (y: Operand, p: Operand) => T;
type Make = (size: Size) => Scenario;

/** Small steps stay on JavaScript's heap, large ones are replayed in WebAssembly's memory. */
interface Size {
  readonly rows: number;
  readonly inputs: number;
  readonly units: number;
}
const sizes: Readonly<Record<string, Size>> = {
  small: { rows: 12, inputs: 3, units: 4 },
  large: { rows: 48, inputs: 30, units: 64 },
};

const t = (x: Operand): T => asTensor(x) as never;
const mse: Loss = (y, p) => losses.meanSquaredError(y, p as never) as never;

function data({ rows, inputs }: Size) {
  const source = random.generator(7);
  return { x: source.normal([rows, inputs]), y: source.uniform([rows, 2]) } as const;
}

/** A model of two layers, trained in batches of a third, 5 epochs. */
function scenario(
  size: Size,
  parts: Partial<Scenario> & { readonly layers?: readonly nn.Module[] },
): Scenario {
  const layers = parts.layers ?? [nn.dense(size.units, { activation: "tanh" }), nn.dense(2)];
  return {
    model: nn.sequential(layers, { seed: 3 }),
    compile: { optimizer: optimizers.sgd({ learningRate: 0.05 }), loss: "meanSquaredError" },
    ...data(size),
    epochs: 6,
    batchSize: size.rows / 3,
    ...parts,
  } as Scenario;
}

const withLoss = (loss: Loss): Scenario["compile"] => ({
  optimizer: optimizers.adam({ learningRate: 0.02 }),
  loss: loss as never,
});

class Temperature extends nn.Module {
  temperature = 1;
  forward(x: T): T {
    return t(x.div(this.temperature as never));
  }
}

class Random extends nn.Module {
  readonly inner: nn.Module;
  constructor(inner: nn.Module) {
    super();
    this.inner = inner;
  }
  forward(x: T, { training }: nn.ForwardContext): T {
    return training && Math.random() < 0.5 ? x : t(this.inner.apply(x));
  }
}

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

const scenarios: Readonly<Record<string, Make>> = {
  "a number in an own loss"(size) {
    let beta = 1;
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(beta as never))),
      callback: {
        onEpochBegin: (epoch) => {
          beta = epoch;
        },
      },
    });
  },
  "a tensor of a number in an own loss"(size) {
    let beta = 1;
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(tensor(beta) as never))),
      callback: {
        onEpochBegin: (epoch) => {
          beta = epoch;
        },
      },
    });
  },
  "a number that changes in every batch"(size) {
    let step = 0;
    return scenario(size, { compile: withLoss((y, p) => t(mse(y, p).mul((1 / ++step) as never))) });
  },
  "a property of an own layer"(size) {
    const own = new Temperature();
    return scenario(size, {
      layers: [nn.dense(size.units), own, nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => {
          own.temperature = epoch;
        },
      },
    });
  },
  "a property of an own model"(size) {
    class Net extends nn.Model {
      readonly first = nn.dense(size.units, { activation: "relu" });
      readonly norm = nn.batchNormalization();
      readonly last = nn.dense(2);
      skips = false;
      override forward(x: T): T {
        const h = this.first.apply(x as never);
        return t(this.last.apply(this.skips ? h : this.norm.apply(h as never)));
      }
    }
    const model = new Net();
    model.setSeed(4);
    return scenario(size, {
      model,
      callback: {
        onEpochBegin: (epoch) => {
          model.skips = epoch % 3 === 0;
        },
      },
    });
  },
  "the λ of an own regularizer"(size) {
    const own = { rate: 0.01 };
    const regularizer = (w: Operand) =>
      t(
        t(w)
          .square()
          .sum()
          .mul(own.rate as never),
      );
    return scenario(size, {
      layers: [nn.dense(size.units, { kernelRegularizer: regularizer as never }), nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => {
          own.rate = 0.01 * epoch;
        },
      },
    });
  },
  "label smoothing"(size) {
    let labelSmoothing = 0;
    return scenario(size, {
      layers: [nn.dense(size.units), nn.dense(2, { activation: "sigmoid" })],
      compile: withLoss((y, p) => t(losses.binaryCrossentropy(y, p as never, { labelSmoothing } as never))),
      callback: {
        onEpochBegin: (epoch) => {
          labelSmoothing = Math.max(0, 0.1 * (epoch - 3));
        },
      },
    });
  },
  "a branch on the epoch"(size) {
    let now = 1;
    return scenario(size, {
      compile: withLoss((y, p) => (now > 3 ? t(losses.huber(y, p as never)) : mse(y, p))),
      callback: {
        onEpochBegin: (epoch) => {
          now = epoch;
        },
      },
    });
  },
  "a branch on the batch"(size) {
    let now = 0;
    return scenario(size, {
      compile: withLoss((y, p) => (++now % 3 === 0 ? t(losses.huber(y, p as never)) : mse(y, p))),
    });
  },
  "a branch on Math.random"(size) {
    return scenario(size, {
      epochs: 12,
      layers: [
        nn.dense(size.units, { activation: "tanh" }),
        new Random(nn.dense(size.units, { activation: "relu" })),
        nn.dense(2),
      ],
    });
  },
  "noise from Math.random"(size) {
    return scenario(size, { compile: withLoss((y, p) => t(mse(y, p).mul((1 + Math.random()) as never))) });
  },
  "a drawn tensor"(size) {
    const source = random.generator(5);
    const noise = (x: Operand) => t(add(x, source.normal(x.shape as Shape) as never));
    return scenario(size, { layers: [nn.dense(size.units), nn.activation(noise as never), nn.dense(2)] });
  },
  "a tensor that is replaced"(size) {
    let factor = tensor(1);
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(factor as never))),
      callback: {
        onEpochBegin: (epoch) => {
          factor = tensor(epoch);
        },
      },
    });
  },
  "a tensor that is assigned to"(size) {
    const factor = tensor(1);
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(factor as never))),
      callback: { onEpochBegin: (epoch) => factor.assign(tensor(epoch)) },
    });
  },
  "a layer more"(size) {
    const layers: nn.Module[] = [nn.dense(size.units), nn.dense(2)];
    return scenario(size, {
      layers,
      callback: { onEpochBegin: (epoch) => void (epoch === 4 && layers.push(nn.dense(2, { seed: 9 }))) },
    });
  },
  "a layer of one's own more"(size) {
    const layers: nn.Module[] = [nn.dense(size.units), nn.dense(2)];
    const own = new Temperature();
    return scenario(size, {
      layers,
      callback: {
        onEpochBegin(epoch) {
          own.temperature = epoch;
          if (epoch === 4) layers.push(own);
        },
      },
    });
  },
  "a layer less"(size) {
    const layers: nn.Module[] = [nn.dense(size.units), nn.tanh(), nn.dropout(0.5, { seed: 1 }), nn.dense(2)];
    return scenario(size, {
      layers,
      callback: { onEpochBegin: (epoch) => void (epoch === 4 && layers.splice(2, 1)) },
    });
  },
  "a layer in another's place"(size) {
    const layers: nn.Module[] = [nn.dense(size.units), nn.tanh(), nn.dense(2)];
    return scenario(size, {
      layers,
      callback: {
        onEpochBegin: (epoch) => {
          if (epoch === 4) layers[1] = nn.relu();
        },
      },
    });
  },
  "the inside of a residual block"(size) {
    const block = nn.residual(nn.dense(size.units, { activation: "tanh" }));
    return scenario(size, {
      layers: [nn.dense(size.units), block, nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) =>
          void (epoch === 4 && Object.assign(block, { inner: nn.dense(size.units, { seed: 8 }) })),
      },
    });
  },
  "a weight that is replaced"(size) {
    const dense = nn.dense(2);
    return scenario(size, {
      layers: [nn.dense(size.units), dense],
      callback: {
        onEpochBegin(epoch) {
          if (epoch === 4) dense.kernel = asTensor(random.generator(2).normal([size.units, 2]));
        },
      },
    });
  },
  "a bias that is taken away"(size) {
    const dense = nn.dense(2);
    return scenario(size, {
      layers: [nn.dense(size.units), dense],
      callback: {
        onEpochBegin: (epoch) => {
          if (epoch === 4) dense.bias = undefined;
        },
      },
    });
  },
  "weights that are set, assigned and written to"(size) {
    return scenario(size, {
      callback: {
        onEpochBegin(epoch, model) {
          const [kernel, bias] = model.weights();
          if (epoch === 3)
            model.setWeights(new Map([...model.getWeights()].map(([n, v]) => [n, v.map((w) => 2 * w)])));
          if (epoch === 4) kernel!.tensor.assign(kernel!.tensor.mul(0.5 as never) as never);
          if (epoch === 5) bias!.tensor.data[0] = 1;
        },
      },
    });
  },
  "the rate of a dropout"(size) {
    const dropout = nn.dropout(0.5, { seed: 1 });
    return scenario(size, {
      layers: [nn.dense(size.units), dropout, nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) =>
          void Object.assign(dropout, { rate: [0.5, 0.5, 0.2, 0.2, 0, 0.3][epoch - 1] }),
      },
    });
  },
  "where a dropout's numbers stand"(size) {
    const dropout = nn.dropout(0.5, { seed: 1 });
    return scenario(size, {
      layers: [nn.dense(size.units), dropout, nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => void (epoch > 3 && dropout.setRandomState({ seed: 4, position: epoch })),
      },
    });
  },
  "momentum and epsilon of a batch norm"(size) {
    const norm = nn.batchNormalization();
    return scenario(size, {
      layers: [nn.dense(size.units), norm, nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => void Object.assign(norm, { momentum: 0.9 / epoch, epsilon: 0.01 * epoch }),
      },
    });
  },
  "the window of a pooling"(size) {
    const pool = nn.maxPooling2d();
    return scenario(size, {
      layers: [nn.dense(16), nn.reshape([4, 4, 1]), pool, nn.flatten(), nn.activation("tanh")],
      compile: withLoss((y, p) =>
        t(
          t(p)
            .sub(1 as never)
            .square()
            .mean()
            .add(
              t(y)
                .mean()
                .mul(0 as never) as never,
            ),
        ),
      ),
      callback: {
        onEpochBegin: (epoch) => void (epoch === 4 && Object.assign(pool.windows, { strides: [1, 1] })),
      },
    });
  },
  "a callback that freezes and frees"(size) {
    return scenario(size, {
      callback: {
        onEpochBegin(epoch, model) {
          model.modules()[1]!.trainable = epoch % 3 !== 0;
        },
      },
    });
  },
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
  "a custom metric with state"(size) {
    const seen: number[] = [];
    return scenario(size, {
      layers: [nn.dense(size.units), nn.dense(2, { activation: "sigmoid" })],
      compile: {
        optimizer: optimizers.adam(),
        loss: "binaryCrossentropy",
        metrics: [
          {
            name: "seen",
            update(y, p) {
              // From the logits behind the predictions.
              seen.push(
                seen.length + (losses.binaryCrossentropy(y, t(p).mul(1 as never) as never).item() as number),
              );
              seen.push(losses.binaryCrossentropy(y, p).item() as number);
            },
            result: () => 0,
            reset() {},
          },
        ],
      },
      seen,
    });
  },
  "a closure over a map and an array"(size) {
    const scales = new Map<number, number>();
    const list = [1];
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(((scales.get(list.length) ?? 1) * list[0]!) as never))),
      callback: {
        onEpochBegin(epoch) {
          scales.set(epoch, epoch);
          list.push(epoch);
          list[0] = epoch / 2;
        },
      },
    });
  },
  "the clock"(size) {
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul((1 + (Date.now() % 5)) as never))),
    });
  },
  "parts of a loss that are kept for later"(size) {
    const kept: T[] = [];
    const seen: unknown[] = [];
    return scenario(size, {
      compile: withLoss((y, p) => {
        const square = mse(y, p);
        const error = t(t(p).sub(y as never));
        const size = t(error.abs().mean());
        kept.push(square, size, t(p), error);
        return t(square.add(size.mul(0.1 as never) as never));
      }),
      callback: { onEpochBegin: () => void seen.push(kept.map((each) => each.toArray())) },
      seen,
    });
  },
  "gradients of values that are kept for later"(size) {
    const kept: T[] = [];
    const seen: unknown[] = [];
    return scenario(size, {
      compile: withLoss((y, p) => {
        kept.push(t(p));
        return mse(y, p);
      }),
      callback: { onBatchEnd: () => void seen.push(kept.at(-1)!.grad?.toArray()) },
      seen,
    });
  },
  "a loss that reads its value"(size) {
    const seen: unknown[] = [];
    return scenario(size, {
      compile: withLoss((y, p) => {
        const loss = mse(y, p);
        seen.push(loss.item());
        return (loss.item() as number) > 0.3 ? loss : t(loss.mul(2 as never));
      }),
      seen,
    });
  },
  "a loss that reads its value now and then"(size) {
    const seen: unknown[] = [];
    let calls = 0;
    return scenario(size, {
      layers: [nn.dense(size.units), nn.dropout(0.3, { seed: 2 }), nn.batchNormalization(), nn.dense(2)],
      compile: withLoss((y, p) => {
        const loss = mse(y, p);
        if (++calls % 5 === 0) seen.push(loss.item());
        return loss;
      }),
      seen,
    });
  },
  "a loss that writes to a tensor"(size) {
    const total = tensor([0, 0]);
    const seen: unknown[] = [];
    return scenario(size, {
      compile: withLoss((y, p) => {
        const loss = mse(y, p);
        total.assign(total.add(loss.detach() as never) as never);
        return t(loss.add(total.mean().mul(0.01 as never) as never));
      }),
      callback: { onBatchEnd: () => void seen.push(total.toArray()) },
      seen,
    });
  },
  "a hook that keeps what it sees"(size) {
    const seen: unknown[] = [];
    const dense = nn.dense(size.units, { activation: "tanh" });
    const outputs: T[] = [];
    dense.onForward(({ output }) => void outputs.push(output));
    return scenario(size, {
      layers: [dense, nn.dense(2)],
      callback: { onBatchEnd: () => void seen.push(outputs.at(-1)!.sum().item()) },
      seen,
    });
  },
  "a hook that comes and goes"(size) {
    const seen: unknown[] = [];
    let remove = () => {};
    return scenario(size, {
      callback: {
        onEpochBegin(epoch, model) {
          if (epoch === 3)
            remove = model.modules()[1]!.onForward(({ input }) => void seen.push(input.mean().item()));
          if (epoch === 5) remove();
        },
      },
      seen,
    });
  },
  "an own activation of a layer"(size) {
    let slope = 0;
    const own = (x: Operand) => t(t(x).maximum(t(x).mul(slope as never) as never));
    return scenario(size, {
      layers: [nn.dense(size.units, { activation: own as never }), nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => {
          slope = 0.1 * epoch;
        },
      },
    });
  },
  "a functional model"(size) {
    let wide = false;
    const model = nn.model(
      { a: nn.dense(size.units), b: nn.dense(size.units), c: nn.dense(2) },
      (x, { a, b, c }) => c.apply((wide ? a.apply(x).add(b.apply(x) as never) : a.apply(x)) as never),
      { seed: 2 },
    );
    return scenario(size, {
      model: model as never,
      callback: {
        onEpochBegin(epoch) {
          wide = epoch % 2 === 0;
        },
      },
    });
  },
  "an own operation"(size) {
    let times = 1;
    const own = customOp({
      name: "own",
      forward: (x: T) => t(x.mul(times as never)),
      backward: ({ gradient }) => [gradient.mul((2 * times) as never)],
    });
    return scenario(size, {
      layers: [nn.dense(size.units), nn.activation(own as never), nn.dense(2)],
      callback: {
        onEpochBegin: (epoch) => {
          times = epoch;
        },
      },
    });
  },
  "an own operation over values"(size) {
    let calls = 0;
    const own = customOp({
      name: "own",
      forward: (x: T) => tensor(x.data.map((v) => v * ++calls) as Float32Array, { shape: x.shape }) as never,
      backward: ({ gradient }) => [gradient],
    });
    return scenario(size, { layers: [nn.dense(3), nn.activation(own as never), nn.dense(2)] });
  },
  "own penalties"(size) {
    class Penalised extends nn.Module {
      rate = 0.1;
      readonly inner = nn.dense(2, { seed: 5 });
      forward(x: T): T {
        return t(this.inner.apply(x as never));
      }
      override penalties() {
        return [
          t(
            this.inner
              .kernel!.square()
              .sum()
              .mul(this.rate as never),
          ),
        ] as never;
      }
    }
    const own = new Penalised();
    return scenario(size, {
      layers: [nn.dense(size.units), own],
      callback: {
        onEpochBegin: (epoch) => {
          own.rate = 0.1 * epoch;
        },
      },
    });
  },
  "a method put on a layer"(size) {
    const relu = nn.relu();
    let factor = 1;
    return scenario(size, {
      layers: [nn.dense(size.units), relu, nn.dense(2)],
      callback: {
        onEpochBegin(epoch) {
          factor = epoch;
          if (epoch === 3) Object.assign(relu, { forward: (x: T) => x.mul(factor as never) });
        },
      },
    });
  },
  "a teacher that predicts"(size) {
    const teacher = nn.sequential([nn.dense(2, { seed: 6 })]);
    let x: T | undefined;
    const keep = (given: Operand) => {
      x = t(given);
      return given;
    };
    return scenario(size, {
      layers: [nn.activation(keep as never), nn.dense(size.units), nn.dense(2)],
      compile: withLoss((y, p) => t(mse(y, p).add(mse(teacher.predict(x! as never), p) as never))),
      callback: {
        onEpochBegin: (epoch) =>
          void (
            epoch === 4 &&
            teacher.setWeights(new Map([...teacher.getWeights()].map(([n, v]) => [n, v.map((w) => -w)])))
          ),
      },
    });
  },
  "a mistake that a loss catches"(size) {
    const seen: unknown[] = [];
    let calls = 0;
    return scenario(size, {
      compile: withLoss((y, p) => {
        try {
          if (++calls % 4 === 0) return t(t(p).matmul(t(p) as never));
        } catch (error) {
          seen.push((error as Error).message);
        }
        return mse(y, p);
      }),
      seen,
    });
  },
  "an initializer of one's own"(size) {
    let count = 0;
    const own = (shape: Shape, options: object) =>
      tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.sin(++count)),
        { ...options, shape },
      );
    return scenario(size, {
      layers: [
        nn.dense(size.units, { kernelInitializer: own as never }),
        nn.dense(2, { biasInitializer: initializers.constant(1) }),
      ],
    });
  },
  "a penalty of the library's in a model of one's own layers"(size) {
    const own = new Temperature();
    return scenario(size, {
      layers: [
        nn.dense(size.units, { kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.02 }) }),
        own,
        nn.dense(2),
      ],
      callback: {
        onEpochBegin: (epoch) => {
          own.temperature = epoch;
        },
      },
    });
  },
  "a part of a loss without gradients"(size) {
    let isFree = true;
    return scenario(size, {
      compile: withLoss((y, p) => {
        const part = () => t(t(p).abs().mean());
        return t(mse(y, p).mul((isFree ? part() : noGrad(part)) as never));
      }),
      callback: {
        onEpochBegin(epoch) {
          isFree = epoch % 4 !== 0;
        },
      },
    });
  },
  "an own loss, and layers that are frozen and freed"(size) {
    let beta = 1;
    return scenario(size, {
      compile: withLoss((y, p) => t(mse(y, p).mul(beta as never))),
      callback: {
        onEpochBegin(epoch, model) {
          beta = epoch;
          model.modules()[2]!.trainable = epoch < 5;
        },
      },
    });
  },
  "an own layer and a metric that looks for logits"(size) {
    const seen: number[] = [];
    const own = new Temperature();
    return scenario(size, {
      layers: [nn.dense(size.units), own, nn.dense(2), nn.activation((x) => x.sigmoid())],
      compile: {
        optimizer: optimizers.adam(),
        loss: "binaryCrossentropy",
        metrics: [
          {
            name: "seen",
            update: (y, p) => void seen.push(losses.binaryCrossentropy(y, p).item() as number),
            result: () => 0,
            reset() {},
          },
        ],
      },
      seen,
    });
  },
  "going back through what was kept"(size) {
    const seen: unknown[] = [];
    let kept: T | undefined;
    return scenario(size, {
      compile: withLoss((y, p) => {
        kept = t(t(p).mul(2 as never));
        return mse(y, t(kept.mul(0.5 as never)));
      }),
      callback: {
        onBatchEnd() {
          try {
            kept!.sum().backward();
          } catch (error) {
            seen.push((error as Error).message);
          }
        },
      },
      seen,
    });
  },
  "a layer that looks at a dropout's numbers, and puts them back"(size) {
    const seen: unknown[] = [];
    class Looking extends nn.Module {
      readonly inner = nn.dropout(0.5, { seed: 3 });
      calls = 0;
      forward(x: T): T {
        const y = this.inner.apply(x);
        if (++this.calls % 4 === 0) seen.push(this.inner.randomState());
        if (this.calls % 6 === 0) this.inner.setRandomState({ seed: 5, position: 8 });
        return t(y);
      }
    }
    return scenario(size, { layers: [nn.dense(size.units), new Looking(), nn.dense(2)], seen });
  },
  "a kernel that an own layer makes anew from a weight"(size) {
    class Normed extends nn.Module {
      readonly inner = nn.dense(2, { useBias: false, seed: 4 });
      readonly weight = random.generator(1).normal([size.units, 2]) as T;
      readonly raw = tensor(this.weight.data as Float32Array, { shape: [size.units, 2], requiresGrad: true });
      forward(x: T): T {
        this.inner.build(x.shape);
        this.inner.kernel = asTensor(this.raw.div(this.raw.square().sum().sqrt() as never));
        return t(this.inner.apply(x));
      }
    }
    return scenario(size, { layers: [nn.dense(size.units), new Normed()] });
  },
  "a seen list that grows in forward"(size) {
    const seen: unknown[] = [];
    class Counting extends nn.Module {
      calls = 0;
      forward(x: T): T {
        seen.push(++this.calls, [...x.shape]);
        return this.calls % 7 === 0 ? t(x.neg()) : x;
      }
    }
    return scenario(size, { layers: [nn.dense(size.units), new Counting(), nn.dense(2)], seen });
  },
};

/** Math.random and Date.now that give the same each time a training is done. */
beforeEach(() => restart());
afterEach(() => vi.restoreAllMocks());
function restart(): void {
  const source = random.generator(11);
  let now = 0;
  vi.spyOn(Math, "random").mockImplementation(() => source.word() / 2 ** 32);
  vi.spyOn(Date, "now").mockImplementation(() => (now += 3));
}

describe.each(Object.keys(sizes))("%s steps: fit sees, in every step", (size) => {
  it.each(Object.keys(scenarios))("%s", async (name) => {
    const make = scenarios[name]!;
    const expected = byHand(make(sizes[size]!));
    restart();
    expect(await byFit(make(sizes[size]!))).toEqual(expected);
  });
});
