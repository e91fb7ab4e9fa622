import { DataError, OptionError } from "../errors.js";
import { readBytes, writeBytes } from "../formats/files.js";
import { fromSafetensors, toSafetensors } from "../formats/safetensors.js";
import { checkOptions } from "../given.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import type { OptimizerState } from "../optimizers/state.js";
import { fromValues } from "../tensor/base.js";
import type { DType, FloatValues } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Model } from "./model.js";
import type { Module, RandomState, Weight } from "./module.js";
import { builtWeights, putWeights } from "./saving.js";

/*
 * The file: weights by their names as in nn.saveWeights; what the optimizer remembers of them as
 * `optimizer/<weight>/<number>`; the metadata `checkpoint` holds the rest as JSON.
 */
const prefix = "optimizer/";

/** Options of {@link saveCheckpoint} and {@link checkpointToBytes}. */
export interface CheckpointOptions {
  /** The optimizer that trains the model. Default: the one that it was compiled with. */
  readonly optimizer?: Optimizer;
}

/** The names of {@link CheckpointOptions}. */
const names = "optimizer: optimizers.adam()";

/** Options of {@link restoreCheckpoint}. */
export interface RestoreCheckpointOptions extends CheckpointOptions {
  /** The file's name for messages. Default `"checkpoint"`. */
  readonly name?: string;
}

/** What a checkpoint holds beside tensors. */
interface Notes {
  readonly optimizer: Omit<OptimizerState, "slots">;
  readonly random: Readonly<Record<string, RandomState>>;
  /** The weights of which the optimizer remembers something. */
  readonly remembered?: readonly string[] | undefined;
}

/**
 * Everything that training needs to go on, as the bytes of one safetensors file: the weights, what the optimizer
 * remembers (momentum, steps taken, learning rate) and where the masks of dropout stand.
 *
 * Throws OptionError for a model without weights yet, and without an optimizer.
 */
export function checkpointToBytes(model: Module, options?: CheckpointOptions): Uint8Array {
  return bytesOf("checkpointToBytes", model, options);
}

function bytesOf(where: string, model: Module, options: CheckpointOptions | undefined): Uint8Array {
  const { optimizer: given } = checkOptions(where, options, names);
  const tensors: Map<string, Operand> = builtWeights(where, model);
  const { slots, ...optimizer } = optimizerOf(where, model, given).getState(model.weights());
  for (const [name, arrays] of slots) {
    arrays.forEach((values, i) => {
      const dtype: DType = values instanceof Float32Array ? "float32" : "float64";
      tensors.set(`${prefix}${name}/${i}`, fromValues(values, [values.length], dtype) as unknown as Operand);
    });
  }
  const random: Record<string, RandomState> = {};
  for (const [name, module] of named(model)) {
    const state = module.randomState();
    if (state !== undefined) random[name] = state;
  }
  const notes: Notes = {
    optimizer,
    random,
    remembered: [...slots].flatMap(([key, arrays]) => (arrays.length > 0 ? [key] : [])),
  };
  return toSafetensors(tensors, { metadata: { checkpoint: JSON.stringify(notes) } });
}

/**
 * Puts a checkpoint into a model of the same layers that has seen an input and is compiled with the same
 * optimizer: training goes on from it with the very bits that it would have had without a break.
 *
 * Throws DataError when the bytes are cut off, damaged or no checkpoint, or do not fit the model; OptionError for
 * a model without an optimizer, or when the optimizer is another one.
 *
 * @example
 * ```ts
 * const make = () => {
 *   const model = nn.sequential([nn.dense(4, { activation: "tanh" }), nn.dropout(0.2), nn.dense(1)], { seed: 1 });
 *   model.compile({ optimizer: "adam", loss: "meanSquaredError" });
 *   return model;
 * };
 * const [x, y] = [ones([8, 2]), zeros([8, 1])];
 * const model = make();
 * await model.fit([x, y], { epochs: 3 });
 * const bytes = nn.checkpointToBytes(model);
 *
 * const later = make();
 * later.apply(x);
 * nn.restoreCheckpoint(bytes, later);
 * await later.fit([x, y], { epochs: 5, initialEpoch: 3 });
 * ```
 */
export function restoreCheckpoint(
  bytes: Uint8Array,
  model: Module,
  options?: RestoreCheckpointOptions,
): void {
  const { name = "checkpoint", optimizer } = checkOptions(
    "restoreCheckpoint",
    options,
    `name: "checkpoint.safetensors", ${names}` as const,
  );
  restore("restoreCheckpoint", model, { optimizer, bytes, name });
}

interface Stored {
  readonly optimizer: Optimizer | undefined;
  readonly bytes: Uint8Array;
  readonly name: string;
}

function restore(where: string, model: Module, { bytes, name, optimizer: given }: Stored): void {
  const optimizer = optimizerOf(where, model, given);
  builtWeights(where, model);
  const { tensors, metadata } = fromSafetensors(bytes, { name });
  const { optimizer: state, random, remembered } = readNotes(name, metadata.checkpoint);
  const weights = new Map<string, Tensor<Shape, DType>>();
  const slots = new Map<string, FloatValues[]>();
  for (const [key, tensor] of tensors) {
    if (!key.startsWith(prefix)) {
      weights.set(key, tensor);
      continue;
    }
    if (tensor.shape.length !== 1) {
      throw new DataError(
        `${name}: expected ${key} as a list of numbers, got shape ${formatShape(tensor.shape)}; the file is damaged: get it again`,
      );
    }
    const cut = key.lastIndexOf("/");
    const weight = key.slice(prefix.length, cut);
    const arrays = slots.get(weight) ?? [];
    arrays[Number(key.slice(cut + 1))] = tensor.data as FloatValues;
    slots.set(weight, arrays);
  }
  // Files of older versions do not say what the optimizer remembered.
  if (remembered !== undefined) {
    sameNames(name, "the optimizer's memory", { expected: [...remembered], got: [...slots.keys()] });
  }
  const drawing = named(model).filter(([, module]) => module.randomState() !== undefined);
  // Both say what does not fit before they change anything; so the weights go second.
  const former = optimizer.getState(model.weights());
  setState(name, optimizer, { weights: model.weights(), state: { ...state, slots } });
  try {
    sameNames(name, "the random state", {
      expected: drawing.map(([path]) => path),
      got: Object.keys(random),
    });
    putWeights(name, model, weights);
  } catch (error) {
    optimizer.setState(model.weights(), former);
    throw error;
  }
  for (const [path, module] of drawing) module.setRandomState(random[path]!);
}

/** Gives an optimizer its state. Throws DataError when it does not fit, OptionError when it is another optimizer's. */
function setState(
  name: string,
  optimizer: Optimizer,
  { weights, state }: { readonly weights: readonly Weight[]; readonly state: OptimizerState },
): void {
  try {
    optimizer.setState(weights, state);
  } catch (error) {
    if (state.name !== optimizer.name) throw error;
    throw new DataError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Throws DataError when a file names other things than it should. */
function sameNames(
  name: string,
  what: string,
  { expected, got }: Record<"expected" | "got", string[]>,
): void {
  const listed = (names: string[]) => names.toSorted().join(", ") || "none";
  if (listed(expected) === listed(got)) return;
  throw new DataError(
    `${name}: expected ${what} of ${listed(expected)}, got that of ${listed(got)}; try a model made alike, or get the file again`,
  );
}

/**
 * Saves a checkpoint in a file, which is replaced in one step; see {@link checkpointToBytes}. The callback
 * `modelCheckpoint({ path })` does so while `fit` runs.
 *
 * Throws OptionError as {@link checkpointToBytes}; DataError when the file cannot be written, and in a browser.
 */
export async function saveCheckpoint(
  path: string,
  model: Module,
  options?: CheckpointOptions,
): Promise<void> {
  const bytes = bytesOf("saveCheckpoint", model, options);
  await writeBytes("saveCheckpoint", path, { bytes, inBrowser: "nn.checkpointToBytes" });
}

/**
 * Goes on from a file that {@link saveCheckpoint} wrote; see {@link restoreCheckpoint}.
 *
 * Throws as {@link restoreCheckpoint} does; DataError also when the file cannot be read, and in a browser.
 */
export async function loadCheckpoint(
  path: string,
  model: Module,
  options?: CheckpointOptions,
): Promise<void> {
  const { optimizer } = checkOptions("loadCheckpoint", options, names);
  const bytes = await readBytes("loadCheckpoint", path, "fetch and nn.restoreCheckpoint");
  restore("loadCheckpoint", model, { optimizer, bytes, name: path });
}

function optimizerOf(where: string, model: Module, optimizer: Optimizer | undefined): Optimizer {
  if (optimizer !== undefined) return optimizer;
  if (model instanceof Model) return model.compiled(where).optimizer;
  throw new OptionError(
    `${where}: expected an optimizer beside ${model.label}, got none; try { optimizer } with the one that trains it`,
  );
}

/** A module and all in it, by the names that lead to them. */
function named(module: Module, path = ""): (readonly [path: string, module: Module])[] {
  const inner = module
    .children()
    .flatMap(([name, child]) => named(child, path === "" ? name : `${path}.${name}`));
  return [[path, module], ...inner];
}

function readNotes(name: string, text: string | undefined): Notes {
  const damaged = (got: string) =>
    new DataError(`${name}: expected a checkpoint, got ${got}; try a file of nn.saveCheckpoint`);
  if (text === undefined) throw damaged("tensors alone");
  let notes: Partial<Notes> | null;
  try {
    notes = JSON.parse(text);
  } catch {
    throw damaged("notes that are not JSON");
  }
  const { optimizer, random, remembered } = notes ?? {};
  const whole = (value: unknown, most: number) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
  const fits =
    typeof optimizer?.name === "string" &&
    whole(optimizer.iterations, mostSteps) &&
    (optimizer.learningRate === undefined || (optimizer.learningRate as number) >= 0) &&
    typeof (optimizer.learningRate ?? 0) === "number" &&
    (remembered === undefined || Array.isArray(remembered)) &&
    typeof random === "object" &&
    random !== null &&
    Object.values(random).every(
      (state) =>
        whole(state?.seed, Number.MAX_SAFE_INTEGER) && whole(state?.position, Number.MAX_SAFE_INTEGER),
    );
  if (!fits) throw damaged("notes of another form");
  return { optimizer: optimizer as Notes["optimizer"], random, remembered };
}

/** More steps than anybody takes: a file that claims more is damaged, and going through them would not end. */
const mostSteps = 1e9;
