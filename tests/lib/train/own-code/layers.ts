import {
  add,
  customOp,
  initializers,
  losses,
  nn,
  type Operand,
  optimizers,
  random,
  regularizers,
  type Shape,
  tensor,
} from "gradbook";
import { asTensor } from "../../../../lib/src/tensor/base.js";
import { type Make, mse, scenario, type T, Temperature, t, withLoss } from "./scenario.js";

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

/** Layers, models, activations, operations and hooks of one's own, and what they remember. */
export const ownLayers: Readonly<Record<string, Make>> = {
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
  "a drawn tensor"(size) {
    const source = random.generator(5);
    const noise = (x: Operand) => t(add(x, source.normal(x.shape as Shape) as never));
    return scenario(size, { layers: [nn.dense(size.units), nn.activation(noise as never), nn.dense(2)] });
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
