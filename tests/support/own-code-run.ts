import {
  losses,
  type metrics,
  type nn,
  type optimizers,
  type Shape,
  type Tensor,
  type train,
} from "gradbook";
import { asTensor } from "../../lib/src/tensor/base.js";

type Any = Tensor<Shape, "float32">;

/** A training whose parts remember things in JavaScript. */
export interface Scenario {
  readonly model: nn.Model;
  readonly compile: train.CompileOptions;
  /** What the model is compiled with by now; by default what it was at first. */
  readonly compiled?: () => train.CompileOptions;
  readonly x: Any;
  readonly y: Any;
  readonly epochs: number;
  readonly batchSize: number;
  readonly callback?: {
    onEpochBegin?(epoch: number, model: nn.Model): void;
    onBatchEnd?(batch: number, model: nn.Model): void;
  };
  /** What code of the scenario's own wrote down. */
  readonly seen?: unknown[];
}

/** What a training left behind: each batch's loss, the weights, and what code of the scenario's own saw. */
export interface Left {
  readonly losses: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly seen: readonly unknown[];
}

function left(model: nn.Model, each: readonly number[], seen: readonly unknown[]): Left {
  return { losses: each, weights: [...model.getWeights().values()].map((values) => [...values]), seen };
}

/** The training by fit. */
export async function byFit({
  model,
  compile,
  x,
  y,
  callback,
  seen = [],
  ...options
}: Scenario): Promise<Left> {
  const each: number[] = [];
  model.compile(compile);
  await model.fit([x, y], {
    epochs: options.epochs,
    batchSize: options.batchSize,
    shuffle: false,
    progress: "none",
    callbacks: [
      {
        onEpochBegin: (epoch) => callback?.onEpochBegin?.(epoch, model),
        onBatchEnd(batch, logs) {
          each.push(logs.loss!);
          callback?.onBatchEnd?.(batch, model);
        },
      },
    ],
  });
  return left(model, each, seen);
}

/** The training by a loop over the same batches. */
export function byHand({
  model,
  compile,
  compiled = () => compile,
  x,
  y,
  callback,
  seen = [],
  epochs,
  batchSize,
}: Scenario): Left {
  const each: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    callback?.onEpochBegin?.(epoch, model);
    for (let start = 0, batch = 1; start < x.shape[0]!; start += batchSize, batch++) {
      const end = Math.min(start + batchSize, x.shape[0]!);
      const { loss: lossOf, optimizer, metrics: measures = [] } = compiled();
      const truth = y.slice([[start, end]]) as Any;
      const predictions = model.apply(x.slice([[start, end]]), { training: true }) as Any;
      const known = typeof lossOf === "string" ? losses.lossNamed(lossOf) : lossOf;
      let loss = asTensor(known(truth, predictions));
      for (const module of model.modules())
        for (const penalty of module.penalties()) loss = asTensor(loss.add(penalty as never));
      loss.backward();
      (optimizer as optimizers.Optimizer).step(model.parameters());
      each.push(loss.item() as number);
      for (const metric of measures as readonly metrics.Metric[]) metric.update(truth, predictions);
      callback?.onBatchEnd?.(batch, model);
    }
  }
  return left(model, each, seen);
}
