import { checkOptions } from "../../given.js";
import { checkUnits, Recurrent, type RecurrentOptions, recurrentOptions } from "./recurrent.js";

/** A layer whose gates say how much of its state stays. Made by {@link gru}. */
export class Gru<Units extends number = number, Sequences extends boolean = boolean> extends Recurrent<
  Units,
  Sequences
> {
  override readonly kind = "gru";

  constructor(units: Units, options: RecurrentOptions<Sequences> = {}) {
    super(units, checkOptions("gru", options as RecurrentOptions, recurrentOptions));
    checkUnits("gru", units);
  }

  override get libraryClass(): unknown {
    return Gru;
  }

  override reversed(): Gru<Units, Sequences> {
    return new Gru(this.units, this.reversedOptions());
  }
}

/**
 * Gated recurrent units (Cho et al. 2014, with the reset after the product as in cuDNN, Keras's default and PyTorch):
 *
 *     z = σ(x · W_z + a_z + h · R_z + b_z)            how much of the state stays
 *     r = σ(x · W_r + a_r + h · R_r + b_r)            how much of it the candidate sees
 *     g = tanh(x · W_g + a_g + r · (h · R_g + b_g))   the candidate
 *     h ← z · h + (1 - z) · g
 *
 * Shapes: x [N, steps, in] → [N, units], the last state, or [N, steps, units] with `returnSequences`. kernel W [in, 3 units]
 * with the gates z, r, g side by side (PyTorch: r, z, g) starts glorotUniform, recurrentKernel R [units, 3 units] orthogonal,
 * bias [2, 3 units], a and b, at zero, as Keras. A step that is masked leaves the state as it is.
 * Throws ShapeError for an input without three axes, or of another width than the first.
 *
 * @example
 * ```ts
 * const layer = nn.gru(32, { returnSequences: true });
 * ```
 */
export function gru<const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options?: RecurrentOptions<Sequences>,
): Gru<Units, Sequences> {
  return new Gru(units, options);
}
