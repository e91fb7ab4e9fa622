import { ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions } from "../../given.js";
import { add } from "../../ops/add.js";
import { matmul } from "../../ops/matmul.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { activationFrom } from "../activations.js";
import { Layer } from "../layer.js";
import type { LastAxis } from "../shape-map.js";
import { type KernelLayerOptions, kernelLayerOptions } from "./kernel-options.js";

/** Options of {@link dense}. */
export type DenseOptions = KernelLayerOptions;

/** A fully connected layer. Made by {@link dense}. */
export class Dense<Units extends number = number> extends Layer<LastAxis<Units>> {
  override readonly kind = "dense";
  /** Numbers that each example becomes. */
  readonly units: Units;
  /** [in, units]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  /** [units]; undefined without bias. */
  bias: AnyTensor | undefined;
  readonly #options: DenseOptions;
  readonly #activation: ((x: AnyTensor) => AnyTensor) | undefined;

  constructor(units: Units, options: DenseOptions = {}) {
    super(checkOptions("dense", options, kernelLayerOptions));
    atLeastOne("dense", "units", units);
    this.units = units;
    this.#options = options;
    const { activation = "linear" } = options;
    this.#activation = activation === "linear" ? undefined : activationFrom(activation, this.label);
  }

  override get libraryClass(): unknown {
    return Dense;
  }

  override get label(): string {
    return `Dense(${this.units})`;
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    if (inputShape.length < 2) {
      throw new ShapeError(
        `${this.label}: expected input [N, features], got ${formatShape(inputShape)}; try expandDims(0) for a single example, or expandDims(-1) for a single feature`,
      );
    }
    const { kernelInitializer = "glorotUniform", biasInitializer = "zeros", useBias = true } = this.#options;
    const { kernelRegularizer, biasRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [inputShape.at(-1)!, this.units], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    if (useBias) {
      this.bias = this.addWeight("bias", [this.units], {
        initializer: biasInitializer,
        regularizer: biasRegularizer,
      });
    }
  }

  protected override compute(x: AnyTensor): AnyTensor {
    let y = asTensor(matmul(x, this.kernel!));
    if (this.bias !== undefined) y = asTensor(add(y, this.bias));
    return this.#activation === undefined ? y : this.#activation(y);
  }
}

/**
 * A fully connected layer: y = activation(x · kernel + bias).
 *
 * Shapes: x [N, in] → [N, units]; more leading axes are kept. kernel [in, units] (PyTorch stores [out, in]),
 * bias [units], both made at the first input: glorotUniform and zeros, as Keras (PyTorch: uniform within
 * 1/√in for both). Throws ShapeError for an input of another width than the first.
 *
 * @example
 * ```ts
 * const layer = nn.dense(512, { activation: "relu", kernelInitializer: "heUniform" });
 * const y = layer.apply(images); // Tensor<[N, 512]>
 * ```
 */
export function dense<const Units extends number>(units: Units, options?: DenseOptions): Dense<Units> {
  return new Dense(units, options);
}
