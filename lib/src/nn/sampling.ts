import { withGrad } from "../autograd/grad-mode.js";
import { exp64 } from "../engine/reference/exponential.js";
import { OptionError, ShapeError } from "../errors.js";
import { atLeastOne, checkOptions, quoted } from "../given.js";
import { seedOr } from "../initializers/initializer.js";
import { slice } from "../ops/slice.js";
import { type Generator, generator } from "../random/index.js";
import { asTensor, fromValues } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { keyValueCache } from "./attention/key-value-cache.js";
import type { Module } from "./module.js";

/** How the next of several is chosen. */
export interface SampleOptions {
  /** Logits are divided by it: below 1 the likely ones become likelier; 0 takes the likeliest. Default 1. */
  readonly temperature?: number;
  /** Chooses among so many of the likeliest. Default all. */
  readonly topK?: number;
  /** Chooses among the fewest whose probabilities sum to this or more (Holtzman et al. 2020). Default 1: all. */
  readonly topP?: number;
  /** Draws the same each time. Default: a new one for each call. */
  readonly seed?: number;
  /** Draws on from where it stands, in place of a seed. */
  readonly generator?: Generator;
}

export const sampleOptions = "temperature#: 0.8, topK#, topP#, seed#, generator" as const;

/**
 * Draws a class for each row of logits, by their probabilities.
 *
 * Shapes: logits [..., classes] → [...] int32. With a temperature of 0 the likeliest is taken, the first of equals. topK and topP
 * both narrow the choice, after the temperature. Probabilities are computed in float64, so a seed draws the same everywhere.
 * Throws OptionError for a temperature below 0, a topK that is no whole number of at least 1, a topP outside (0, 1].
 *
 * @example
 * ```ts
 * nn.sample(tensor([[0, 5, 1]]), { temperature: 0 }).toArray(); // [1]
 * ```
 */
export function sample(logits: Operand, options?: SampleOptions): Tensor<Shape, "int32"> {
  const given = checkOptions("sample", options, sampleOptions);
  checkSampling("sample", given);
  const x = asTensor(logits);
  const classes = x.shape.at(-1) ?? 0;
  if (classes === 0) {
    throw new ShapeError(
      `sample: expected logits [..., classes], got ${formatShape(x.shape)}; try the output of the last layer`,
    );
  }
  const draws = given.generator ?? generator(seedOr(given.seed));
  const ids = new Int32Array(x.size / classes);
  for (let row = 0; row < ids.length; row++) {
    ids[row] = choose(x.data.subarray(row * classes, (row + 1) * classes), given, draws);
  }
  return fromValues(ids, x.shape.slice(0, -1), "int32") as unknown as Tensor<Shape, "int32">;
}

/** Checks how is chosen. Throws OptionError. */
function checkSampling(where: string, { temperature = 1, topK = 1, topP = 1 }: SampleOptions): void {
  const wrong = (name: string, expected: string, value: unknown, example: number): OptionError =>
    new OptionError(`${where}: expected ${name} ${expected}, got ${quoted(value)}; try ${name}: ${example}`);
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw wrong("temperature", "of at least 0", temperature, 0.8);
  }
  atLeastOne(where, "topK", topK, 10);
  if (!(topP > 0 && topP <= 1)) throw wrong("topP", "in (0, 1]", topP, 0.9);
}

function choose(
  logits: ArrayLike<number>,
  { temperature = 1, topK = logits.length, topP = 1 }: SampleOptions,
  draws: Generator,
): number {
  const order = Array.from(logits, (_, i) => i).sort((a, b) => logits[b]! - logits[a]! || a - b);
  if (temperature === 0) return order[0]!;
  const greatest = logits[order[0]!]!;
  const kept = order.slice(0, topK).map((id) => ({ id, p: exp64((logits[id]! - greatest) / temperature) }));
  const total = kept.reduce((sum, { p }) => sum + p, 0);
  let mass = 0;
  const count = kept.findIndex(({ p }) => {
    mass += p;
    return mass >= topP * total;
  });
  const nucleus = count < 0 ? kept : kept.slice(0, count + 1);
  let left = draws.number() * nucleus.reduce((sum, { p }) => sum + p, 0);
  for (const { id, p } of nucleus) {
    left -= p;
    if (left < 0) return id;
  }
  return nucleus.at(-1)!.id;
}

/** Options of {@link generate}. */
export interface GenerateOptions extends SampleOptions {
  /** How many ids to add. */
  readonly length: number;
  /** The longest sequence that the model takes; of a longer text it sees the end. Default: any. */
  readonly contextLength?: number;
}

/**
 * Lets a model go on from some ids: each next one is drawn from what the model says of the ids so far.
 *
 * The model takes ids [1, steps] to logits [1, steps, classes] and sees no later step (`causal: true`, or a recurrent layer). Up
 * to contextLength the keys and values of attention are kept, so that each id costs one step; beyond, the model sees the last
 * contextLength ids anew each time.
 * Throws OptionError for an empty prompt, a length below 1, and as {@link sample} does.
 *
 * @example
 * ```ts
 * const layers = [nn.embedding(65, { outputDim: 8 }), nn.transformerBlock(8, { numHeads: 2, causal: true }), nn.dense(65)];
 * const ids = nn.generate(nn.sequential(layers), [12, 5], { length: 10, temperature: 0.8, topK: 10, seed: 1 });
 * ids.length; // 12
 * ```
 */
export function generate(model: Module, prompt: readonly number[], options: GenerateOptions): number[] {
  const given = checkOptions("generate", options, `length#: 100, contextLength#, ${sampleOptions}`);
  const { length, contextLength = Number.POSITIVE_INFINITY, ...sampling } = given;
  checkSampling("generate", sampling);
  for (const [name, size] of Object.entries({ length, contextLength })) {
    if (!(size >= 1))
      throw new OptionError(`generate: expected ${name} of at least 1, got ${quoted(size)}; try ${name}: 64`);
  }
  if (prompt.length === 0) {
    throw new OptionError("generate: expected a prompt with at least one id, got none; try [0]");
  }
  const draws = given.generator ?? generator(seedOr(given.seed));
  const ids = [...prompt];
  let cache = keyValueCache();
  return withGrad(false, () => {
    for (let added = 0; added < length; added++) {
      const seen = ids.slice(-contextLength);
      // Places move on with a window that is full, so nothing that was kept is right any more.
      if (ids.length > contextLength) cache = keyValueCache();
      const next = seen.slice(cache.length);
      const x = fromValues(Int32Array.from(next), [1, next.length], "int32");
      const logits = cache.run(() => model.apply(x as Operand, { training: false }) as Operand);
      if (logits.shape.length !== 3) {
        throw new ShapeError(
          `generate: expected logits [1, steps, classes] of the model, got ${formatShape(logits.shape)}; try returnSequences: true, or a dense layer at the end`,
        );
      }
      ids.push(sample(slice(logits, [0, -1]) as Operand, { ...sampling, generator: draws }).item());
    }
    return ids;
  });
}
