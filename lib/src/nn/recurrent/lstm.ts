import { checkOptions } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { initializer } from "../../initializers/initializer.js";
import { checkUnits, Recurrent, type RecurrentOptions, recurrentOptions } from "./recurrent.js";

/** Options of {@link lstm}. */
export interface LstmOptions<Sequences extends boolean = boolean> extends RecurrentOptions<Sequences> {
  /** Starts the bias of the forget gate at 1, so that the memory stays at first. Default true. */
  readonly unitForgetBias?: boolean;
}

/** A layer with a memory beside its state. Made by {@link lstm}. */
export class Lstm<Units extends number = number, Sequences extends boolean = boolean> extends Recurrent<
  Units,
  Sequences
> {
  override readonly kind = "lstm";
  readonly #unitForgetBias: boolean;

  constructor(units: Units, options: LstmOptions<Sequences> = {}) {
    super(units, checkOptions("lstm", options as LstmOptions, `${recurrentOptions}, unitForgetBias?`));
    checkUnits("lstm", units);
    this.#unitForgetBias = options.unitForgetBias ?? true;
  }

  override get libraryClass(): unknown {
    return Lstm;
  }

  override reversed(): Lstm<Units, Sequences> {
    const options = { ...this.reversedOptions(), unitForgetBias: this.#unitForgetBias };
    return new Lstm(this.units, options);
  }

  protected override biasInitializer(): Initializer | InitializerName {
    const { units } = this;
    const given = super.biasInitializer();
    if (!this.#unitForgetBias || given !== "zeros") return given;
    return initializer("unitForgetBias", (values) => values.fill(1, units, 2 * units));
  }
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000):
 *
 *     i = σ(x · W_i + h · R_i + b_i)      what comes in
 *     f = σ(x · W_f + h · R_f + b_f)      what stays
 *     g = tanh(x · W_g + h · R_g + b_g)   the candidate
 *     o = σ(x · W_o + h · R_o + b_o)      what is shown
 *     c ← f · c + i · g,  h = o · tanh(c)
 *
 * Shapes: x [N, steps, in] → [N, units], the last state h, or [N, steps, units] with `returnSequences`. kernel W [in, 4 units]
 * with the gates i, f, g, o side by side starts glorotUniform, recurrentKernel R [units, 4 units] orthogonal, bias [4 units]
 * at zero, but at one for the forget gate (`unitForgetBias`), as Keras. PyTorch has the same gates with two biases, both
 * uniform within 1/√units like its weights, and its forget gate is no exception. A step that is masked leaves h and c as they
 * are.
 * Throws ShapeError for an input without three axes, or of another width than the first.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.embedding(1000, { outputDim: 16, maskZero: true }), nn.lstm(32), nn.dense(1, { activation: "sigmoid" })]);
 * ```
 */
export function lstm<const Units extends number, const Sequences extends boolean = false>(
  units: Units,
  options?: LstmOptions<Sequences>,
): Lstm<Units, Sequences> {
  return new Lstm(units, options);
}
