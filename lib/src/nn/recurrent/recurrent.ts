import { type Cell, cells } from "../../engine/sequences/recurrent.js";
import { ShapeError } from "../../errors.js";
import { atLeastOne } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { add } from "../../ops/add.js";
import { flip } from "../../ops/flip.js";
import { matmul } from "../../ops/matmul.js";
import { reshape } from "../../ops/reshape.js";
import { slice } from "../../ops/slice.js";
import { copyOf } from "../../ops/support/copy.js";
import { effect } from "../../recorder/effect.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { allocate } from "../../tensor/dtype.js";
import { maskOf } from "../../tensor/masks.js";
import type { Operand } from "../../tensor/operand.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import { currentCache } from "../attention/key-value-cache.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { RecurrentShape } from "../shape-map.js";
import { scan } from "./scan.js";

/** Options of recurrent layers. */
export interface RecurrentOptions<Sequences extends boolean = boolean> extends LayerOptions {
  /** Gives the states after every step, [N, steps, units], instead of the last one. Default false. */
  readonly returnSequences?: Sequences;
  /** Reads the sequence from its end; the states come in that order. Default false. */
  readonly goBackwards?: boolean;
  /** Starts each batch from the state after the last one, until `resetState()`. Default false. */
  readonly stateful?: boolean;
  /** Adds a bias. Default true. */
  readonly useBias?: boolean;
  /** Default `"glorotUniform"`. */
  readonly kernelInitializer?: Initializer | InitializerName;
  /** Default `"orthogonal"`. */
  readonly recurrentInitializer?: Initializer | InitializerName;
  /** Default `"zeros"`. */
  readonly biasInitializer?: Initializer | InitializerName;
  /** Penalty on the kernel. Default none. */
  readonly kernelRegularizer?: Regularizer;
  /** Penalty on the recurrent kernel. Default none. */
  readonly recurrentRegularizer?: Regularizer;
  /** Penalty on the bias. Default none. */
  readonly biasRegularizer?: Regularizer;
}

/** The names of {@link RecurrentOptions}. */
export const recurrentOptions =
  `returnSequences?: true, goBackwards?, stateful?, useBias?, kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer, ${layerOptions}` as const;

/** A layer that reads a sequence step by step and keeps a state. */
export abstract class Recurrent<
  Units extends number = number,
  Sequences extends boolean = boolean,
> extends Layer<RecurrentShape<Units, Sequences>> {
  abstract override readonly kind: Cell;
  /** Numbers in the state. */
  readonly units: Units;
  /** [in, gates · units]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  /** [units, gates · units]; undefined until the layer has seen an input. */
  recurrentKernel: AnyTensor | undefined;
  /** [gates · units], of gru [2, gates · units]: for the input and for the state; undefined without bias. */
  bias: AnyTensor | undefined;
  /** The state that the next batch starts from, h and for lstm c, [N, units] each; undefined unless `stateful`. */
  state: readonly AnyTensor[] | undefined;
  readonly #options: RecurrentOptions;
  #isFresh = true;

  constructor(units: Units, options: RecurrentOptions) {
    super(options);
    this.units = units;
    this.#options = options;
  }

  /** Whether the states after every step come out. */
  get returnSequences(): boolean {
    return this.#options.returnSequences ?? false;
  }

  override get label(): string {
    const name = this.constructor.name;
    return `${name}(${this.units})`;
  }

  /** A layer of this kind and these options, with weights of its own, that reads in the other direction. */
  abstract reversed(): Recurrent<Units, Sequences>;

  /** Forgets the state, so that the next batch, of any size, starts from zeros. */
  resetState(): void {
    for (const kept of this.state ?? []) {
      kept.data.fill(0);
      kept.version++;
    }
    this.#isFresh = true;
  }

  /** The options of a layer that reads in the other direction. */
  protected reversedOptions(): RecurrentOptions<Sequences> {
    const { seed, name: _, goBackwards = false, ...rest } = this.#options as RecurrentOptions<Sequences>;
    // The same seed would give both the same weights.
    return { ...rest, goBackwards: !goBackwards, ...(seed === undefined ? {} : { seed: seed + 1 }) };
  }

  protected override inputSignature([, , width]: Shape): readonly (number | null)[] {
    return [null, null, width ?? null];
  }

  protected override createWeights(inputShape: Shape): void {
    if (inputShape.length !== 3) {
      throw new ShapeError(
        `${this.label}: expected input [N, steps, features], got ${formatShape(inputShape)}; try expandDims(-1) for a single feature, or nn.embedding for ids`,
      );
    }
    const width = cells[this.kind].gates * this.units;
    const {
      kernelInitializer = "glorotUniform",
      recurrentInitializer = "orthogonal",
      useBias = true,
      kernelRegularizer,
      recurrentRegularizer,
      biasRegularizer,
    } = this.#options;
    this.kernel = this.addWeight("kernel", [inputShape[2]!, width], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    this.recurrentKernel = this.addWeight("recurrentKernel", [this.units, width], {
      initializer: recurrentInitializer,
      regularizer: recurrentRegularizer,
    });
    if (useBias) {
      this.bias = this.addWeight("bias", this.kind === "gru" ? [2, width] : [width], {
        initializer: this.biasInitializer(),
        regularizer: biasRegularizer,
      });
    }
  }

  /** How the bias begins. */
  protected biasInitializer(): Initializer | InitializerName {
    return this.#options.biasInitializer ?? "zeros";
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const [batch, steps] = x.shape as [number, number, number];
    currentCache()?.noteRecurrent(this.label);
    const { goBackwards = false, stateful = false } = this.#options;
    const [ofInput, ofState] = this.#biases();
    let rows: Operand = matmul(reshape(x, [batch * steps, -1]) as Operand, this.kernel!);
    if (ofInput !== undefined) rows = add(rows, ofInput) as Operand;
    const gates: Operand = reshape(rows, [batch, steps, this.kernel!.shape[1]!]);
    const turn = (z: Operand): AnyTensor => asTensor(goBackwards ? (flip(z, 1) as Operand) : z);
    const mask = maskOf(x);
    const [h0, c0] = this.#startingState(batch);
    const { h, lastC } = scan(this.kind, {
      x: turn(gates),
      kernel: this.recurrentKernel!,
      h0: h0!,
      c0,
      bias: ofState,
      mask: mask && turn(mask),
    });
    const last = (): AnyTensor => asTensor(slice(h, [null, -1]) as Operand);
    if (stateful) this.#keep(lastC === undefined ? [last()] : [last(), lastC]);
    return this.returnSequences ? h : last();
  }

  /** The bias for the input and, of gru, that for the state. */
  #biases(): readonly [AnyTensor | undefined, AnyTensor | undefined] {
    const { bias } = this;
    if (bias === undefined || this.kind !== "gru") return [bias, undefined];
    return [asTensor(slice(bias, [0]) as Operand), asTensor(slice(bias, [1]) as Operand)];
  }

  #startingState(batch: number): readonly AnyTensor[] {
    const shape = [batch, this.units];
    const zeros = (): AnyTensor => fromValues(allocate(this.dtype, batch * this.units), shape, this.dtype);
    const count = this.kind === "lstm" ? 2 : 1;
    if (!this.#options.stateful) return Array.from({ length: count }, zeros);
    if (this.#isFresh && this.state?.[0]?.shape[0] !== batch)
      this.state = Array.from({ length: count }, zeros);
    this.#isFresh = false;
    const kept = this.state![0]!.shape[0]!;
    if (kept !== batch) {
      throw new ShapeError(
        `${this.label}: expected batches of ${kept} sequences, as its state was made for, got ${batch}; try resetState() before, or a batch size that divides the data`,
      );
    }
    // The state itself changes before the way back.
    return this.state!.map((each) => copyOf(each));
  }

  #keep(latest: readonly AnyTensor[]): void {
    this.state!.forEach((kept, i) => {
      const update = ([values, last]: readonly { set(from: never): void }[]): void => {
        values!.set(last as never);
        kept.version++;
      };
      effect("recurrent state", [kept], update, { reads: [latest[i]!] });
    });
  }
}

/** Checks a number of units. Throws OptionError. */
export function checkUnits(where: Cell, units: number): void {
  atLeastOne(where, "units", units);
}
