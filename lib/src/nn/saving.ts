import { DataError, OptionError } from "../errors.js";
import { readBytes, writeBytes } from "../formats/files.js";
import { fromSafetensors, type Safetensors, toSafetensors } from "../formats/safetensors.js";
import { checkOptions } from "../given.js";
import type { AnyTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { architecture, readArchitecture, type SavedModel } from "./architecture.js";
import { GraphModel } from "./graph/graph-model.js";
import { Layer } from "./layer.js";
import type { Module } from "./module.js";

/** The layers of a module with the beginning of their weights' names: `dense.`. */
function layersOf(module: Module, prefix = ""): (readonly [prefix: string, layer: Layer])[] {
  const inner = module.children().flatMap(([name, child]) => layersOf(child, `${prefix}${name}.`));
  return module instanceof Layer ? [[prefix, module], ...inner] : inner;
}

/** The graphs of a model with the beginning of their weights' names. */
function graphsOf(module: Module, prefix = ""): (readonly [prefix: string, graph: GraphModel])[] {
  const inner = module.children().flatMap(([name, child]) => graphsOf(child, `${prefix}${name}.`));
  return module instanceof GraphModel ? [[prefix, module], ...inner] : inner;
}

/** The weights of a module by name. Throws OptionError when a layer has not seen an input yet. */
export function builtWeights(where: string, module: Module): Map<string, Operand> {
  const unbuilt = layersOf(module).find(([, layer]) => !layer.built);
  if (unbuilt !== undefined) {
    throw new OptionError(
      `${where}: expected a model that has seen an input, got ${unbuilt[1].label} without weights; ` +
        "try model.apply(x) on one batch, or model.fit(…)",
    );
  }
  return new Map(module.weights().map(({ name, tensor }) => [name, tensor]));
}

/**
 * A model as the bytes of one safetensors file: its weights as tensors (`dense.kernel`), what it is made of as the
 * metadata `architecture`. Other programs read the weights from it as from any such file.
 *
 * For models that {@link architecture} can write down. To go on training from a file, see `nn.saveCheckpoint`.
 *
 * @throws OptionError as {@link architecture} does, and when the model has not seen an input yet.
 */
export function modelToBytes(model: Module): Uint8Array {
  return bytesOf("modelToBytes", model);
}

function bytesOf(where: string, model: Module): Uint8Array {
  const metadata = { architecture: JSON.stringify(architecture(model)) };
  return toSafetensors(builtWeights(where, model), { metadata });
}

/** Options of {@link modelFromBytes}. */
export interface ModelFromBytesOptions {
  /** The file's name for messages. Default `"model"`. */
  readonly name?: string;
}

/**
 * Makes the model that {@link modelToBytes} wrote. It computes the same to the bit; to train it further, compile
 * it again.
 *
 * Sizes in the architecture are held against the weights in the file before anything is made, so a hostile file
 * cannot take more memory than it has bytes.
 *
 * @throws DataError when the file is cut off or damaged, has weights alone, or weights that do not fit.
 */
export function modelFromBytes(bytes: Uint8Array, options?: ModelFromBytesOptions): SavedModel {
  const { name = "model" } = checkOptions("modelFromBytes", options, 'name: "model.safetensors"');
  const { tensors, metadata } = fromSafetensors(bytes, { name });
  if (!Object.hasOwn(metadata, "architecture")) {
    throw new DataError(
      `${name}: expected a model saved with nn.saveModel, got weights alone; ` +
        "try nn.loadWeights into a model of the same layers",
    );
  }
  const { model, inputs } = readArchitecture(name, metadata.architecture);
  const left = new Set(tensors.keys());
  for (const [prefix, graph] of graphsOf(model)) {
    const own = new Map<string, AnyTensor>();
    for (const [key, { shape, dtype }] of graph.graph.weights) {
      const stored = tensors.get(prefix + key) as AnyTensor | undefined;
      if (stored === undefined || stored.dtype !== dtype || !sameShape(stored.shape, shape)) {
        throw new DataError(
          `${name}: expected ${prefix}${key} as ${dtype} ${formatShape(shape)}, got ${stored === undefined ? "none" : `${stored.dtype} ${formatShape(stored.shape)}`}; the file is damaged: get it again`,
        );
      }
      own.set(key, stored);
      left.delete(prefix + key);
    }
    graph.build(own);
  }
  for (const [prefix, layer] of layersOf(model)) {
    const input = inputs.get(layer);
    if (input === undefined) {
      throw new DataError(
        `${name}: expected the input that ${prefix.slice(0, -1)} was made for, got none; the file is damaged: get it again`,
      );
    }
    const weights = new Map<string, AnyTensor>();
    for (const [key, tensor] of tensors) {
      if (!key.startsWith(prefix)) continue;
      weights.set(key.slice(prefix.length), tensor as unknown as AnyTensor);
      left.delete(key);
    }
    try {
      layer.build(input.shape, { dtype: input.dtype, weights });
    } catch (error) {
      throw new DataError(`${name}: ${(error as Error).message}; the file is damaged: get it again`, {
        cause: error,
      });
    }
  }
  if (left.size > 0) {
    throw new DataError(
      `${name}: expected weights of its layers only, got ${[...left].join(", ")}; the file is damaged: get it again`,
    );
  }
  return model;
}

/**
 * Saves a model, weights and architecture, in one safetensors file; see {@link modelToBytes}. A file of that name
 * is replaced in one step.
 *
 * @throws OptionError for a model with code of its own or without weights; DataError when the file cannot be
 * written, and in a browser.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(8, { activation: "relu" }), nn.dense(2)], { seed: 1 });
 * const y = model.apply(tensor([[1, 2, 3]]));
 * await nn.saveModel("model.safetensors", model);
 * const back = await nn.loadModel("model.safetensors");
 * equal(back.apply(tensor([[1, 2, 3]])), y).all().item(); // true
 * ```
 */
export async function saveModel(path: string, model: Module): Promise<void> {
  const bytes = bytesOf("saveModel", model);
  await writeBytes("saveModel", path, { bytes, inBrowser: "nn.modelToBytes" });
}

/**
 * Loads a model that {@link saveModel} saved; see {@link modelFromBytes}.
 *
 * @throws DataError when the file cannot be read, is cut off, damaged or has weights alone, and in a browser.
 */
export async function loadModel(path: string): Promise<SavedModel> {
  const bytes = await readBytes("loadModel", path, "fetch and nn.modelFromBytes");
  return modelFromBytes(bytes, { name: path });
}

/**
 * Saves the weights of any module in a safetensors file, by their names: those of an own class too.
 *
 * @throws OptionError when it has not seen an input yet; DataError when the file cannot be written, and in a
 * browser.
 *
 * @example
 * ```ts
 * const layer = nn.dense(2, { seed: 1 });
 * layer.build([1, 3]);
 * await nn.saveWeights("layer.safetensors", layer);
 * const other = nn.dense(2);
 * other.build([1, 3]);
 * await nn.loadWeights("layer.safetensors", other);
 * equal(other.kernel!, layer.kernel!).all().item(); // true
 * ```
 */
export async function saveWeights(path: string, module: Module): Promise<void> {
  const bytes = toSafetensors(builtWeights("saveWeights", module));
  await writeBytes("saveWeights", path, { bytes, inBrowser: "formats.toSafetensors" });
}

/**
 * Puts weights from a safetensors file into a module of the same layers that has seen an input. All of them fit,
 * or none is changed.
 *
 * @throws DataError when the file cannot be read or is damaged, when a weight is missing, unknown, or of another
 * shape or dtype, and in a browser.
 */
export async function loadWeights(path: string, module: Module): Promise<void> {
  const bytes = await readBytes("loadWeights", path, "fetch, formats.fromSafetensors and setWeights");
  const { tensors }: Safetensors = fromSafetensors(bytes, { name: path });
  putWeights(path, module, tensors);
}

/** Puts stored weights into a module: all of them, or none when one does not fit. Throws DataError. */
export function putWeights(
  name: string,
  module: Module,
  tensors: ReadonlyMap<string, Tensor<Shape, DType>>,
): void {
  const weights = module.weights();
  const advice = "try a module of the same layers that has seen an input";
  const unknown = [...tensors.keys()].filter((key) => !weights.some((weight) => weight.name === key));
  if (unknown.length > 0) {
    const known = weights.map((weight) => weight.name).join(", ") || "none";
    throw new DataError(`${name}: expected weights named ${known}, got ${unknown.join(", ")}; ${advice}`);
  }
  for (const { name: key, tensor } of weights) {
    const stored = tensors.get(key);
    if (stored === undefined || stored.dtype !== tensor.dtype || !sameShape(stored.shape, tensor.shape)) {
      const got = stored === undefined ? "none" : `${stored.dtype} ${formatShape(stored.shape)}`;
      throw new DataError(
        `${name}: expected ${key} as ${tensor.dtype} ${formatShape(tensor.shape)}, got ${got}; ${advice}`,
      );
    }
  }
  module.setWeights(new Map([...tensors].map(([key, tensor]) => [key, tensor.data])));
}
