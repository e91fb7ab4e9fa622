import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { add } from "../../ops/add.js";
import { concat } from "../../ops/concat.js";
import { flip } from "../../ops/flip.js";
import { mul } from "../../ops/mul.js";
import type { DType } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { handMaskOn } from "../masks.js";
import { Module } from "../module.js";
import type { BidirectionalShape, ShapeMap } from "../shape-map.js";
import { Recurrent } from "./recurrent.js";

/** How the outputs of both directions become one. */
export type MergeMode = "concat" | "sum" | "mul" | "ave";

/** Options of {@link bidirectional}. */
export interface BidirectionalOptions<Mode extends MergeMode = MergeMode> {
  /** Side by side (`"concat"`, the default), added, multiplied or averaged. */
  readonly mergeMode?: Mode;
}

const merges: Readonly<Record<MergeMode, (a: Operand, b: Operand) => Operand>> = {
  concat: (a, b) => concat([a, b], -1),
  sum: (a, b) => add(a, b),
  mul: (a, b) => mul(a, b),
  ave: (a, b) => mul(add(a, b) as Operand, 0.5),
};

/** A recurrent layer and one like it that reads from the end. Made by {@link bidirectional}. */
export class Bidirectional<M extends ShapeMap = ShapeMap> extends Module<M> {
  /** Reads from the beginning. */
  readonly forwardLayer: Recurrent;
  /** Reads from the end. */
  readonly backwardLayer: Recurrent;
  /** How both become one. */
  readonly mergeMode: MergeMode;

  constructor(layer: Recurrent, options?: BidirectionalOptions) {
    super();
    const { mergeMode = "concat" } = checkOptions("bidirectional", options, 'mergeMode: "sum"');
    if (!((layer as unknown) instanceof Recurrent)) {
      throw new OptionError(
        `bidirectional: expected a recurrent layer, got ${Array.isArray(layer) ? "a list" : typeof layer}; try nn.bidirectional(nn.lstm(32))`,
      );
    }
    if (!Object.hasOwn(merges, mergeMode)) {
      throw new OptionError(
        `bidirectional: expected mergeMode "concat", "sum", "mul" or "ave", got ${quoted(mergeMode)}; try "concat"`,
      );
    }
    this.forwardLayer = layer;
    this.backwardLayer = layer.reversed();
    this.mergeMode = mergeMode;
  }

  override get libraryClass(): unknown {
    return Bidirectional;
  }

  override get label(): string {
    return `Bidirectional(${this.forwardLayer.label})`;
  }

  /** Forgets the states of both directions. */
  resetState(): void {
    this.forwardLayer.resetState();
    this.backwardLayer.resetState();
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    const ahead: Operand = this.forwardLayer.apply(x);
    const back: Operand = this.backwardLayer.apply(x);
    const inOrder: Operand = this.forwardLayer.returnSequences ? flip(back, 1) : back;
    const y = merges[this.mergeMode](ahead, inOrder);
    return handMaskOn(x, y) as Tensor<Shape, DType>;
  }
}

/**
 * Reads a sequence in both directions: the layer from the beginning, and one like it, with weights of its own, from the end
 * (Schuster and Paliwal 1997). With `returnSequences` both outputs stand in the order of the steps.
 *
 * Shapes: x [N, steps, in] → [N, 2 · units] or [N, steps, 2 · units]; [.., units] unless mergeMode is `"concat"`.
 * Throws OptionError for something else than a recurrent layer, or an unknown mergeMode.
 *
 * @example
 * ```ts
 * const layer = nn.bidirectional(nn.lstm(32, { returnSequences: true }));
 * ```
 */
export function bidirectional<
  const Units extends number,
  const Sequences extends boolean,
  const Mode extends MergeMode = "concat",
>(
  layer: Recurrent<Units, Sequences>,
  options?: BidirectionalOptions<Mode>,
): Bidirectional<BidirectionalShape<Units, Sequences, Mode>> {
  return new Bidirectional(layer as unknown as Recurrent, options);
}
