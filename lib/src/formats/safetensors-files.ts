import { readBytes, writeBytes } from "./files.js";
import {
  fromSafetensors,
  type NamedTensors,
  type Safetensors,
  type SafetensorsOptions,
  toSafetensors,
} from "./safetensors.js";

/**
 * Writes tensors to a safetensors file; see {@link toSafetensors}. A file of that name is replaced in one step.
 *
 * @throws DataError when it cannot be written, and in a browser.
 *
 * @example
 * ```ts
 * await formats.saveSafetensors("weights.safetensors", { w: tensor([1, 2, 3]) });
 * const { tensors } = await formats.loadSafetensors("weights.safetensors");
 * tensors.get("w")!.toArray(); // [1, 2, 3]
 * ```
 */
export async function saveSafetensors(
  path: string,
  tensors: NamedTensors,
  options?: SafetensorsOptions,
): Promise<void> {
  const bytes = toSafetensors(tensors, options);
  await writeBytes("saveSafetensors", path, { bytes, inBrowser: "toSafetensors, which gives the bytes" });
}

/**
 * Reads a safetensors file; see {@link fromSafetensors}.
 *
 * @throws DataError when it cannot be read, is cut off or damaged, and in a browser.
 */
export async function loadSafetensors(path: string): Promise<Safetensors> {
  const bytes = await readBytes("loadSafetensors", path, "fetch and fromSafetensors");
  return fromSafetensors(bytes, { name: path });
}
