import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type ChartOptions, chartLayout, namedAxis } from "./layout.js";
import { seriesStyle } from "./palette.js";
import { formatNumber, listInWords } from "./text.js";
import { checkRange, extent, linspace } from "./values.js";

/** A function of one number, with its derivative and formula if they are known. */
export interface Activation {
  /** What the legend calls it. */
  readonly name: string;
  /** The function, drawn with its derivative. */
  readonly f: (z: number) => number;
  /** Default: central differences. */
  readonly derivative?: (z: number) => number;
  /** In words and symbols, shown in the title of a chart of this function alone. */
  readonly formula?: string;
}

/** An activation that is drawn by its name. */
export type ActivationName = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "elu" | "softplus";

export interface ActivationFunctionOptions extends ChartOptions {
  /** The inputs shown. Default [-5, 5]. */
  readonly domain?: readonly [number, number];
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Slopes as in Keras: leakyRelu 0.2 below 0, elu's α 1. ReLU'(0) is taken as 0. */
const known: Readonly<Record<ActivationName, Activation>> = {
  linear: { name: "linear", f: (z) => z, derivative: () => 1, formula: "f(z) = z" },
  sigmoid: {
    name: "sigmoid",
    f: sigmoid,
    derivative: (z) => sigmoid(z) * (1 - sigmoid(z)),
    formula: "σ(z) = 1 / (1 + e<sup>−z</sup>)",
  },
  tanh: { name: "tanh", f: Math.tanh, derivative: (z) => 1 - Math.tanh(z) ** 2, formula: "tanh z" },
  relu: { name: "ReLU", f: (z) => Math.max(0, z), derivative: (z) => (z > 0 ? 1 : 0), formula: "max(0, z)" },
  leakyRelu: {
    name: "Leaky ReLU",
    f: (z) => (z > 0 ? z : 0.2 * z),
    derivative: (z) => (z > 0 ? 1 : 0.2),
    formula: "max(0.2 z, z)",
  },
  elu: {
    name: "ELU",
    f: (z) => (z > 0 ? z : Math.expm1(z)),
    derivative: (z) => (z > 0 ? 1 : Math.exp(z)),
    formula: "z for z > 0, else e<sup>z</sup> − 1",
  },
  softplus: {
    name: "softplus",
    f: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    derivative: sigmoid,
    formula: "log(1 + e<sup>z</sup>)",
  },
};

/**
 * An activation function and its derivative, or several of them to compare.
 *
 * One function: both curves in one plot. Several: the functions above, their derivatives below. Known by
 * name: linear, sigmoid, tanh, relu, leakyRelu, elu, softplus; any other as { name, f, derivative }.
 *
 * @throws OptionError for an unknown name, for none, or for a domain that is upside down.
 *
 * @example
 * plot.activationFunction("sigmoid");
 * plot.activationFunction(["relu", { name: "swish", f: (z) => z / (1 + Math.exp(-z)) }]);
 */
export function activationFunction(
  functions: ActivationName | Activation | readonly (ActivationName | Activation)[],
  options?: ActivationFunctionOptions,
): Figure {
  const {
    domain = [-5, 5],
    title,
    alt,
    height,
  } = checkOptions("plot.activationFunction", options, 'title: "A title", alt, height#, domain');
  const where = "plot.activationFunction";
  const list = [functions].flat().map(lookUp);
  if (list.length === 0) {
    throw new OptionError(`${where}: expected one function or more, got none; try "relu"`);
  }
  const z = inputs(checkRange(domain, where));
  const only = list.length === 1 ? list[0] : undefined;
  const heading =
    title ??
    (only === undefined ? `${listInWords(list.map((each) => each.name))} with derivatives` : ownTitle(only));
  const data = list.flatMap((each, index): Trace[] => [
    curve(z, each.f, { name: only ? "f(z)" : each.name, style: index, axis: "y", legend: true }),
    curve(z, slope(each), {
      name: only ? "f′(z)" : `${each.name}′`,
      style: only ? 1 : index,
      axis: only ? "y" : "y2",
      legend: only !== undefined,
    }),
  ]);
  return new Figure({
    title: heading,
    alt: alt ?? list.map((each) => describe(each, z)).join(" "),
    data,
    layout: chartLayout({
      title: heading,
      height: height ?? (only ? 360 : 480),
      legend: only ? ["f(z)", "f′(z)"] : list.map((each) => each.name),
      rest: only
        ? { xaxis: namedAxis("z"), yaxis: namedAxis("f(z), f′(z)") }
        : {
            xaxis: namedAxis("z", { anchor: "y2" }),
            yaxis: namedAxis("f(z)", { domain: [0.54, 1] }),
            yaxis2: namedAxis("f′(z)", { domain: [0, 0.46], anchor: "x" }),
          },
    }),
  });
}

function lookUp(each: ActivationName | Activation): Activation {
  if (typeof each === "object") return each;
  if (Object.hasOwn(known, each)) return known[each];
  throw new OptionError(
    `plot.activationFunction: expected ${Object.keys(known).join(", ")} or { name, f }, got "${each}"; try "relu"`,
  );
}

function ownTitle({ name, formula }: Activation): string {
  return formula === undefined ? `${name} and its derivative` : `${name}: ${formula}`;
}

/** Even steps, and two points close to 0, where some derivatives jump. */
function inputs(domain: readonly [number, number]): number[] {
  const even = linspace(domain, 121);
  const near = [-1e-9, 1e-9].filter((z) => z > domain[0] && z < domain[1]);
  return [...even, ...near].sort((a, b) => a - b);
}

function slope({ f, derivative }: Activation): (z: number) => number {
  const step = 1e-5;
  return derivative ?? ((z) => (f(z + step) - f(z - step)) / (2 * step));
}

function curve(
  z: readonly number[],
  f: (z: number) => number,
  look: { readonly name: string; readonly style: number; readonly axis: string; readonly legend: boolean },
): Trace {
  const { color, dash } = seriesStyle(look.style);
  return {
    type: "scatter",
    mode: "lines",
    name: look.name,
    x: z,
    y: z.map(f),
    yaxis: look.axis,
    legendgroup: look.axis === "y2" ? look.name.replace("′", "") : look.name,
    showlegend: look.legend,
    line: { color, dash: look.name === "f′(z)" ? "dash" : dash, width: 2.5 },
  };
}

function describe(each: Activation, z: readonly number[]): string {
  const values = extent(z.map(each.f)) ?? [0, 0];
  const slopes = z.map(slope(each));
  const steepest = extent(slopes)?.[1] ?? 0;
  const [first, last] = [z[slopes.indexOf(steepest)] ?? 0, z[slopes.lastIndexOf(steepest)] ?? 0];
  const ends = `from ${formatNumber(z[0] ?? 0)} to ${formatNumber(z.at(-1) ?? 0)}`;
  // A slope that is the greatest along a stretch, as ReLU's, has no one place.
  const where = last - first > 0.1 ? "" : ` at z ≈ ${formatNumber(Number(first.toFixed(2)) + 0, 3)}`;
  return (
    `${each.name} for z ${ends}: values between ${formatNumber(values[0], 3)} and ${formatNumber(values[1], 3)}, ` +
    `greatest derivative ${formatNumber(steepest, 3)}${where}.`
  );
}
