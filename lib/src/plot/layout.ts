import type { JsonObject } from "./json.js";
import { faint, neutral, palette } from "./palette.js";
import { balanceText, textWidth } from "./text.js";

/** Options of every chart. */
export interface ChartOptions {
  /** The chart's title; each chart writes one from its data if none is given. */
  readonly title?: string | undefined;
  /** The description for people who do not see the chart; written from the data if none is given. */
  readonly alt?: string | undefined;
  /** Height in pixels. */
  readonly height?: number | undefined;
}

/** Options of every chart with two named axes. */
export interface AxesOptions extends ChartOptions {
  /** The x axis's name. */
  readonly xLabel?: string | undefined;
  /** The y axis's name. */
  readonly yLabel?: string | undefined;
}

/** Options of charts that color several series by name. */
export interface SeriesOptions {
  /**
   * Names in the order of their colors, where another chart has more of them or another order: the same name
   * then has the same color in both. Default: the series' own order.
   */
  readonly colorOrder?: readonly string[] | undefined;
}

const titleSize = 15;
/** From the upper edge to the title, and to a legend under a title of no lines. */
const titleTop = 12;
const legendTop = 10;
const fontSize = 12;
/** The width that every chart must still be readable at: a 375 pixel window less the page's margins. */
const narrowWidth = 344;
/** A plot's own margins left and right, which the legend keeps to. */
const sideMargins = 64;
/** What is left of it for bars, lines and cells, and for the name of an axis below them. */
export const plotWidth = narrowWidth - sideMargins;
/** How much width a letter of names and numbers takes. */
export const letterWidth = fontSize * 0.53;
const titleColumns = Math.floor(narrowWidth / (titleSize * 0.55));
const lineHeight = 20;

/** What all axes share; Plotly applies a template's `xaxis` and `yaxis` to each axis of a figure. */
const axisTemplate = {
  automargin: true,
  gridcolor: faint,
  zerolinecolor: faint,
  linecolor: neutral,
  tickcolor: faint,
  ticks: "outside",
  ticklen: 4,
  title: { standoff: 8 },
};

const template: JsonObject = {
  layout: {
    font: { family: "system-ui, sans-serif", size: fontSize, color: neutral },
    title: {
      font: { size: titleSize },
      x: 0.5,
      xanchor: "center",
      y: 1,
      yanchor: "top",
      pad: { t: titleTop },
    },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: palette,
    xaxis: axisTemplate,
    yaxis: axisTemplate,
    dragmode: false,
    hovermode: "closest",
  },
};

/** How many rows a horizontal legend takes on a narrow page; Plotly sets the entries in columns. */
export function legendRows(names: readonly string[], beside = 0): number {
  if (names.length === 0) return 0;
  const widths = names.map((name) => textWidth(name) * letterWidth + 44);
  const room = plotWidth - beside;
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(room / Math.max(...widths))));
}

export interface LayoutParts {
  readonly title: string;
  readonly height: number;
  /** Names in the legend; none: no legend. */
  readonly legend?: readonly string[];
  /** Width of a color bar at the right, which the legend does not get. */
  readonly beside?: number;
  /** Space kept free between the title and the plot, for headings inside the figure. */
  readonly top?: number;
  readonly bottom?: number;
  readonly left?: number;
  readonly right?: number;
  /** Axes and everything else, as Plotly names them. */
  readonly rest?: JsonObject;
}

/** A layout whose title, legend and axes do not run into each other on pages from 400 pixels wide. */
export function chartLayout(parts: LayoutParts): JsonObject {
  const text = balanceText(parts.title, titleColumns);
  const lines = linesOf(text);
  const legend = parts.legend ?? [];
  const rows = legendRows(legend, parts.beside);
  const height = parts.height + Math.max(0, lines - 1) * lineHeight + Math.max(0, rows - 1) * lineHeight;
  const top = 20 + (lines + Math.min(rows, 1)) * lineHeight + (parts.top ?? 0);
  return {
    template,
    title: titleOf(text),
    height,
    margin: { l: parts.left ?? 48, r: parts.right ?? 16, t: top, b: parts.bottom ?? 44 },
    showlegend: rows > 0,
    // Hung up under the title, not on the plot: Plotly makes room for as many rows as the page's width needs.
    legend:
      rows > 0
        ? {
            orientation: "h",
            x: 0.5,
            xanchor: "center",
            y: 1 - (legendTop + lines * lineHeight) / height,
            yref: "container",
            yanchor: "top",
          }
        : undefined,
    ...parts.rest,
  };
}

function linesOf(title: string): number {
  return title === "" ? 0 : title.split("<br>").length;
}

/** Plotly sets the first of several lines higher than a single one, by the height of a capital. */
function titleOf(text: string): JsonObject {
  return linesOf(text) > 1 ? { text, pad: { t: titleTop + Math.round(0.7 * titleSize) } } : { text };
}

/** A layout at another height, its legend as far from the upper edge as before. */
export function withHeight(layout: JsonObject, height: number): JsonObject {
  const legend = layout.legend as JsonObject | undefined;
  if (typeof layout.height !== "number" || typeof legend?.y !== "number" || legend.yref !== "container") {
    return { ...layout, height };
  }
  const y = 1 - ((1 - legend.y) * layout.height) / height;
  return { ...layout, height, legend: { ...legend, y } };
}

/** A layout of {@link chartLayout} with another title, and room for it. */
export function withTitle(layout: JsonObject, title: string): JsonObject {
  const text = balanceText(title, titleColumns);
  const margin = layout.margin as JsonObject | undefined;
  const before = (layout.title as JsonObject | undefined)?.text;
  if (typeof layout.height !== "number" || typeof margin?.t !== "number" || typeof before !== "string") {
    return { ...layout, title: { text } };
  }
  const more = (linesOf(text) - linesOf(before)) * lineHeight;
  const legend = layout.legend as JsonObject | undefined;
  const moved =
    typeof legend?.y === "number"
      ? { ...legend, y: 1 - ((1 - legend.y) * layout.height + more) / layout.height }
      : legend;
  const titled = {
    ...layout,
    title: titleOf(text),
    margin: { ...margin, t: margin.t + more },
    legend: moved,
  };
  return withHeight(titled, layout.height + more);
}

/** An axis with a name, on several lines where it is wider than the plot beside what stands left of it. */
export function namedAxis(label: string, more: JsonObject = {}, beside = 0): JsonObject {
  const columns = Math.floor((plotWidth - beside) / letterWidth);
  return { title: { text: balanceText(label, columns) }, ...more };
}

/** How much width the longest of the names takes that stand left of a plot, beyond that of numbers there. */
export function namesWidth(names: readonly string[] = []): number {
  return Math.max(0, ...names.map((name) => (textWidth(name) - 4) * letterWidth));
}

/** How much width {@link colorBar} takes, with its numbers and its name. */
export const colorBarWidth = 100;

/** The color bar at the right of charts that fill the width. */
export function colorBar(label: string): JsonObject {
  return { title: { text: label, side: "right" }, thickness: 12, outlinewidth: 0, tickfont: { size: 11 } };
}

/** How much height a color bar below the plot takes, beside the axis's labels. */
export const lowColorBarHeight = 62;
/** How much height the labels and the name of an x axis take. */
const axisHeight = 54;

/** For rows of pictures: a single one is lower than Plotly lets margins make a plot by itself. */
export const lowRows: JsonObject = { minreducedheight: 16 };

/** The color bar below charts of a fixed aspect, in the middle: at the right it would be far away on a wide page. */
export function lowColorBar(label: string, pad = axisHeight): JsonObject {
  return {
    ...colorBar(label),
    title: { text: label, side: "top" },
    orientation: "h",
    x: 0.5,
    y: 0,
    yanchor: "top",
    ypad: pad,
    lenmode: "pixels",
    len: 240,
  };
}
