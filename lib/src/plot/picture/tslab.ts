import { type Drawn, drawPicture } from "./picture.js";

interface Tslab {
  readonly display: { svg(text: string): void };
}

/**
 * Shows a figure as a picture on stock tslab, which prints a cell's value and knows nothing of MIME bundles. Elsewhere
 * it does nothing.
 */
export function showOnTslab(figure: Drawn): void {
  const session = Reflect.get(globalThis, "__tslab__") as { require(name: "tslab"): Tslab } | undefined;
  session?.require("tslab").display.svg(drawPicture(figure).svg);
}
