import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { storedNames } from "./safetensors-dtypes.js";
import { parseHeader } from "./safetensors-header.js";
import { checkBytes, storedTensor } from "./stored-tensor.js";

/** Tensors by name, as a record or a map. */
export type NamedTensors = Readonly<Record<string, Operand>> | ReadonlyMap<string, Operand>;

/** Options of {@link toSafetensors} and {@link saveSafetensors}. */
export interface SafetensorsOptions {
  /** Texts to keep beside the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** In the order of their bytes in the file. */
  readonly tensors: ReadonlyMap<string, Tensor<Shape, DType>>;
  /** The file's own notes: texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const utf8 = new TextEncoder();

/** The order of the format's own writer: wider dtypes first, so that all stay aligned; then by name, as bytes. */
const dtypeOrder: readonly DType[] = ["float64", "float32", "int32", "bool"];

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/**
 * Tensors as the bytes of a safetensors file: a JSON header with names, dtypes and shapes, then the values.
 * float32, float64, int32 and bool are kept as they are. The bytes are those that Hugging Face's own `safetensors`
 * writes for the same tensors.
 *
 * @throws OptionError when a value is no tensor, or when one is named `__metadata__`.
 *
 * Source: the format's description, https://github.com/huggingface/safetensors.
 *
 * @example
 * ```ts
 * const bytes = formats.toSafetensors({ w: tensor([[1, 2], [3, 4]]) }, { metadata: { epoch: "3" } });
 * formats.fromSafetensors(bytes).tensors.get("w")!.toArray(); // [[1, 2], [3, 4]]
 * ```
 */
export function toSafetensors(tensors: NamedTensors, options?: SafetensorsOptions): Uint8Array {
  const where = "toSafetensors";
  const { metadata } = checkOptions(where, options, 'metadata: { author: "me" }');
  const named = [...(tensors instanceof Map ? tensors : Object.entries(tensors))] as [string, unknown][];
  const sorted = named
    .map(([name, value]) => {
      if (!isTensor(value)) {
        throw new OptionError(
          `${where}: expected a tensor named ${name}, got ${typeof value}; try tensor(…)`,
        );
      }
      if (name === "__metadata__") {
        throw new OptionError(
          `${where}: expected a name other than __metadata__, which the format keeps for itself; ` +
            "try the metadata option",
        );
      }
      return { name, key: utf8.encode(name), tensor: value };
    })
    .sort(
      (a, b) =>
        dtypeOrder.indexOf(a.tensor.dtype) - dtypeOrder.indexOf(b.tensor.dtype) || compareBytes(a.key, b.key),
    );
  let at = 0;
  // Entries rather than an object: an object would move names such as "1" to its front.
  const entries = sorted.map(({ name, tensor }) => {
    const begin = at;
    at += tensor.data.byteLength;
    const entry = { dtype: storedNames[tensor.dtype], shape: tensor.shape, data_offsets: [begin, at] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  if (metadata !== undefined) entries.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  const json = utf8.encode(`{${entries.join(",")}}`);
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + at).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let offset = 8 + headerLength;
  for (const { tensor } of sorted) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return bytes;
}

/** Options of {@link fromSafetensors}. */
export interface FromSafetensorsOptions {
  /** The file's name for messages. Default `"safetensors data"`. */
  readonly name?: string;
}

/**
 * Reads the bytes of a safetensors file. float16 and bfloat16 become float32, the other integers int32.
 *
 * Every bound is checked before anything is read or allocated: a truncated or hostile file is refused, and none
 * can run code.
 *
 * @throws OptionError for anything but bytes; DataError when the file is cut off or damaged, has a dtype that cannot be
 * read, an integer that does not fit into int32, or a bool that is neither 0 nor 1.
 *
 * @example
 * ```ts
 * const response = await fetch("model.safetensors");
 * const { tensors, metadata } = formats.fromSafetensors(new Uint8Array(await response.arrayBuffer()));
 * ```
 */
export function fromSafetensors(bytes: Uint8Array, options?: FromSafetensorsOptions): Safetensors {
  const { name: file = "safetensors data" } = checkOptions(
    "fromSafetensors",
    options,
    'name: "weights.safetensors"',
  );
  checkBytes("fromSafetensors", bytes, "formats.loadSafetensors(path)");
  const { entries, metadata, dataStart } = parseHeader(file, bytes);
  const tensors = new Map<string, Tensor<Shape, DType>>();
  for (const { name, stored, shape, begin, end } of entries) {
    const own = bytes.subarray(dataStart + begin, dataStart + end);
    const tensor = storedTensor(`${file}: tensor ${JSON.stringify(name)}`, own, { stored, shape });
    tensors.set(name, tensor as unknown as Tensor<Shape, DType>);
  }
  return { tensors, metadata };
}
