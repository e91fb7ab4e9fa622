import { gradients, losses, nn, noGrad, type Operand, tensor } from "gradbook";
import { asTensor } from "../../../../lib/src/tensor/base.js";
import { type Make, mse, scenario, type T, t, withLoss } from "./scenario.js";

/*
 * Layers of the library's beside code of the user's: a run that follows a program leaves them out where their fields and
 * their input are those of the program. Each of these changes one of them, or goes where what was left out is needed.
 */

/** A loss that now and then goes another way. */
const branching = (epoch: () => number) => (y: Operand, p: Operand) =>
  epoch() % 3 === 0
    ? t(
        t(p)
          .sub(y as never)
          .abs()
          .mean(),
      )
    : mse(y, p);

/** A model of the user's from a function of its input and the epoch. */
function net(size: Parameters<Make>[0], parts: nn.LayerRecord, run: (x: T, epoch: number) => T) {
  class Net extends nn.Model {
    readonly parts = Object.values(parts);
    epoch = 1;
    override forward(x: T): T {
      return run(x, this.epoch);
    }
  }
  const model = new Net();
  model.setSeed(5);
  return scenario(size, {
    model,
    epochs: 9,
    callback: {
      onEpochBegin: (epoch) => {
        model.epoch = epoch;
      },
    },
  });
}

/** Whatever may change about layers that a run could leave out. */
export const besideOwnCode: Readonly<Record<string, Make>> = {
  "fields of layers that change and come back, and constants that follow from them"(size) {
    const norm = nn.batchNormalization();
    const dropout = nn.dropout(0.2);
    return scenario(size, {
      layers: [nn.dense(size.units), norm, nn.relu(), dropout, nn.dense(2)],
      compile: withLoss((y, p) => mse(y, p)),
      epochs: 12,
      callback: {
        onEpochBegin: (epoch) => {
          Object.assign(norm, { epsilon: epoch % 4 === 3 ? 0.5 : 0.001 });
          Object.assign(dropout, { rate: epoch % 6 === 5 ? 0.7 : 0.2 });
        },
      },
    });
  },
  "a loss that takes another way behind them, back through what was left out"(size) {
    let now = 1;
    return scenario(size, {
      layers: [nn.dense(size.units), nn.batchNormalization(), nn.dropout(0.3), nn.dense(2)],
      compile: withLoss(branching(() => now)),
      epochs: 12,
      callback: {
        onEpochBegin: (epoch) => {
          now = epoch;
        },
      },
    });
  },
  "a loss that takes another way each time"(size) {
    let count = 0;
    return scenario(size, {
      layers: [nn.dense(size.units, { activation: "tanh" }), nn.dense(2)],
      compile: withLoss((y, p) => {
        let loss = mse(y, p);
        for (let i = 0; i < (count++ % 7 === 6 ? count : 1); i++) loss = t(loss.mul(0.5 as never));
        return loss;
      }),
      epochs: 12,
    });
  },
  "a penalty on the slope, with gradients of gradients"(size) {
    return scenario(size, {
      layers: [nn.dense(size.units, { activation: "tanh" }), nn.dense(2)],
      compile: withLoss((y, p) => {
        const [slope] = gradients(t(p).square().sum(), [t(p)], { createGraph: true });
        return t(
          mse(y, p).add(
            t(slope as Operand)
              .square()
              .mean()
              .mul(0.01 as never) as never,
          ),
        );
      }),
    });
  },
  "an input of a layer that a number changes"(size) {
    const [first, last] = [nn.dense(size.units, { activation: "tanh" }), nn.dense(2)];
    return net(size, { first, last }, (x, epoch) =>
      t(last.apply(t(first.apply(x as never)).mul((1 / epoch) as never) as never)),
    );
  },
  "an input of a layer that is made of other numbers each time"(size) {
    const [first, last] = [nn.dense(size.units), nn.dense(2)];
    return net(size, { first, last }, (x, epoch) =>
      t(
        last.apply(
          t(first.apply(x as never)).add(
            first.apply(tensor([Array(size.inputs).fill(epoch)]) as never) as never,
          ) as never,
        ),
      ),
    );
  },
  "the mode of a layer"(size) {
    const [first, drop, last] = [nn.dense(size.units), nn.dropout(0.5), nn.dense(2)];
    return net(size, { first, drop, last }, (x, epoch) =>
      t(last.apply(drop.apply(first.apply(x as never), { training: epoch % 4 !== 3 }))),
    );
  },
  "a layer that is sometimes without gradients"(size) {
    const [first, last] = [nn.dense(size.units), nn.dense(2)];
    return net(size, { first, last }, (x, epoch) => {
      const hidden = () => first.apply(x as never);
      return t(last.apply(epoch % 4 === 3 ? noGrad(hidden) : hidden()));
    });
  },
  "one layer in the place of another like it"(size) {
    const layers = [nn.dense(size.units), nn.dense(size.units), nn.dense(2)] as const;
    return net(size, { a: layers[0], b: layers[1], c: layers[2] }, (x, epoch) =>
      t(layers[2].apply(layers[epoch % 3 === 2 ? 1 : 0].apply(x as never))),
    );
  },
  "a layer that is used twice"(size) {
    const [first, twice, last] = [
      nn.dense(size.units),
      nn.dense(size.units, { activation: "tanh" }),
      nn.dense(2),
    ];
    return net(size, { first, twice, last }, (x) =>
      t(last.apply(twice.apply(twice.apply(first.apply(x as never))))),
    );
  },
  "weights that are put in the place of others"(size) {
    const first = nn.dense(size.units, { activation: "tanh" });
    return scenario(size, {
      layers: [first, nn.dense(2)],
      compile: withLoss((y, p) => mse(y, p)),
      epochs: 10,
      callback: {
        onEpochBegin: (epoch) => {
          if (epoch === 6) first.bias = asTensor(t(first.bias as never).mul(3 as never)).detach() as never;
        },
      },
    });
  },
  "what attention looks at"(size) {
    const [query, key] = [nn.dense(size.units), nn.dense(size.units)];
    const [attention, last] = [nn.multiHeadAttention(2), nn.dense(2)];
    return net(size, { query, key, attention, last }, (x, epoch) => {
      const steps = (y: unknown) => t(y as Operand).reshape([-1, 2, size.units / 2] as never);
      const [q, k] = [steps(query.apply(x as never)), steps(key.apply(x as never))];
      const seen =
        epoch % 3 === 2
          ? attention.apply(q as never)
          : attention.attend(q as never, epoch % 3 === 1 ? k : (q as never));
      return t(last.apply(t(seen as Operand).reshape([-1, size.units] as never) as never));
    });
  },
  "a mask, and masks of other inputs"(size) {
    const [wide, masking, lstm, last] = [
      nn.dense(8, { activation: "relu" }),
      nn.masking(),
      nn.lstm(size.units),
      nn.dense(2),
    ];
    return net(size, { wide, masking, lstm, last }, (x, epoch) => {
      const steps = t(wide.apply(x as never)).reshape([-1, 4, 2] as never);
      const read = epoch % 4 === 3 ? steps : masking.apply(steps as never);
      const marked =
        epoch % 4 === 2 ? nn.withMask(steps as never, nn.maskOf(read as Operand)! as never) : read;
      return t(last.apply(lstm.apply(marked as never)));
    });
  },
  "a state that a layer keeps"(size) {
    const [lstm, last] = [nn.lstm(size.units, { stateful: true }), nn.dense(2)];
    return net(size, { lstm, last }, (x) =>
      t(last.apply(lstm.apply(t(x).reshape([-1, size.inputs, 1] as never) as never))),
    );
  },
  "logits behind probabilities, where these are 0 and 1"(size) {
    return scenario(size, {
      layers: [nn.dense(size.units), nn.dense(2, { activation: "sigmoid" })],
      compile: withLoss(
        (y, p) =>
          losses.binaryCrossentropy(
            t(y)
              .greater(0.5 as never)
              .cast("float32"),
            p as never,
          ) as never,
      ),
      callback: {
        onBatchEnd(batch, model) {
          if (batch === 2)
            for (const { tensor: weight } of model.weights()) weight.assign(weight.mul(40 as never) as never);
        },
      },
    });
  },
};
