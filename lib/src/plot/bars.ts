import { OptionError } from "../errors.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type AxesOptions, chartLayout, namedAxis } from "./layout.js";
import { seriesStyle } from "./palette.js";
import { formatNumber, listInWords } from "./text.js";

/** A number for each name. */
export type NamedNumbers = Readonly<Record<string, number>>;

export interface BarsOptions extends AxesOptions {
  /** Scale of the bars' lengths. Default "linear". */
  readonly yScale?: "linear" | "log";
  /** Half the length of each bar's error line, by the same names as the values. */
  readonly errors?: NamedNumbers | Readonly<Record<string, NamedNumbers>>;
  /** Write each value over its bar. Default: when there are 12 bars or fewer. */
  readonly showValues?: boolean;
  /** What the y axis shows; default: from 0 to the greatest value. */
  readonly yRange?: readonly [number, number];
}

/**
 * Bars: a number for each name, or several series of them by name.
 *
 * @throws OptionError if there is no bar, or on a log scale if a value is not positive.
 *
 * @example
 * plot.bars({ sigmoid: 0.11, ReLU: 0.96 }, { title: "Test accuracy", yLabel: "accuracy" });
 */
export function bars(
  values: NamedNumbers | Readonly<Record<string, NamedNumbers>>,
  {
    yScale = "linear",
    errors,
    showValues,
    yRange,
    title,
    alt,
    height = 360,
    xLabel = "",
    yLabel = "value",
  }: BarsOptions = {},
): Figure {
  const single = Object.values(values).every((value) => typeof value === "number");
  const series = (single ? { [yLabel]: values } : values) as Readonly<Record<string, NamedNumbers>>;
  const spread = (single ? { [yLabel]: errors } : errors) as
    | Readonly<Record<string, NamedNumbers>>
    | undefined;
  const names = Object.keys(series);
  const categories = [...new Set(names.flatMap((name) => Object.keys(series[name] ?? {})))];
  if (categories.length === 0) {
    throw new OptionError(
      "plot.bars: expected one bar or more, got none; try plot.bars({ sigmoid: 0.11, ReLU: 0.96 })",
    );
  }
  const all = names.flatMap((name) => Object.entries(series[name] ?? {}));
  const negative = all.find(([, value]) => value <= 0);
  if (yScale === "log" && negative !== undefined) {
    throw new OptionError(
      `plot.bars: expected positive values on a log scale, got ${negative[1]} for ${negative[0]}; try { yScale: "linear" }`,
    );
  }
  const withText = showValues ?? all.length <= 12;
  const heading = title ?? `${yLabel} of ${listInWords(single ? categories : names)}`;
  return new Figure({
    title: heading,
    alt: alt ?? names.map((name) => describe(name, series[name] ?? {}, spread?.[name])).join(" "),
    data: names.map((name, index): Trace => {
      const heights = categories.map((category) => series[name]?.[category] ?? null);
      const lengths = spread?.[name];
      return {
        type: "bar",
        name,
        x: categories,
        y: heights,
        marker: { color: seriesStyle(index).color },
        error_y:
          lengths === undefined
            ? undefined
            : {
                type: "data",
                array: categories.map((category) => lengths[category] ?? 0),
                color: "#767676",
                thickness: 1.5,
              },
        texttemplate: withText ? "%{y:.3~g}" : undefined,
        // Over the bar there would be the error line.
        textposition: withText ? (lengths === undefined ? "outside" : "inside") : undefined,
        insidetextanchor: withText ? "middle" : undefined,
        cliponaxis: false,
        hovertemplate: `%{x}: %{y:.4~g}<extra>${single ? "" : name}</extra>`,
      };
    }),
    layout: chartLayout({
      title: heading,
      height,
      legend: single ? [] : names,
      rest: {
        barmode: "group",
        xaxis: namedAxis(xLabel, { type: "category", autotickangles: [0, 90], showgrid: false }),
        yaxis: namedAxis(yLabel, {
          type: yScale,
          range: barRange(
            all.map(([, value]) => value),
            { yRange, yScale },
          ),
          dtick: yScale === "log" ? logTick(all.map(([, value]) => value)) : undefined,
          exponentformat: yScale === "log" ? "power" : undefined,
        }),
      },
    }),
  });
}

/** What the axis shows: on a log scale half a power of ten below the least bar, so that it is seen. */
function barRange(
  values: readonly number[],
  { yRange, yScale }: Pick<BarsOptions, "yRange" | "yScale">,
): number[] | undefined {
  if (yScale !== "log") return yRange === undefined ? undefined : [...yRange];
  const [low, high] = yRange ?? [Math.min(...values) / 3, Math.max(...values) * 2];
  return [Math.log10(low), Math.log10(high)];
}

/** Powers of ten between ticks, so that there are about five. */
function logTick(values: readonly number[]): number {
  const powers = values.map(Math.log10);
  return Math.max(1, Math.ceil((Math.max(...powers) - Math.min(...powers)) / 5));
}

function describe(name: string, values: NamedNumbers, errors: NamedNumbers | undefined): string {
  const parts = Object.entries(values).map(([category, value]) => {
    const error = errors?.[category];
    return `${category} ${formatNumber(value)}${error === undefined ? "" : ` ± ${formatNumber(error, 2)}`}`;
  });
  return `${name}: ${parts.join(", ")}.`;
}
