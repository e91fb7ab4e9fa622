import { withGrad } from "../autograd/grad-mode.js";
import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import { alone } from "./alone.js";
import {
  type BatchSource,
  batchCount,
  batchesOf,
  checkBatch,
  checkData,
  isPair,
  type Measured,
  type TensorsOfBatch,
  type TrainingData,
} from "./batches.js";
import type { Logs } from "./history.js";
import { isTurnDue, pause } from "./pause.js";
import { chooseSink, type ProgressOption } from "./progress/index.js";
import { checkBatchSize, type SomeTensor } from "./rows.js";
import { RunProgress } from "./run-progress.js";
import { countingParts, RunningLogs } from "./running-logs.js";
import { keptStep } from "./step-with-logits.js";
import { checkSteps, first } from "./steps.js";
import { lossInStep, totalLoss } from "./total-loss.js";
import type { Trainable } from "./trainable.js";
import { lossOfBatch } from "./weights.js";

/** Options of `model.evaluate`. */
export interface EvaluateOptions {
  /** Examples per batch, for a pair of tensors. Default 32, or all if there are fewer. */
  readonly batchSize?: number | undefined;
  /** Measures only so many batches, as data that never ends needs. Default: all of them. */
  readonly steps?: number | undefined;
  /** Where progress is shown. Default `"none"`. */
  readonly progress?: ProgressOption;
  /** Who asks, for messages. Default `"evaluate"`. */
  readonly where?: string;
}

/**
 * Loss and metrics of a model on data, in inference mode; see `Model.evaluate`.
 * Throws as `fit` does.
 */
export async function evaluate(model: Trainable, data: TrainingData, given?: EvaluateOptions): Promise<Logs> {
  const { where = "evaluate" } = given ?? {};
  checkData(where, data);
  const options = checkOptions("evaluate", given, "batchSize#: 32, steps#, progress, where");
  const parts = countingParts(model.compiled(where).metrics);
  return alone(where, model, {
    share: "metrics",
    parts,
    run: () => measured(model, data, { ...options, where }),
  });
}

async function measured(
  model: Trainable,
  data: TrainingData,
  { where, progress = "none", batchSize, steps }: EvaluateOptions & { readonly where: string },
): Promise<Logs> {
  const { loss: lossOf, metrics } = model.compiled(where);
  const { source, count } = sourceOf(where, data, { batchSize, steps });
  const logs = new RunningLogs(metrics);
  logs.reset();
  const shown = new RunProgress(chooseSink(progress), { task: where, epochs: 1, batches: count });
  const measure = keptStep<TensorsOfBatch, Measured>(
    (...[x, y, sampleWeight]) =>
      withGrad(false, () => {
        const predictions = asTensor(model.apply(x, { training: false }));
        const ofBatch = lossOfBatch(where, lossInStep(lossOf, sampleWeight), {
          yTrue: y,
          yPred: predictions,
          sampleWeight,
        });
        return { loss: totalLoss(where, ofBatch, model), predictions };
      }),
    { of: metrics, name: where },
  );
  let batch = 0;
  for await (const pair of source) {
    checkBatch(where, pair);
    batch++;
    const tensors = (pair as readonly SomeTensor[]).map(asTensor) as unknown as TensorsOfBatch;
    const { loss, predictions } = measure(...tensors);
    logs.update(loss.data[0]!, { yTrue: tensors[1], yPred: predictions });
    if (isTurnDue()) {
      shown.batchEnded(1, batch, logs.values());
      await pause();
    }
  }
  if (batch === 0)
    throw new DataError(`${where}: expected at least one batch, got none; try data with examples`);
  const values = logs.values();
  shown.epochEnded(1, values);
  shown.finish();
  return values;
}

function sourceOf(
  where: string,
  data: TrainingData,
  { batchSize: asked, steps }: Pick<EvaluateOptions, "batchSize" | "steps">,
): { readonly source: BatchSource; readonly count: number | undefined } {
  checkSteps(where, data, { name: "steps", steps });
  if (!isPair(data))
    return { source: steps === undefined ? data : first(data, steps), count: steps ?? batchCount(data) };
  const examples = data[0].shape[0]!;
  const batchSize = asked === undefined || where !== "evaluate" ? Math.min(asked ?? 32, examples) : asked;
  checkBatchSize(where, batchSize, examples);
  const count = Math.ceil(examples / batchSize);
  const batches = batchesOf(data, { batchSize });
  if (steps === undefined) return { source: batches, count };
  return { source: first(batches, steps), count: Math.min(steps, count) };
}
