import { nn, random } from "gradbook";
import { asTensor } from "../../../../lib/src/tensor/base.js";
import { type Make, mse, scenario, Temperature, t, withLoss } from "./scenario.js";

/** Layers, weights and settings that change while the model trains. */
export const changes: Readonly<Record<string, Make>> = {
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
  "a weight that asks for no gradient any more"(size) {
    return scenario(size, {
      callback: {
        onEpochBegin(epoch, model) {
          const kernel = model.weights()[0]?.tensor;
          if (kernel !== undefined) Object.assign(kernel, { requiresGrad: epoch % 4 !== 0 });
        },
      },
    });
  },
  "a model that says itself what is trained"(size) {
    let isWhole = true;
    const made = scenario(size, {
      callback: {
        onEpochBegin(epoch) {
          isWhole = epoch % 2 === 1;
        },
      },
    });
    const { model } = made;
    const all = model.parameters.bind(model);
    return { ...made, model: Object.assign(model, { parameters: () => (isWhole ? all() : all().slice(1)) }) };
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
};
