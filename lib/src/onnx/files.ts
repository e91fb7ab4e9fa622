import { readBytes, writeBytes } from "../formats/files.js";
import { checkOptions } from "../given.js";
import type { GraphModel } from "../nn/graph/graph-model.js";
import type { Module } from "../nn/module.js";
import { graphModelOf } from "./read.js";
import { bytesOf, type OnnxOptions } from "./write.js";

/**
 * A model as the bytes of an ONNX file, for other engines: onnxruntime in many languages, in browsers and on phones.
 *
 * The model runs once on two examples and once on three, in inference mode, and the operations that it runs are written
 * down, so that code of your own goes along; the number of examples is left open. Weights keep their names (`dense.kernel`);
 * kernels of convolutions are stored as ONNX has them, [out, in, height, width], and those of recurrent layers as `W`, `R`
 * and `B`. The input is called `input`, the output `output`. Images stay [N, height, width, channels]. The file is for
 * version 17 of the operations.
 *
 * @throws OptionError for a model that has not seen an input, and for what ONNX has no form for: masked or stateful
 * recurrent layers, code that depends on values or draws random numbers.
 *
 * Source: https://github.com/onnx/onnx/blob/main/docs/IR.md.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(8, { activation: "relu" }), nn.dense(2)], { seed: 1 });
 * const y = model.apply(tensor([[1, 2, 3]]));
 * const bytes = await onnx.modelToBytes(model);
 * const back = await onnx.modelFromBytes(bytes);
 * equal(back.apply(tensor([[1, 2, 3]])), y).all().item(); // true
 * ```
 */
export async function modelToBytes(model: Module, options?: OnnxOptions): Promise<Uint8Array> {
  return bytesOf("onnx.modelToBytes", model, options);
}

/** Options of {@link modelFromBytes}. */
export interface OnnxFromBytesOptions {
  /** The file's name for messages. Default `"model"`. */
  readonly name?: string;
}

/**
 * Reads a model from the bytes of an ONNX file, to predict with it or to train it on.
 *
 * Numbers that are stored with a shape are weights, under their names; those of a single value, and what a node
 * `Constant` holds, do not change. float16 and bfloat16 become float32, 64-bit integers int32. Shapes are the file's:
 * images that come from PyTorch are [N, channels, height, width].
 *
 * @throws DataError when the file is damaged, has an operation that is not known here (the message lists those that are),
 * operations older than version 13, values in another file, or more than one input or output.
 *
 * @example
 * ```ts
 * const trained = nn.sequential([nn.dense(2)], { seed: 1 });
 * trained.apply(zeros([1, 3]));
 * const bytes = await onnx.modelToBytes(trained); // or new Uint8Array(await response.arrayBuffer())
 * const read = await onnx.modelFromBytes(bytes, { name: "model.onnx" });
 * read.graph.input.shape; // [null, 3]
 * ```
 */
export async function modelFromBytes(bytes: Uint8Array, options?: OnnxFromBytesOptions): Promise<GraphModel> {
  const { name = "model" } = checkOptions("onnx.modelFromBytes", options, 'name: "model.onnx"');
  return graphModelOf(name, bytes);
}

/**
 * Saves a model in an ONNX file; see {@link modelToBytes}. A file of that name is replaced in one step.
 *
 * @throws OptionError as {@link modelToBytes} does; DataError when the file cannot be written, and in a browser.
 */
export async function saveModel(path: string, model: Module, options?: OnnxOptions): Promise<void> {
  const bytes = await bytesOf("onnx.saveModel", model, options);
  await writeBytes("onnx.saveModel", path, { bytes, inBrowser: "onnx.modelToBytes" });
}

/**
 * Loads a model from an ONNX file; see {@link modelFromBytes}.
 *
 * @throws DataError when the file cannot be read, as {@link modelFromBytes} does, and in a browser.
 */
export async function loadModel(path: string): Promise<GraphModel> {
  const bytes = await readBytes("onnx.loadModel", path, "fetch and onnx.modelFromBytes");
  return graphModelOf(path, bytes);
}
