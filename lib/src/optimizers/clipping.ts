import type { FloatValues } from "../tensor/dtype.js";
import type { OptimizerOptions } from "./optimizer.js";

/**
 * Gradients cut to a size. Arrays that need no change are returned as they are; the others are copies, because
 * a gradient may be shared with another tensor.
 *
 * Norms are summed one element after the other, in float64, parameters in their order.
 */
export function clippedGradients(
  gradients: FloatValues[],
  {
    clipValue,
    clipNorm,
    globalClipNorm,
  }: Pick<OptimizerOptions, "clipValue" | "clipNorm" | "globalClipNorm">,
): FloatValues[] {
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
