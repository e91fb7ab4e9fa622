import { type Tensor, tensor } from "gradbook";

/** An array as the scripts of references write it down. */
export interface ReferenceValues {
  readonly shape: readonly number[];
  readonly dtype?: "int32" | "float32";
  readonly values: readonly number[];
}

export function tensorOf({ shape, dtype = "float32", values }: ReferenceValues): Tensor {
  return tensor([...values], { shape: [...shape], dtype }) as unknown as Tensor;
}
