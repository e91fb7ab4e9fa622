import { ShapeError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import { reshape as reshapeOp } from "../../ops/reshape.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { checkShape, formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { BatchOf } from "../shape-map.js";

/** Gives each example another shape. Made by {@link reshape}. */
export class Reshape<Target extends Shape = Shape> extends Layer<BatchOf<Target>> {
  override readonly kind = "reshape";
  /** The shape of each example in the output. */
  readonly targetShape: Target;

  constructor(targetShape: Target, options?: LayerOptions) {
    super(checkOptions("reshape", options, layerOptions));
    checkShape("reshape", targetShape);
    this.targetShape = targetShape;
  }

  override get libraryClass(): unknown {
    return Reshape;
  }

  override get label(): string {
    return `Reshape(${formatShape(this.targetShape)})`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const example = x.shape.slice(1);
    if (sizeOf(example) !== sizeOf(this.targetShape)) {
      throw new ShapeError(
        `${this.label}: expected examples of ${sizeOf(this.targetShape)} values, got ${sizeOf(example)} in shape ${formatShape(x.shape)}; try a target whose sizes multiply to ${sizeOf(example)}`,
      );
    }
    return asTensor(reshapeOp(x, [x.shape[0] ?? 1, ...this.targetShape]));
  }
}

/**
 * Gives each example another shape, the batch axis kept: `reshape([28, 28, 1])` takes [N, 784] → [N, 28, 28, 1].
 * Throws ShapeError for what is no list of sizes, and when the numbers of values differ.
 */
export function reshape<const Target extends Shape>(
  targetShape: Target,
  options?: LayerOptions,
): Reshape<Mutable<Target>> {
  return new Reshape(targetShape as unknown as Mutable<Target>, options);
}
type Mutable<S extends Shape> = { -readonly [I in keyof S]: S[I] };
