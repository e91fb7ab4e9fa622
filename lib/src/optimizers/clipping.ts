import type { FloatValues } from "../tensor/dtype.js";

/** How gradients are limited before they are used. */
export interface ClippingOptions {
  /** Cuts every element of every gradient to [-clipValue, clipValue]. */
  readonly clipValue?: number;
  /** Scales each gradient down to this Euclidean norm, one parameter at a time. */
  readonly clipNorm?: number;
  /** Scales all gradients down together, so that the norm over all of them is at most this. */
  readonly globalClipNorm?: number;
}

/**
 * Gradients cut to a size. Arrays that need no change are returned as they are; the others are copies, because
 * a gradient may be shared with another tensor.
 *
 * Norms are summed one element after the other, in float64, parameters in their order.
 */
export function clippedGradients(
  gradients: readonly FloatValues[],
  { clipValue, clipNorm, globalClipNorm }: ClippingOptions,
): readonly FloatValues[] {
  if (clipValue !== undefined) {
    return gradients.map((g) => {
      const cut = g.slice();
      for (let i = 0; i < cut.length; i++) cut[i] = Math.min(clipValue, Math.max(-clipValue, cut[i]!));
      return cut;
    });
  }
  if (clipNorm !== undefined) {
    return gradients.map((g) => scaledTo(g, clipNorm, Math.sqrt(sumOfSquares(g))));
  }
  if (globalClipNorm !== undefined) {
    let total = 0;
    for (const g of gradients) total += sumOfSquares(g);
    const norm = Math.sqrt(total);
    return gradients.map((g) => scaledTo(g, globalClipNorm, norm));
  }
  return gradients;
}

function sumOfSquares(values: FloatValues): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

function scaledTo(gradient: FloatValues, limit: number, norm: number): FloatValues {
  // A norm of NaN falls through: the gradient stays as it is and the loss shows it.
  if (!(norm > limit)) return gradient;
  const factor = limit / norm;
  const scaled = gradient.slice();
  for (let i = 0; i < scaled.length; i++) scaled[i] = scaled[i]! * factor;
  return scaled;
}
