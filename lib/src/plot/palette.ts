/**
 * Colors for categories: Okabe and Ito's set (Masataka Okabe and Kei Ito, "Color Universal Design", 2002,
 * 2008), which people with any of the three kinds of color blindness can tell apart. The order is ours: the
 * first four stand out by 3:1 or more from a white page and from a dark one.
 */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"] as const;

/**
 * The grey of text, ticks and outlines. No single color reaches 4.5:1 on both white and #111 (the best
 * possible is 4.34:1 on each); this one keeps 4.5:1 on white and 4.1:1 on #111. Where a figure's HTML is
 * shown, the page's own text color replaces it.
 */
export const neutral = "#767676";

/** Grid lines: seen, not read. */
export const faint = "rgba(128,128,128,0.25)";

type ColorScale = readonly (readonly [number, string])[];

/** From little to much; even steps for the eye and for color-blind readers (van der Walt and Smith, 2015). */
export const sequential = "Viridis";

/** From negative (blue) over none to positive (vermillion). */
export const diverging: ColorScale = [
  [0, "#00507D"],
  [0.25, "#5BA3CF"],
  [0.5, "#F2F2F2"],
  [0.75, "#EE9A5E"],
  [1, "#A84A00"],
];

/** Heights that lines are drawn over: a pale grey, so that every color of the palette stands out. */
export const pale: ColorScale = [
  [0, "#F6F6F6"],
  [1, "#BEBEBE"],
];

/** The gradients in a computation graph: vermillion, darkened until it reads on white and on #111 alike. */
export const gradientText = "#CC5500";

/** Shapes of the points of each class, so that classes differ by more than color. */
export const symbols = ["circle", "square", "triangle-up", "diamond", "cross", "star"] as const;

const dashes = ["solid", "dash", "dot"] as const;

/** The look of a series. */
export interface SeriesStyle {
  readonly color: string;
  readonly dash: string;
}

/** The look of the series at `index`: its color, and past the palette's end a dash as well. */
export function seriesStyle(index: number): SeriesStyle {
  const round = Math.floor(index / palette.length) % dashes.length;
  return { color: palette[index % palette.length] ?? palette[0], dash: dashes[round] ?? "solid" };
}

/**
 * The look of each series by its name's place in `order`, so that two charts give it the same color; names that
 * are not in it follow after.
 */
export function seriesStyles(names: readonly string[], order: readonly string[] = []): SeriesStyle[] {
  const all = [...new Set([...order, ...names])];
  return names.map((name) => seriesStyle(all.indexOf(name)));
}

/** The marker of the class at `index`. */
export function classMarker(index: number): { readonly color: string; readonly symbol: string } {
  const color = palette[index % palette.length] ?? palette[0];
  // Shifted by one on each round, so that ten classes have ten different pairs of color and shape.
  const round = Math.floor(index / palette.length);
  return { color, symbol: symbols[(index + round) % symbols.length] ?? "circle" };
}
