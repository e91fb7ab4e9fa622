import { DTypeError } from "../errors.js";
import { quoted } from "../given.js";
import { asTensor, fromValues } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** What a table is asked for: one key, an array of keys, or an int32 tensor of integer keys. */
export type Keys = string | number | readonly (string | number)[] | Operand<Shape, "int32">;

/** The shape of the answer: that of the keys. */
export type KeysShape<K> = K extends string | number
  ? []
  : K extends { readonly shape: infer S extends Shape }
    ? S
    : K extends readonly unknown[]
      ? [K["length"]]
      : Shape;

/** Looks every key up and puts the answers into an int32 tensor of the keys' shape. */
export function mapKeys<const K extends Keys>(
  where: string,
  keys: K,
  idOf: (key: string | number) => number,
): Tensor<KeysShape<K>, "int32"> {
  const { list, shape } = listKeys(where, keys);
  const ids = Int32Array.from(list, idOf);
  return fromValues(ids, shape, "int32") as Operand as Tensor<KeysShape<K>, "int32">;
}

/** Keys one by one, and their shape. Throws DTypeError for what is neither a string nor a whole number. */
export function listKeys(
  where: string,
  keys: Keys,
): { readonly list: readonly (string | number)[]; readonly shape: Shape } {
  const listed = unchecked(keys);
  for (const [i, key] of listed.list.entries()) {
    if (typeof key !== "string" && !Number.isSafeInteger(key)) {
      throw new DTypeError(
        `${where}: expected strings or whole numbers as keys, got ${quoted(key)} at index ${i}; try String(key)`,
      );
    }
  }
  return listed;
}

function unchecked(keys: Keys): { readonly list: readonly (string | number)[]; readonly shape: Shape } {
  if (typeof keys === "string" || typeof keys === "number") return { list: [keys], shape: [] };
  if (!("dtype" in keys)) return { list: keys, shape: [keys.length] };
  return { list: Array.from(asTensor(keys).data), shape: keys.shape };
}
