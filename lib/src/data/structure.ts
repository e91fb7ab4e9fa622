import { DataError } from "../errors.js";

/** True for an object written as `{ … }`; a tensor or a date is not one. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The parts of a tuple or record with their places (`[0]`, `.image`); `undefined` for anything else. */
export function partsOf(value: unknown): [place: string, part: unknown][] | undefined {
  if (Array.isArray(value)) return value.map((part: unknown, index) => [`[${index}]`, part]);
  if (isRecord(value)) return Object.entries(value).map(([key, part]) => [`.${key}`, part]);
  return undefined;
}

/** A tuple or record of the same form with other parts. */
export function withParts(like: unknown, parts: readonly unknown[]): unknown {
  if (Array.isArray(like)) return [...parts];
  return Object.fromEntries(Object.keys(like as object).map((key, index) => [key, parts[index]]));
}

/** Several values of one form, taken apart: for each place the parts of all of them. */
export function transposeParts(
  where: string,
  values: readonly unknown[],
): { readonly places: readonly string[]; readonly columns: readonly (readonly unknown[])[] } {
  const first = partsOf(values[0])!;
  const places = first.map(([place]) => place);
  const rows = values.map((value, index) => {
    const parts = partsOf(value);
    const same = parts?.length === places.length && parts.every(([place], i) => place === places[i]);
    if (!parts || !same) {
      throw new DataError(
        `${where}: expected elements of one form (${places.join(", ")}), got another at index ${index}; ` +
          "try a map that gives every element the same form",
      );
    }
    return parts.map(([, part]) => part);
  });
  return { places, columns: places.map((_, i) => rows.map((row) => row[i])) };
}
