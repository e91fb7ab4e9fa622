import { checkOptions } from "../../given.js";
import { elu as eluOp } from "../../ops/elu.js";
import { leakyRelu as leakyReluOp } from "../../ops/leaky-relu.js";
import { libraryFunction } from "../../recorder/own-code.js";
import type { AnyTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { type ActivationFunction, type ActivationName, activationFrom } from "../activations.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { SameShape } from "../shape-map.js";

/** A layer that applies a function and keeps the shape. */
export class Activation extends Layer<SameShape> {
  override readonly kind: string;
  /** The function's name; undefined for one of your own, or with options. */
  readonly named: ActivationName | undefined;
  readonly #run: (x: AnyTensor) => AnyTensor;

  constructor(
    kind: string,
    run: ActivationName | ActivationFunction,
    options?: LeakyReluOptions & EluOptions,
  ) {
    super(checkOptions(kind, options, `negativeSlope#: 0.1, alpha#: 1, ${layerOptions}`));
    this.kind = kind;
    this.named = typeof run === "string" ? run : undefined;
    this.#run = activationFrom(run, "activation");
  }

  override get libraryClass(): unknown {
    return Activation;
  }

  override get label(): string {
    return `${this.kind}()`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    return this.#run(x);
  }
}

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends LayerOptions {
  /** The slope below 0. Default 0.3, as Keras's LeakyReLU layer (its function and PyTorch: 0.2 and 0.01). */
  readonly negativeSlope?: number;
}

/** Options of {@link elu}. */
export interface EluOptions extends LayerOptions {
  /** The limit below 0 is -alpha. Default 1. */
  readonly alpha?: number;
}

/** A layer from a function of a tensor that keeps its shape. */
export function activation(run: ActivationName | ActivationFunction, options?: LayerOptions): Activation {
  const kind = typeof run === "string" ? run : "activation";
  return new Activation(kind, run, checkOptions("activation", options, layerOptions));
}

/** An activation without a parameter of its own. */
function plain(kind: ActivationName, options: LayerOptions | undefined): Activation {
  return new Activation(kind, kind, checkOptions(kind, options, layerOptions));
}

/** σ(x) = 1 / (1 + e^-x), from 0 to 1. */
export function sigmoid(options?: LayerOptions): Activation {
  return plain("sigmoid", options);
}

/** tanh(x), from -1 to 1. */
export function tanh(options?: LayerOptions): Activation {
  return plain("tanh", options);
}

/** max(x, 0); its derivative at 0 is taken as 0. */
export function relu(options?: LayerOptions): Activation {
  return plain("relu", options);
}

/** x above 0, negativeSlope · x below. */
export function leakyRelu(options?: LeakyReluOptions): Activation {
  const { negativeSlope = 0.3 } = checkOptions("leakyRelu", options, `negativeSlope#: 0.1, ${layerOptions}`);
  return new Activation(
    "leakyRelu",
    libraryFunction((x: Operand) => leakyReluOp(x, { negativeSlope })),
    options,
  );
}

/** x above 0, alpha · (e^x - 1) below (Clevert et al. 2016). */
export function elu(options?: EluOptions): Activation {
  const { alpha = 1 } = checkOptions("elu", options, `alpha#: 1, ${layerOptions}`);
  return new Activation(
    "elu",
    libraryFunction((x: Operand) => eluOp(x, { alpha })),
    options,
  );
}

/** x · Φ(x), with the normal distribution's Φ (Hendrycks and Gimpel 2016); exact, not the tanh approximation. */
export function gelu(options?: LayerOptions): Activation {
  return plain("gelu", options);
}

/** log(1 + e^x). */
export function softplus(options?: LayerOptions): Activation {
  return plain("softplus", options);
}

/** e^x / Σ e^x along the last axis: probabilities of classes. */
export function softmax(options?: LayerOptions): Activation {
  return plain("softmax", options);
}
