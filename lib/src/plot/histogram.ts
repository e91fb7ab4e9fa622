import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type Bins, countBins, histogramRange, moments } from "./bins.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type AxesOptions, chartLayout, namedAxis } from "./layout.js";
import { seriesStyle } from "./palette.js";
import { formatNumber, listInTitle, listInWords } from "./text.js";
import { checkCount, checkRange, extent, isTensorLike, type Numbers, toFlat } from "./values.js";

export interface HistogramOptions extends AxesOptions {
  /** How many bars. Default 30. */
  readonly bins?: number;
  /** The range that the bars cover; values outside are counted in the outermost bars. Default: all values. */
  readonly range?: readonly [number, number];
}

/**
 * How values are spread: counts in equal bins, for one set of values or several by name.
 *
 * The values may have any shape; they are counted here, so that the chart stays small however many there
 * are. Several sets are drawn as steps over one another, each as its share of its own values.
 *
 * @throws OptionError for no values, a number of bins outside 1…500, or a range that is upside down.
 *
 * @example
 * plot.histogram([1, 2, 2, 3, 3, 3], { bins: 3, xLabel: "dice" });
 */
export function histogram(
  values: Numbers | Readonly<Record<string, Numbers>>,
  options?: HistogramOptions,
): Figure {
  const {
    bins = 30,
    range,
    title,
    alt,
    height = 360,
    xLabel = "value",
    yLabel,
  } = checkOptions("plot.histogram", options, 'title: "A title", alt, height#, bins#, range, xLabel, yLabel');
  const where = "plot.histogram";
  const single = Array.isArray(values) || ArrayBuffer.isView(values) || isTensorLike(values);
  const sets = single ? { [xLabel]: values as Numbers } : (values as Readonly<Record<string, Numbers>>);
  const names = Object.keys(sets);
  const lists = names.map((name) => toFlat(sets[name] as Numbers, where));
  const all = lists.flat();
  if (!all.some(Number.isFinite)) {
    throw new OptionError(
      `${where}: expected one finite value or more, got ${all.length === 0 ? "none" : "NaN or infinity only"}; try [1, 2, 2, 3]`,
    );
  }
  const count = checkCount(bins, where, { least: 1, most: 500 });
  const span = checkRange(range ?? histogramRange(all, count), where);
  const counted = lists.map((list) => countBins(list, span, count));
  const heading = title ?? `How ${single ? `${xLabel}s are` : `${listInTitle(names, "set")} are`} spread`;
  return new Figure({
    title: heading,
    alt:
      alt ?? lists.map((list, index) => describe(names[index] ?? "", list, counted[index] as Bins)).join(" "),
    data: single
      ? [barTrace(counted[0] as Bins)]
      : counted.map((each, index) => stepTrace(each, names[index] ?? "", index)),
    layout: chartLayout({
      title: heading,
      height,
      legend: single ? [] : names,
      rest: {
        bargap: single ? 0 : undefined,
        xaxis: namedAxis(xLabel, { range: span }),
        yaxis: namedAxis(yLabel ?? (single ? "count" : "share"), { rangemode: "tozero" }),
      },
    }),
  });
}

function barTrace(bins: Bins): Trace {
  const { low, width, counts } = bins;
  return {
    type: "bar",
    x0: low + width / 2,
    dx: width,
    y: counts,
    width,
    marker: { color: seriesStyle(0).color },
    hovertemplate: "around %{x:.3~g}: %{y}<extra></extra>",
  };
}

/** The outline of the bars, as a share of the set's values. */
function stepTrace(bins: Bins, name: string, index: number): Trace {
  const { low, width, counts } = bins;
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const { color, dash } = seriesStyle(index);
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: counts.map((_, bin) => low + (bin + 0.5) * width),
    y: counts.map((count) => count / total),
    line: { shape: "hvh", color, dash, width: 2 },
    fill: "tozeroy",
    fillcolor: `${color}22`,
  };
}

function describe(name: string, values: readonly number[], bins: Bins): string {
  const { mean, deviation } = moments(values);
  const tallest = bins.counts.indexOf(Math.max(...bins.counts));
  const center = bins.low + (tallest + 0.5) * bins.width;
  const left = [
    bins.outside > 0 ? `${bins.outside} lie outside the range and count in the outermost bars` : "",
    bins.notFinite > 0 ? `${bins.notFinite} are not finite and left out` : "",
  ].filter((text) => text !== "");
  const [low, high] = extent(values) ?? [mean, mean];
  const spread =
    low === high
      ? `each ${formatNumber(low)}`
      : `mean ${formatNumber(mean, 3)}, standard deviation ${formatNumber(deviation, 3)}, most of them around ${formatNumber(center, 3)}`;
  return (
    `${name}: ${values.length} values, ${spread}` + `${left.length > 0 ? `; ${listInWords(left)}` : ""}.`
  );
}
