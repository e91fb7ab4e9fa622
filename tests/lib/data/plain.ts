import { data, isTensor, type Tensor } from "gradbook";

/** An element with its tensors as arrays and numbers. */
export function plain(element: unknown): unknown {
  if (isTensor(element)) return (element as unknown as { toArray(): unknown }).toArray();
  if (Array.isArray(element)) return element.map(plain);
  if (typeof element !== "object" || element === null) return element;
  return Object.fromEntries(Object.entries(element).map(([name, part]) => [name, plain(part)]));
}

/** The numbers 0, 1, …, count - 1 as rows. */
export function numbers(count: number): data.Dataset<Tensor<[]>> {
  return data.Dataset.fromTensorSlices(Float32Array.from({ length: count }, (_, i) => i));
}
