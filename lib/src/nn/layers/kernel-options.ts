import type { Initializer, InitializerName } from "../../initializers/index.js";
import type { Regularizer } from "../../regularizers/index.js";
import type { ActivationOption } from "../activations.js";
import { type LayerOptions, layerOptions } from "../layer.js";

/** Options of layers that multiply by a kernel: dense and the convolutions. */
export interface KernelLayerOptions extends LayerOptions {
  /** Default `"linear"`: none. */
  readonly activation?: ActivationOption;
  /** Adds a bias. Default true. */
  readonly useBias?: boolean;
  /** Default `"glorotUniform"`. */
  readonly kernelInitializer?: Initializer | InitializerName;
  /** Default `"zeros"`. */
  readonly biasInitializer?: Initializer | InitializerName;
  /** Penalty on the kernel. Default none. */
  readonly kernelRegularizer?: Regularizer;
  /** Penalty on the bias. Default none. */
  readonly biasRegularizer?: Regularizer;
}

/** The names of {@link KernelLayerOptions}. */
export const kernelLayerOptions =
  `activation: "relu", useBias?, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, ${layerOptions}` as const;
