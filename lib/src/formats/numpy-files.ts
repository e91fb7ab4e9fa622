import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { readBytes, writeBytes } from "./files.js";
import { fromNpy, toNpy } from "./npy.js";
import { fromNpz, type NpzOptions, toNpz } from "./npz.js";
import type { NamedTensors } from "./safetensors.js";

/**
 * Writes a tensor to NumPy's .npy file; see {@link toNpy}. A file of that name is replaced in one step.
 *
 * @throws DataError when it cannot be written, and in a browser.
 */
export async function saveNpy(path: string, x: Operand): Promise<void> {
  await writeBytes("saveNpy", path, { bytes: toNpy(x), inBrowser: "toNpy, which gives the bytes" });
}

/**
 * Reads NumPy's .npy file; see {@link fromNpy}.
 *
 * @throws DataError when it cannot be read, is cut off or damaged, and in a browser.
 */
export async function loadNpy(path: string): Promise<Tensor<Shape, DType>> {
  return fromNpy(await readBytes("loadNpy", path, "fetch and fromNpy"), { name: path });
}

/**
 * Writes tensors to NumPy's .npz file; see {@link toNpz}. A file of that name is replaced in one step.
 *
 * @throws DataError when it cannot be written, and in a browser.
 */
export async function saveNpz(path: string, tensors: NamedTensors, options?: NpzOptions): Promise<void> {
  const bytes = await toNpz(tensors, options);
  await writeBytes("saveNpz", path, { bytes, inBrowser: "toNpz, which gives the bytes" });
}

/**
 * Reads NumPy's .npz file; see {@link fromNpz}.
 *
 * @throws DataError when it cannot be read, is cut off or damaged, and in a browser.
 */
export async function loadNpz(path: string): Promise<ReadonlyMap<string, Tensor<Shape, DType>>> {
  return fromNpz(await readBytes("loadNpz", path, "fetch and fromNpz"), { name: path });
}
