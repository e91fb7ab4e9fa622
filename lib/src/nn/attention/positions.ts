import { exp64 } from "../../engine/reference/exponential.js";
import { log64 } from "../../engine/reference/logarithm.js";
import { cos64, sin64 } from "../../engine/reference/trigonometry.js";
import { type AnyTensor, fromValues } from "../../tensor/base.js";
import { allocate, type FloatDType } from "../../tensor/dtype.js";

/** Wavelengths of positions go from 2π to this many times as much (Vaswani et al. 2017). */
const LONGEST = 10000;

/** Which positions, and how many pairs of sine and cosine. */
export interface Places {
  readonly from: number;
  readonly steps: number;
  readonly pairs: number;
  readonly dtype: FloatDType;
}

/** Sines and cosines of position · 10000^(-i / pairs) for i = 0, 1, …: [steps, pairs] each. */
export function waves({ from, steps, pairs, dtype }: Places): {
  readonly sine: AnyTensor;
  readonly cosine: AnyTensor;
} {
  const [sine, cosine] = [allocate(dtype, steps * pairs), allocate(dtype, steps * pairs)];
  for (let i = 0; i < pairs; i++) {
    const speed = exp64((-i / pairs) * log64(LONGEST));
    for (let t = 0; t < steps; t++) {
      sine[t * pairs + i] = sin64((from + t) * speed);
      cosine[t * pairs + i] = cos64((from + t) * speed);
    }
  }
  const shape = [steps, pairs];
  return { sine: fromValues(sine, shape, dtype), cosine: fromValues(cosine, shape, dtype) };
}
