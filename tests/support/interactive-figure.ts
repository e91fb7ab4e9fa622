import type { Locator } from "playwright-core";

/**
 * Whether an interactive figure has been drawn for the width that it has in its place: its handles stay where they are from
 * then on.
 */
export function isDrawnToFit(figure: Locator): Promise<boolean> {
  return figure.evaluate((box) => {
    const { width } = box.querySelector<SVGSVGElement>(".gradbook-picture svg")!.viewBox.baseVal;
    return Math.abs(width - box.clientWidth) < 8;
  });
}
