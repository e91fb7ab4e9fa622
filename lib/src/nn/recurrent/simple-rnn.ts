import { checkOptions } from "../../given.js";
import { checkUnits, Recurrent, type RecurrentOptions, recurrentOptions } from "./recurrent.js";

/** A layer whose state is a tanh of input and state. Made by {@link simpleRnn}. */
export class SimpleRnn<Units extends number = number, Sequences extends boolean = boolean> extends Recurrent<
  Units,
  Sequences
> {
  override readonly kind = "simpleRnn";

  constructor(units: Units, options: RecurrentOptions<Sequences> = {}) {
    super(units, checkOptions("simpleRnn", options as RecurrentOptions, recurrentOptions));
    checkUnits("simpleRnn", units);
  }

  override get libraryClass(): unknown {
    return SimpleRnn;
  }

  override reversed(): SimpleRnn<Units, Sequences> {
    return new SimpleRnn(this.units, this.reversedOptions());
  }
}

/**
 * The plain recurrent layer (Elman 1990): h_t = tanh(x_t · kernel + h_(t-1) · recurrentKernel + bias), h_0 = 0.
 *
 * Shapes: x [N, steps, in] → [N, units], the last state, or [N, steps, units] with `returnSequences`. kernel [in, units]
 * starts glorotUniform, recurrentKernel [units, units] orthogonal, bias [units] at zero, as Keras (PyTorch has two biases,
 * and all weights uniform within 1/√units). A step that is masked leaves the state as it is.
 * Throws ShapeError for an input without three axes, or of another width than the first.
 *
 * @example
 * ```ts
 * const layer = nn.simpleRnn(32, { returnSequences: true });
 * ```
 */
export function simpleRnn<const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options?: RecurrentOptions<Sequences>,
): SimpleRnn<Units, Sequences> {
  return new SimpleRnn(units, options);
}
