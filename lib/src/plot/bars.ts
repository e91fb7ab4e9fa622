import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { Figure } from "./figure.js";
import type { JsonObject, Trace } from "./json.js";
import {
  type AxesOptions,
  chartLayout,
  letterWidth,
  namedAxis,
  plotWidth,
  type SeriesOptions,
} from "./layout.js";
import { axisRange, logTicks } from "./log-axis.js";
import { neutral, seriesStyles } from "./palette.js";
import { balanceText, formatNumber, listInTitle, shorten, textWidth } from "./text.js";

/** A number for each name. */
export type NamedNumbers = Readonly<Record<string, number>>;

/** The least and the greatest number for each name. */
export type NamedRanges = Readonly<Record<string, readonly [number, number]>>;

export interface BarsOptions extends AxesOptions, SeriesOptions {
  /** Scale of the bars' lengths. Default "linear". */
  readonly yScale?: "linear" | "log";
  /**
   * The least and the greatest of what each bar is the mean of, by the same names as the values: a thin line
   * from one to the other, which the legend explains.
   */
  readonly ranges?: NamedRanges | Readonly<Record<string, NamedRanges>>;
  /** Write each value over its bar, and over its range. Default: when there are 10 bars or fewer. */
  readonly showValues?: boolean;
  /** What the y axis shows, 0 among it; default: from 0 to the greatest value. */
  readonly yRange?: readonly [number, number];
}

/**
 * Bars: a number for each name, or several series of them by name.
 *
 * @throws OptionError if there is no bar, for a bar outside its range, for a `yRange` without 0, from which bars
 * begin, or on a log scale if a value is not positive.
 *
 * @example
 * plot.bars({ sigmoid: 0.11, ReLU: 0.96 }, { title: "Test accuracy", yLabel: "accuracy" });
 */
export function bars(
  values: NamedNumbers | Readonly<Record<string, NamedNumbers>>,
  options?: BarsOptions,
): Figure {
  const {
    yScale = "linear",
    ranges,
    showValues,
    colorOrder,
    yRange,
    title,
    alt,
    height = 360,
    xLabel = "",
    yLabel = "value",
  } = checkOptions(
    "plot.bars",
    options,
    'title: "A title", alt, height#, yScale, ranges, showValues?, colorOrder, yRange, xLabel, yLabel',
  );
  const single = Object.values(values).every((value) => typeof value === "number");
  const series = (single ? { [yLabel]: values } : values) as Readonly<Record<string, NamedNumbers>>;
  const spread = (single && ranges !== undefined ? { [yLabel]: ranges } : ranges) as
    | Readonly<Record<string, NamedRanges>>
    | undefined;
  const names = Object.keys(series);
  const categories = [...new Set(names.flatMap((name) => Object.keys(series[name] ?? {})))];
  if (categories.length === 0) {
    throw new OptionError(
      "plot.bars: expected one bar or more, got none; try plot.bars({ sigmoid: 0.11, ReLU: 0.96 })",
    );
  }
  const all = names.flatMap((name) => Object.entries(series[name] ?? {}));
  const negative = all.find(([, value]) => !(value > 0));
  if (yScale === "log" && negative !== undefined) {
    throw new OptionError(
      `plot.bars: expected positive values on a log scale, got ${negative[1]} for ${negative[0]}; try { yScale: "linear" }`,
    );
  }
  for (const name of names) checkRanges(series[name] ?? {}, spread?.[name]);
  const withText = showValues ?? all.length <= mostValues;
  const writeValue = valueWriter(
    all.map(([, value]) => value),
    { slots: categories.length, series: names.length },
  );
  const styles = seriesStyles(names, colorOrder);
  const range = barRange(
    all.map(([, value]) => value),
    { yRange, yScale },
  );
  const places = namesBelow(categories);
  const heading =
    title ?? `${yLabel} of ${single ? listInTitle(categories, "bar") : listInTitle(names, "group")}`;
  return new Figure({
    title: heading,
    alt: alt ?? names.map((name) => describe(name, series[name] ?? {}, spread?.[name])).join(" "),
    data: [
      ...names.map((name, index): Trace => {
        const lines = spread?.[name];
        return {
          type: "bar",
          name,
          x: categories,
          y: heightsOf(series[name], categories),
          marker: { color: styles[index]?.color },
          offsetgroup: lines === undefined ? undefined : String(index),
          error_y: lines === undefined ? undefined : rangeLines(series[name] ?? {}, lines, categories),
          ...(withText && lines === undefined ? valuesOver(series[name], categories, writeValue) : {}),
          cliponaxis: false,
          hovertemplate: `%{x}: %{y:.4~g}<extra>${single ? "" : name}</extra>`,
          showlegend: !single,
        };
      }),
      ...names.flatMap((name, index) => {
        const lines = spread?.[name];
        if (lines === undefined) return [];
        const among = { categories, name, group: String(index) };
        const unseen = [innerLines(series[name] ?? {}, lines, among)];
        if (withText) unseen.push(valuesOverRanges(series[name] ?? {}, lines, { ...among, writeValue }));
        return unseen;
      }),
      ...(spread === undefined ? [] : [rangeKey()]),
    ],
    layout: chartLayout({
      title: heading,
      height: height + places.height,
      legend: [...(single ? [] : names), ...(spread === undefined ? [] : [rangeName])],
      rest: {
        barmode: "group",
        xaxis: namedAxis(xLabel, {
          type: "category",
          ...places.ticks,
          autotickangles: [0, 90],
          showgrid: false,
        }),
        yaxis: namedAxis(yLabel, {
          type: yScale,
          ...(yScale === "log" && range !== undefined ? logTicks(range) : {}),
          range,
        }),
      },
    }),
  });
}

/** Values over more bars than these run into each other on a narrow page. */
const mostValues = 10;

function heightsOf(values: NamedNumbers = {}, categories: readonly string[]): (number | null)[] {
  return categories.map((category) => values[category] ?? null);
}

/** Each value over its bar, all in one size: Plotly would shrink those that are wider or higher than their bars. */
function valuesOver(
  values: NamedNumbers | undefined,
  categories: readonly string[],
  writeValue: WriteValue,
): JsonObject {
  return {
    text: heightsOf(values, categories).map((value) => (value === null ? "" : writeValue(value))),
    textposition: "outside",
    constraintext: "none",
    textangle: 0,
    textfont: { size: valueSize },
  };
}

const valueSize = 11;

type WriteValue = (value: number) => string;

/** Three digits, or two where three would run into those of the bar beside it on a narrow page. */
function valueWriter(
  values: readonly number[],
  { slots, series }: { readonly slots: number; readonly series: number },
): WriteValue {
  const slot = plotWidth / slots;
  // Bars of several series stand side by side in what Plotly leaves of a slot between two gaps.
  const room = series === 1 ? slot : (0.8 * slot) / series;
  const widest = Math.max(...values.map((value) => textWidth(formatNumber(value, 3))));
  const digits = widest * valueSize * 0.6 <= room ? 3 : 2;
  return (value) => formatNumber(value, digits);
}

/** How long a name set on end may be, in letters. */
const longestName = 24;
/** How many lines a name may take. */
const mostLines = 3;

/** How much height a line of names takes. */
const lineOfNames = 16;

/**
 * What stands on the axis below the bars where the names themselves would run into each other on a narrow page, and how
 * much height it takes beyond a line. Names are broken into lines. Where that does not do, Plotly sets them on end, out
 * of the height of the plot: they get height of their own, and what is longer still is cut. Hovering says all of it.
 */
function namesBelow(names: readonly string[]): { readonly ticks: JsonObject; readonly height: number } {
  const columns = plotWidth / names.length / letterWidth;
  if (areApart(names, columns)) return { ticks: {}, height: 0 };
  for (const breakable of [names.map(withWholeBrackets), names]) {
    const broken = breakable.map((name) => balanceText(name, columns));
    const lines = broken.map((name) => name.split("<br>"));
    const most = Math.max(...lines.map(({ length }) => length));
    const widest = lines.map((each) => each.reduce((a, b) => (textWidth(a) < textWidth(b) ? b : a)));
    if (most <= mostLines && areApart(widest, columns)) {
      return { ticks: { tickvals: names, ticktext: broken }, height: (most - 1) * lineOfNames };
    }
  }
  const longest = Math.max(...names.map(textWidth));
  const height = Math.max(0, Math.ceil(Math.min(longest, longestName) * letterWidth) - lineOfNames);
  if (longest <= longestName) return { ticks: {}, height };
  // Plotly leaves out what has no room, but not of labels that it is given.
  const step = Math.ceil(names.length / (plotWidth / lineOfNames));
  const shown = names.filter((_, i) => i % step === 0);
  return { ticks: { tickvals: shown, ticktext: shown.map((name) => shorten(name, longestName)) }, height };
}

/** A name that is not broken within brackets: N(0, 1) is one word. */
function withWholeBrackets(name: string): string {
  return name.replaceAll(/\([^()]*\)/g, (brackets) => brackets.replaceAll(" ", "\u00a0"));
}

/** Whether names under bars of so many letters each leave their neighbours their place. */
function areApart(names: readonly string[], columns: number): boolean {
  const widths = names.map(textWidth);
  return widths.every((width, i) => i === 0 || (width + (widths[i - 1] ?? 0)) / 2 <= columns);
}

/** What the axis shows: on a log scale half a power of ten below the least bar, so that it is seen. */
function barRange(
  values: readonly number[],
  { yRange, yScale }: Pick<BarsOptions, "yRange" | "yScale">,
): [number, number] | undefined {
  if (yScale !== "log") return yRange === undefined ? undefined : withZero(yRange);
  return axisRange("plot.bars", yRange ?? [Math.min(...values) / 3, Math.max(...values) * 2], "log");
}

/** A bar says its value by its length, which a cut axis makes a lie. */
function withZero([from, to]: readonly [number, number]): [number, number] {
  if (Math.min(from, to) <= 0 && Math.max(from, to) >= 0) return [from, to];
  throw new OptionError(
    `plot.bars: expected a yRange with 0 in it, where bars begin, got [${from}, ${to}]; try what is missing to a whole, or plot.line`,
  );
}

const rangeName = "least to greatest";

function checkRanges(values: NamedNumbers, ranges: NamedRanges = {}): void {
  for (const [name, [least, greatest]] of Object.entries(ranges)) {
    const value = values[name] ?? Number.NaN;
    // A mean of equal numbers may miss them by a rounding error.
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    if (least <= value + slack && value <= greatest + slack) continue;
    throw new OptionError(
      `plot.bars: expected ${name} between the ends of its range, got ${quoted(value)} and [${least}, ${greatest}]; try { ranges: { name: [least, greatest] } } around each mean`,
    );
  }
}

/** Plotly's error lines from each range's least to its greatest. */
function rangeLines(values: NamedNumbers, ranges: NamedRanges, categories: readonly string[]): JsonObject {
  const length = (category: string, end: 0 | 1): number => {
    const value = values[category] ?? 0;
    return Math.abs((ranges[category]?.[end] ?? value) - value);
  };
  return errorLines(
    neutral,
    categories.map((category) => length(category, 1)),
    categories.map((category) => length(category, 0)),
  );
}

function errorLines(color: string, up: readonly number[], down: readonly number[]): JsonObject {
  return { type: "data", symmetric: false, array: up, arrayminus: down, color, thickness: 1.5 };
}

interface Among {
  readonly categories: readonly string[];
  readonly name: string;
  readonly group: string;
}

/** A trace of bars that are not seen themselves, beside those of a series. */
function unseenBars(heights: readonly (number | null)[], { categories, name, group }: Among): Trace {
  return {
    type: "bar",
    name: `${name}: ${rangeName}`,
    x: categories,
    y: heights,
    offsetgroup: group,
    marker: { color: "rgba(0,0,0,0)" },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** White over the part of the lines that lies within the bars. */
function innerLines(values: NamedNumbers, ranges: NamedRanges, among: Among): Trace {
  const within = (end: 0 | 1): number[] =>
    among.categories.map((category) => {
      const value = values[category] ?? 0;
      const reaches = ranges[category]?.[end] ?? value;
      const towardsZero = end === 0 ? value > 0 : value < 0;
      return towardsZero ? Math.min(Math.abs(reaches - value), Math.abs(value)) : 0;
    });
  return {
    ...unseenBars(heightsOf(values, among.categories), among),
    error_y: { ...errorLines("#FFFFFF", within(1), within(0)), width: 0 },
  };
}

/** Each value beyond the line of its range, which would cross it on the bar. */
function valuesOverRanges(
  values: NamedNumbers,
  ranges: NamedRanges,
  { writeValue, ...among }: Among & { readonly writeValue: WriteValue },
): Trace {
  const ends = among.categories.map((category) => {
    const value = values[category];
    return value === undefined ? null : (ranges[category]?.[value < 0 ? 0 : 1] ?? value);
  });
  return {
    ...unseenBars(ends, among),
    ...valuesOver(values, among.categories, writeValue),
    cliponaxis: false,
  };
}

/** A trace without points, whose entry in the legend says what the thin lines are. */
function rangeKey(): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name: rangeName,
    x: [null],
    y: [null],
    marker: { symbol: "line-ns", size: 12, color: neutral, line: { width: 1.5, color: neutral } },
    hoverinfo: "skip",
    showlegend: true,
  };
}

function describe(name: string, values: NamedNumbers, ranges: NamedRanges | undefined): string {
  const parts = Object.entries(values).map(([category, value]) => {
    const ends = ranges?.[category]?.map((end) => formatNumber(end));
    return `${category} ${formatNumber(value)}${ends === undefined ? "" : ` (${ends.join(" to ")})`}`;
  });
  return `${name}: ${parts.join(", ")}.`;
}
