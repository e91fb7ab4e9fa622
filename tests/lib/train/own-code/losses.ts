import { losses, nn, noGrad, optimizers, tensor } from "gradbook";
import { type Make, mse, scenario, type T, t, withLoss } from "./scenario.js";

/** Losses and metrics of one's own, and what they remember. */
export const ownLosses: Readonly<Record<string, Make>> = {
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
  "noise from Math.random"(size) {
    return scenario(size, { compile: withLoss((y, p) => t(mse(y, p).mul((1 + Math.random()) as never))) });
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
};
