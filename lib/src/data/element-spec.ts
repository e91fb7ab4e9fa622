import { isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import { partsOf, withParts } from "./structure.js";

/** The shape and dtype of one part of a dataset's elements. A size of `null` differs from batch to batch. */
export class TensorSpec {
  /** The size of each axis; null where it differs between elements. */
  readonly shape: readonly (number | null)[];
  /** The values' dtype. */
  readonly dtype: DType | "string";

  constructor(shape: readonly (number | null)[], dtype: DType | "string") {
    this.shape = shape;
    this.dtype = dtype;
  }

  /** `TensorSpec([null, 784], float32)`. */
  toString(): string {
    return `TensorSpec([${this.shape.map((size) => size ?? "null").join(", ")}], ${this.dtype})`;
  }
}

/** What a dataset's elements look like: one spec, or a tuple or record of specs. `unknown` for other values. */
export type ElementSpec =
  | TensorSpec
  | "unknown"
  | readonly ElementSpec[]
  | { readonly [name: string]: ElementSpec };

/** The spec of one element. Numbers and booleans are scalars, an array of strings is a vector of strings. */
export function specOf(element: unknown): ElementSpec {
  if (isTensor(element)) return new TensorSpec(element.shape, element.dtype);
  if (typeof element === "number") return new TensorSpec([], "float32");
  if (typeof element === "boolean") return new TensorSpec([], "bool");
  if (typeof element === "string") return new TensorSpec([], "string");
  if (isTextVector(element)) return new TensorSpec([element.length], "string");
  const parts = partsOf(element);
  if (parts === undefined) return "unknown";
  return withParts(
    element,
    parts.map(([, part]) => specOf(part)),
  ) as ElementSpec;
}

/** True for a batch of strings. */
function isTextVector(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
}

/** A spec with every part changed by a function. */
export function mapSpec(spec: ElementSpec, change: (part: TensorSpec) => TensorSpec): ElementSpec {
  if (spec === "unknown") return spec;
  if (spec instanceof TensorSpec) return change(spec);
  const parts = partsOf(spec) as [string, ElementSpec][];
  return withParts(
    spec,
    parts.map(([, part]) => mapSpec(part, change)),
  ) as ElementSpec;
}

/** The tensor specs in a spec, from left to right. */
export function flattenSpec(spec: ElementSpec): TensorSpec[] {
  if (spec === "unknown") return [];
  if (spec instanceof TensorSpec) return [spec];
  return (partsOf(spec) as [string, ElementSpec][]).flatMap(([, part]) => flattenSpec(part));
}

/** A spec as text: `(TensorSpec([null, 784], float32), TensorSpec([null], int32))`. */
export function formatSpec(spec: ElementSpec): string {
  if (spec === "unknown") return "unknown";
  if (spec instanceof TensorSpec) return spec.toString();
  if (Array.isArray(spec)) return `(${spec.map((part) => formatSpec(part as ElementSpec)).join(", ")})`;
  const parts = Object.entries(spec as { readonly [name: string]: ElementSpec });
  return `{ ${parts.map(([name, part]) => `${name}: ${formatSpec(part)}`).join(", ")} }`;
}
