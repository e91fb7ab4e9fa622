import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { Shape } from "../tensor/shape.js";

/** How many inputs a unit has and how many outputs an input feeds. */
export interface Fans {
  /** How many inputs one output sums over. */
  readonly fanIn: number;
  /** How many outputs one input reaches. */
  readonly fanOut: number;
  /** Positions a kernel covers: the product of its spatial sizes, 1 for dense. */
  readonly receptiveField: number;
}

/** How a kernel's axes are laid out. */
export interface FanOptions {
  /**
   * `"channelsLast"` (default): [in, out], [width, in, out], [height, width, in, out], as Keras and this library.
   * `"channelsFirst"`: [out, in], [out, in, height, width], as PyTorch (OIHW).
   */
  readonly layout?: "channelsLast" | "channelsFirst";
}

/**
 * fan-in and fan-out of a kernel: fan-in = receptive field · inputs, fan-out = receptive field · outputs.
 *
 * A dense kernel [in, out] has receptive field 1; a vector [n] counts as n in and n out, a number as 1 and 1.
 * Throws OptionError for an unknown layout.
 *
 * @example
 * ```ts
 * initializers.computeFans([5, 5, 3, 6]); // { fanIn: 75, fanOut: 150, receptiveField: 25 }
 * ```
 */
export function computeFans(shape: Shape, options?: FanOptions): Fans {
  const { layout = "channelsLast" } = checkOptions("computeFans", options, 'layout: "channelsFirst"');
  if (layout !== "channelsLast" && layout !== "channelsFirst") {
    throw new OptionError(
      `computeFans: expected layout "channelsLast" or "channelsFirst", got ${JSON.stringify(layout)}; try "channelsLast" for [height, width, in, out]`,
    );
  }
  if (shape.length < 2) {
    const n = shape[0] ?? 1;
    return { fanIn: n, fanOut: n, receptiveField: 1 };
  }
  const last = layout === "channelsLast";
  const spatial = last ? shape.slice(0, -2) : shape.slice(2);
  const [inputs, outputs] = last ? [shape.at(-2)!, shape.at(-1)!] : [shape[1]!, shape[0]!];
  const receptiveField = spatial.reduce((product, size) => product * size, 1);
  return { fanIn: receptiveField * inputs, fanOut: receptiveField * outputs, receptiveField };
}
