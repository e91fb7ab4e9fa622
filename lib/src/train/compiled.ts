import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { Loss } from "../losses/index.js";
import { type LossName, lossNamed } from "../losses/named.js";
import { checkMetric, type MetricOption } from "../metrics/option.js";
import { Optimizer, type OptimizerName, optimizerNamed } from "../optimizers/index.js";

/** What `compileOptions` takes; see `Model.compile`. */
export interface CompileOptions {
  /** An optimizer, or the name of one with its default options. */
  readonly optimizer: OptimizerName | Optimizer;
  /**
   * A loss, or the name of one: `"sparseCategoricalCrossentropy"`; or a function `(yTrue, yPred, options) => tensor`,
   * whose options bring `sampleWeight` when examples have weights, and which then has to use them.
   */
  readonly loss: LossName | Loss;
  /** Measured beside the loss. Default none. */
  readonly metrics?: readonly MetricOption[];
}

/** What a compiled model trains with. */
export interface Compiled {
  /** How the weights change. */
  readonly optimizer: Optimizer;
  /** What training makes small. */
  readonly loss: Loss;
  /** What is measured besides, as it was given. */
  readonly metrics: readonly MetricOption[];
}

/** Turns names into what they name. Throws OptionError that lists the known names. */
export function compileOptions(options: CompileOptions): Compiled {
  const {
    optimizer,
    loss,
    metrics = [],
  } = checkOptions("compile", options, 'optimizer: "adam", loss: "meanSquaredError", metrics');
  if (typeof optimizer !== "string" && !(optimizer instanceof Optimizer)) {
    throw new OptionError(
      `compile: expected an optimizer or its name, got ${typeof optimizer}; try optimizer: "adam" or optimizers.adam()`,
    );
  }
  if (typeof loss !== "string" && typeof loss !== "function") {
    throw new OptionError(
      `compile: expected a loss or its name, got ${typeof loss}; try loss: "sparseCategoricalCrossentropy" or "meanSquaredError"`,
    );
  }
  if (!Array.isArray(metrics)) {
    throw new OptionError(
      `compile: expected a list of metrics, got ${quoted(metrics)}; try metrics: ["accuracy"]`,
    );
  }
  for (const metric of metrics) checkMetric(metric, "compile");
  return {
    optimizer: typeof optimizer === "string" ? optimizerNamed(optimizer, "compile") : optimizer,
    loss: typeof loss === "string" ? lossNamed(loss, "compile") : loss,
    metrics: [...metrics],
  };
}
