import { DataError, OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { fromNpy, toNpy } from "./npy.js";
import type { NamedTensors } from "./safetensors.js";
import { checkBytes } from "./stored-tensor.js";

/** Options of {@link toNpz} and {@link saveNpz}. */
export interface NpzOptions {
  /** Smaller files that take longer to write, as `numpy.savez_compressed` makes them. Default false. */
  readonly compressed?: boolean;
}

/** The largest content of one array that is unpacked. */
const MOST_BYTES = 2 ** 31 - 1;
const endsInNpy = /\.npy$/;

/**
 * Tensors by name as the bytes of NumPy's .npz file, which `numpy.load` reads: a zip archive of .npy files.
 *
 * @throws OptionError when a value is no tensor.
 *
 * @example
 * ```ts
 * const bytes = await formats.toNpz({ x: tensor([[1, 2]]), y: tensor([3]) });
 * (await formats.fromNpz(bytes)).get("y")!.toArray(); // [3]
 * ```
 */
export async function toNpz(tensors: NamedTensors, options?: NpzOptions): Promise<Uint8Array> {
  const { compressed = false } = checkOptions("toNpz", options, "compressed?: true");
  const named = [...(tensors instanceof Map ? tensors : Object.entries(tensors))] as [string, unknown][];
  const level = compressed ? 6 : 0;
  const files = named.map(([name, value]) => {
    if (!isTensor(value)) {
      throw new OptionError(`toNpz: expected a tensor named ${name}, got ${typeof value}; try tensor(…)`);
    }
    return [`${name}.npy`, [toNpy(value), { level, mtime: new Date(1980, 0, 1) }]] as const;
  });
  const { zipSync } = await import("fflate");
  return zipSync(Object.fromEntries(files) as never);
}

/** Options of {@link fromNpz}. */
export interface FromNpzOptions {
  /** The file's name for messages. Default `"npz data"`. */
  readonly name?: string;
}

/**
 * Reads the bytes of NumPy's .npz file, compressed or not; see {@link fromNpy}.
 *
 * @throws OptionError for anything but bytes; DataError when the archive is cut off or damaged, or an array in it is.
 */
export async function fromNpz(
  bytes: Uint8Array,
  options?: FromNpzOptions,
): Promise<ReadonlyMap<string, Tensor<Shape, DType>>> {
  const { name: file = "npz data" } = checkOptions("fromNpz", options, 'name: "data.npz"');
  checkBytes("fromNpz", bytes, "formats.loadNpz(path)");
  const { unzipSync } = await import("fflate");
  let files: Record<string, Uint8Array>;
  try {
    const isWanted = ({ name, originalSize }: { name: string; originalSize: number }): boolean =>
      endsInNpy.test(name) && originalSize <= MOST_BYTES;
    files = unzipSync(bytes, { filter: isWanted });
  } catch (error) {
    throw new DataError(
      `${file}: expected a zip archive of .npy files, got something else; the file is cut off or damaged: get it again`,
      { cause: error },
    );
  }
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name.replace(endsInNpy, ""),
      fromNpy(content, { name: `${file}: ${name}` }),
    ]),
  );
}
