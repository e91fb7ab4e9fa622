import { OptionError } from "../../errors.js";
import { onInterrupt } from "../../interrupt.js";
import { concat } from "../../ops/concat.js";
import { noteUnrepeatable } from "../../recorder/current.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";

let current: KeyValueCache | undefined;

onInterrupt(() => {
  current = undefined;
});

/** The cache within whose `run` a layer computes. */
export function currentCache(): KeyValueCache | undefined {
  return current;
}

interface Kept {
  readonly k: AnyTensor;
  readonly v: AnyTensor;
}

/** Keys and values of the steps so far. Made by {@link keyValueCache}. */
export class KeyValueCache {
  #length = 0;
  #kept = new Map<object, Kept>();
  /** A recurrent layer that has computed in this run. */
  #recurrent: string | undefined;

  /** How many steps are kept. */
  get length(): number {
    return this.#length;
  }

  /** Runs a model on the next steps alone: its attention sees the steps before, too, and its positions go on. */
  run<T>(compute: () => T): T {
    noteUnrepeatable("it keeps keys and values");
    const outer = current;
    const [length, kept] = [this.#length, new Map(this.#kept)];
    current = this;
    try {
      const result = compute();
      if (this.#recurrent !== undefined && this.#kept.size > 0) {
        throw new OptionError(
          `keyValueCache: expected a model whose attention alone looks back, got ${this.#recurrent} beside it, which would begin anew with each step; try the whole sequence without a cache`,
        );
      }
      for (const { k } of this.#kept.values()) this.#length = k.shape[1]!;
      return result;
    } catch (error) {
      // Nothing is kept of steps that failed half-way.
      this.#length = length;
      this.#kept = kept;
      throw error;
    } finally {
      current = outer;
      this.#recurrent = undefined;
    }
  }

  /** Called by a recurrent layer that computes: what it remembers of the steps before is not kept here. */
  noteRecurrent(label: string): void {
    this.#recurrent = label;
  }

  /** A layer's keys and values [N, steps, heads, width] after those of the steps before, which are kept from now on. */
  extended(layer: object, { k, v }: Kept): Kept {
    const before = this.#kept.get(layer);
    const after = (a: AnyTensor | undefined, b: AnyTensor): AnyTensor =>
      a === undefined ? b : asTensor(concat([a, b], 1) as Operand);
    const all = { k: after(before?.k, k), v: after(before?.v, v) };
    this.#kept.set(layer, all);
    return all;
  }
}

/**
 * Keeps the keys and values that attention has made of the steps so far, so that the next step of a text costs one step and
 * not all of them. The results are those of the whole sequence, to the bit.
 * Its `run` throws OptionError for a model with recurrent layers beside attention, whose state it does not keep.
 *
 * @example
 * ```ts
 * const cache = nn.keyValueCache();
 * const model = nn.multiHeadAttention(2, { causal: true, seed: 1 });
 * const first = cache.run(() => model.apply(zeros([1, 5, 8]))); // five steps
 * const next = cache.run(() => model.apply(zeros([1, 1, 8]))); // the sixth
 * cache.length; // 6
 * ```
 */
export function keyValueCache(): KeyValueCache {
  return new KeyValueCache();
}
