import { log64 } from "../engine/reference/logarithm.js";
import { cos64, sin64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { noteDraw } from "../recorder/current.js";
import { fromValues } from "../tensor/base.js";
import { allocate, type FloatDType, type Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { checkShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Literal } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { philox } from "./philox.js";

/** The dtype of numbers that are drawn. */
export interface DrawOptions<D extends FloatDType = FloatDType> {
  /** Default float32. */
  readonly dtype?: D;
}

export interface UniformOptions<D extends FloatDType = FloatDType> extends DrawOptions<D> {
  /** The least value. Default 0. */
  readonly low?: number;
  /** Values stay below this. Default 1. */
  readonly high?: number;
}

export interface NormalOptions<D extends FloatDType = FloatDType> extends DrawOptions<D> {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation σ (not the variance). Default 1. */
  readonly stddev?: number;
}

/** Options of `randint`. */
export interface RandintOptions {
  /** The least value. Default 0. */
  readonly low?: number;
  /** Values stay below this. */
  readonly high: number;
}

/** Options of `bernoulli`. */
export interface BernoulliOptions {
  /** How likely `true` is, from 0 to 1. Default 0.5. */
  readonly probability?: number;
}

/**
 * A source of random numbers that starts from a seed and gives the same numbers on every platform.
 *
 * The words come from Philox4x32-10 with the seed as key and a counter that starts at 0. A draw takes
 * words in order: one for a float32 in [0, 1) (its upper 24 bits), two for a float64 (53 bits), and two (four) for
 * each pair of normal numbers, by Box and Muller's formula in float64.
 */
export class Generator {
  /** What the numbers follow from. */
  readonly seed: number;
  readonly #key0: number;
  readonly #key1: number;
  readonly #counter = new Uint32Array(4);
  readonly #block = new Uint32Array(4);
  #used = 4;

  /** Use `random.generator(seed)`. Throws OptionError when the seed is not a whole number of at least 0. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new OptionError(
        `random.generator: expected a whole number of at least 0 as seed, got ${quoted(seed)}; try 1`,
      );
    }
    this.seed = seed;
    this.#key0 = seed >>> 0;
    this.#key1 = Math.floor(seed / 2 ** 32);
  }

  /** The next 32 random bits, as a whole number from 0 to 2^32 - 1. */
  word(): number {
    noteDraw();
    if (this.#used === 4) {
      philox(this.#counter, this.#key0, this.#key1, this.#block);
      for (let i = 0; i < 4; i++) {
        this.#counter[i]!++;
        if (this.#counter[i] !== 0) break;
      }
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  /** How many words have been drawn; {@link Generator.seek} goes there again. */
  get position(): number {
    return (this.#counter[0]! + this.#counter[1]! * 2 ** 32) * 4 - (4 - this.#used);
  }

  /**
   * Goes to where `position` words have been drawn, so that the next draw gives what it gave then.
   * Throws OptionError when that is not a whole number of at least 0.
   *
   * @example
   * const draws = random.generator(1);
   * const { position } = draws;
   * const first = draws.number();
   * draws.seek(position);
   * draws.number() // first
   */
  seek(position: number): void {
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new OptionError(
        `seek: expected a whole number of at least 0, got ${quoted(position)}; try the position of a generator`,
      );
    }
    const block = Math.floor(position / 4);
    this.#counter.set([block, Math.floor(block / 2 ** 32), 0, 0]);
    this.#used = 4;
    for (let drawn = block * 4; drawn < position; drawn++) this.word();
  }

  /** One number in [0, 1), of 53 bits. */
  number(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * A whole number from 0 to limit - 1, each equally likely (Lemire 2019: the upper half of a product, drawn
   * again in the few cases that would favor some numbers). Throws OptionError unless 1 ≤ limit ≤ 2^32.
   */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) {
      throw new OptionError(
        `below: expected a whole number from 1 to 2^32, got ${quoted(limit)}; try the length of a list`,
      );
    }
    const threshold = (2 ** 32 - limit) % limit;
    for (;;) {
      const word = this.word();
      const low = Math.imul(word, limit) >>> 0;
      if (low >= threshold) return highWord(word, limit);
    }
  }

  /**
   * Another generator, as good as independent of this one, which does not move: the same index gives the
   * same.
   */
  fork(index: number): Generator {
    const out = new Uint32Array(4);
    // Counters that end in all ones are kept for forks; drawing does not get that far.
    philox(new Uint32Array([index, index / 2 ** 32, 0, 0xffffffff]), this.#key0, this.#key1, out);
    return new Generator(out[0]! + (out[1]! & 0x1fffff) * 2 ** 32);
  }

  /**
   * Uniform numbers in [low, high).
   *
   * @example
   * random.generator(1).uniform([2, 3], { low: -1, high: 1 })
   */
  uniform<const S extends Shape, D extends FloatDType = "float32">(
    shape: S,
    options?: UniformOptions<D>,
  ): Tensor<Literal<S>, D> {
    const { low = 0, high = 1, dtype } = checkOptions("uniform", options, "low#: 0, high#: 1, dtype");
    if (!(low <= high) || !Number.isFinite(high - low)) {
      throw new OptionError(
        `uniform: expected low ≤ high, both finite, got ${quoted(low)} and ${quoted(high)}; try low: 0, high: 1`,
      );
    }
    const single = dtype !== "float64";
    return this.#fill("uniform", shape, dtype, (data) => {
      for (let i = 0; i < data.length; i++) {
        const u = single ? (this.word() >>> 8) / 16777216 : this.number();
        data[i] = low + (high - low) * u;
        // Rounding may land on the end, which is not part of the range.
        if (data[i] === high && high > low) data[i] = low;
      }
    });
  }

  /**
   * Normal numbers with a mean and a standard deviation.
   *
   * Box and Muller 1958: two uniform numbers u in (0, 1] and v in [0, 1) give √(-2 ln u) · cos 2πv and
   * √(-2 ln u) · sin 2πv.
   *
   * @example
   * random.generator(1).normal([100, 10], { stddev: 0.05 })
   */
  normal<const S extends Shape, D extends FloatDType = "float32">(
    shape: S,
    options?: NormalOptions<D>,
  ): Tensor<Literal<S>, D> {
    const { mean, stddev, dtype } = checkNormal("normal", options);
    return this.#fill("normal", shape, dtype, (data) => {
      for (let i = 0; i < data.length; i += 2) {
        const [a, b] = this.#normalPair(dtype === "float64");
        data[i] = mean + stddev * a;
        if (i + 1 < data.length) data[i + 1] = mean + stddev * b;
      }
    });
  }

  /**
   * Normal numbers of which those further than two standard deviations from the mean are drawn again.
   *
   * Their standard deviation is 0.8796 of `stddev`: the initializers correct for it, this does not.
   */
  truncatedNormal<const S extends Shape, D extends FloatDType = "float32">(
    shape: S,
    options?: NormalOptions<D>,
  ): Tensor<Literal<S>, D> {
    const { mean, stddev, dtype } = checkNormal("truncatedNormal", options);
    return this.#fill("truncatedNormal", shape, dtype, (data) => {
      for (let i = 0; i < data.length; ) {
        for (const value of this.#normalPair(dtype === "float64")) {
          if (Math.abs(value) <= 2 && i < data.length) data[i++] = mean + stddev * value;
        }
      }
    });
  }

  /** `true` with a probability, else `false`. */
  bernoulli<const S extends Shape>(shape: S, options?: BernoulliOptions): Tensor<Literal<S>, "bool"> {
    const { probability = 0.5 } = checkOptions("bernoulli", options, "probability#: 0.5");
    if (!(probability >= 0 && probability <= 1)) {
      throw new OptionError(
        `bernoulli: expected a probability from 0 to 1, got ${quoted(probability)}; try 0.5`,
      );
    }
    const threshold = probability * 2 ** 32;
    const data = allocate("bool", checkedSize("bernoulli", shape), "bernoulli");
    for (let i = 0; i < data.length; i++) data[i] = this.word() < threshold ? 1 : 0;
    return fromValues(data, shape.slice(), "bool") as Operand as Tensor<Literal<S>, "bool">;
  }

  /** Whole numbers from low to high - 1, each equally likely. */
  randint<const S extends Shape>(shape: S, options: RandintOptions): Tensor<Literal<S>, "int32"> {
    const { low = 0, high } = checkOptions("randint", options, "high#: 10, low#");
    if (
      !Number.isInteger(low) ||
      !Number.isInteger(high) ||
      low >= high ||
      low < -(2 ** 31) ||
      high > 2 ** 31
    ) {
      throw new OptionError(
        `randint: expected whole numbers low < high that int32 holds, got ${quoted(low)} and ${quoted(high)}; try { high: 10 }`,
      );
    }
    const data = allocate("int32", checkedSize("randint", shape), "randint");
    for (let i = 0; i < data.length; i++) data[i] = low + this.below(high - low);
    return fromValues(data, shape.slice(), "int32") as Operand as Tensor<Literal<S>, "int32">;
  }

  /**
   * The numbers from 0 to n - 1 in random order, each order equally likely (Fisher and Yates: from the last
   * place to the second, exchange with a random place up to it).
   */
  permutation(n: number): Tensor<[number], "int32"> {
    const data = allocate("int32", checkedSize("permutation", [n]), "permutation").map((_, i) => i);
    this.#exchange(data);
    return fromValues(data, [n], "int32") as Operand as Tensor<[number], "int32">;
  }

  /** The items of a list in random order, as a new list. */
  shuffle<T>(items: readonly T[]): T[] {
    const list = items.slice();
    this.#exchange(list);
    return list;
  }

  #exchange<T>(list: { readonly length: number; [i: number]: T }): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = list[i]!;
      list[i] = list[j]!;
      list[j] = kept;
    }
  }

  #normalPair(double: boolean): readonly [number, number] {
    const u = double ? 1 - this.number() : (this.word() + 1) / 4294967296;
    const v = double ? this.number() : this.word() / 4294967296;
    const radius = Math.sqrt(-2 * log64(u));
    const angle = 2 * Math.PI * v;
    return [radius * cos64(angle), radius * sin64(angle)];
  }

  #fill<S extends Shape, D extends FloatDType>(
    where: string,
    shape: S,
    dtype: FloatDType = "float32",
    draw: (data: Values) => void,
  ): Tensor<Literal<S>, D> {
    const data = allocate(dtype, checkedSize(where, shape), where);
    draw(data);
    return fromValues(data, shape.slice(), dtype) as Operand as Tensor<Literal<S>, D>;
  }
}

function checkedSize(where: string, shape: Shape): number {
  checkShape(where, shape);
  return sizeOf(shape);
}

function checkNormal<D extends FloatDType>(where: string, options: NormalOptions<D> | undefined) {
  const { mean = 0, stddev = 1, dtype } = checkOptions(where, options, "stddev#: 1, mean#, dtype");
  if (!(stddev >= 0) || stddev === Number.POSITIVE_INFINITY) {
    throw new OptionError(
      `${where}: expected a standard deviation of at least 0, got ${quoted(stddev)}; try stddev: 1`,
    );
  }
  return { mean, stddev, dtype };
}

/** The upper 32 bits of word · limit: word scaled from 2^32 numbers to `limit` of them. */
function highWord(word: number, limit: number): number {
  const low = (word & 0xffff) * limit;
  const high = (word >>> 16) * limit;
  return Math.floor((high + Math.floor(low / 65536)) / 65536);
}

/**
 * A generator of random numbers that starts from a seed; the same seed gives the same numbers everywhere.
 *
 * @example
 * const generator = random.generator(42);
 * generator.normal([2, 3]);
 */
export function generator(seed: number): Generator {
  return new Generator(seed);
}
