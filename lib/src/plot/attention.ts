import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout, colorBar, namedAxis } from "./layout.js";
import { sequential } from "./palette.js";
import { countOf, formatNumber, shorten } from "./text.js";
import { isTensorLike, type Matrix, shapeText, type TensorLike, toMatrix } from "./values.js";

export interface AttentionOptions extends ChartOptions {
  /** What looks and is looked at: one for each step. Default the steps' numbers. */
  readonly tokens?: readonly string[];
  /** What looks, one for each row, where it differs from what is looked at. Default `tokens`. */
  readonly queryTokens?: readonly string[];
  /** Default "head 1", "head 2", … */
  readonly headNames?: readonly string[];
}

/** More cells would be too small to be seen, and too many for a notebook. */
const mostSteps = 64;
const mostHeads = 16;
/** Longer tokens would leave no room for the cells. */
const tokenLetters = 12;
const gap = 0.06;

/**
 * What each step looks at, head by head: a row for each query, a column for each key, the color from no attention to all.
 *
 * `weights` [heads, queries, keys], [1, heads, queries, keys] or [queries, keys], as `layer.scores(x)` of `nn.multiHeadAttention`
 * gives them; each row sums to 1.
 *
 * @throws ShapeError for weights of another shape, or of several examples; OptionError for more than 16 heads or 64 steps,
 * and for tokens or names that are not as many as the steps or heads.
 *
 * @example
 * plot.attention(tensor([[[1, 0], [0.3, 0.7]]]), { tokens: ["the", "cat"] });
 */
export function attention(weights: TensorLike | Matrix, options?: AttentionOptions): Figure {
  const where = "plot.attention";
  const {
    tokens,
    queryTokens = tokens,
    headNames,
    title,
    alt,
    height,
  } = checkOptions(where, options, 'title: "A title", alt, height#, tokens, queryTokens, headNames');
  const heads = headsOf(weights, where);
  const [queries, keys] = [heads[0]!.length, heads[0]![0]?.length ?? 0];
  checkCounts(where, heads.length, { queries, keys });
  checkNamed(where, { names: tokens, count: keys, what: "tokens" });
  checkNamed(where, { names: queryTokens, count: queries, what: "queryTokens" });
  checkNamed(where, { names: headNames, count: heads.length, what: "headNames" });
  const names = headNames ?? heads.map((_, i) => `head ${i + 1}`);
  const columns = heads.length === 1 ? 1 : 2;
  const rows = Math.ceil(heads.length / columns);
  const heading =
    title ?? (heads.length === 1 ? "What each step looks at" : "What each step looks at, by head");
  const ticks = { queries: ticksOf(queryTokens, queries), keys: ticksOf(tokens, keys) };
  const axes: Record<string, JsonObject> = {};
  const data = heads.map((z, head): Trace => {
    const suffix = head === 0 ? "" : String(head + 1);
    const [row, column] = [Math.floor(head / columns), head % columns];
    const isLowest = head + columns >= heads.length;
    const part = (count: number, at: number): readonly [number, number] => {
      const size = (1 - gap * (count - 1)) / count;
      return [at * (size + gap), at * (size + gap) + size];
    };
    const [bottom, top] = part(rows, rows - 1 - row);
    const plain = { showgrid: false, zeroline: false };
    axes[`xaxis${suffix}`] = {
      ...(isLowest
        ? namedAxis("looked at", ticks.keys)
        : { ...ticks.keys, showticklabels: false, ticks: "" }),
      ...plain,
      ...(isLowest && tokens !== undefined ? { tickangle: -90 } : {}),
      domain: part(columns, column),
      anchor: `y${suffix}`,
    };
    axes[`yaxis${suffix}`] = {
      ...(column === 0
        ? namedAxis("looks", ticks.queries)
        : { ...ticks.queries, showticklabels: false, ticks: "" }),
      ...plain,
      domain: [bottom, top - (top - bottom) * (heads.length === 1 ? 0 : 0.08)],
      anchor: `x${suffix}`,
      autorange: "reversed",
    };
    return {
      type: "heatmap",
      name: names[head],
      z,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      zmin: 0,
      zmax: 1,
      colorscale: sequential,
      ...(head === 0 ? { colorbar: colorBar("weight") } : { showscale: false }),
      xgap: 1,
      ygap: 1,
      customdata: z.map((_, i) =>
        Array.from({ length: keys }, (_each, j) => `${nameOf(queryTokens, i)} → ${nameOf(tokens, j)}`),
      ),
      hovertemplate: "%{customdata}: %{z:.3~g}<extra></extra>",
    };
  });
  const headings = heads.length === 1 ? [] : names.map((text, head) => headingOf(text, axes, head));
  return new Figure({
    title: heading,
    alt: alt ?? describe(heads, names, { tokens, queryTokens }),
    data,
    layout: chartLayout({
      title: heading,
      height: height ?? 110 + rows * Math.max(150, Math.min(300, 60 + 16 * queries)),
      rest: {
        ...axes,
        annotations: headings,
      },
    }),
  });
}

function headsOf(weights: TensorLike | Matrix, where: string): readonly (readonly (readonly number[])[])[] {
  if (!isTensorLike(weights)) return [toMatrix(weights, where)];
  const { data } = weights;
  const shape = weights.shape.length === 4 && weights.shape[0] === 1 ? weights.shape.slice(1) : weights.shape;
  if (shape.length < 2 || shape.length > 3) {
    throw new ShapeError(
      `${where}: expected weights [heads, queries, keys] of one example, got shape ${shapeText(weights.shape)}; try .at(0)`,
    );
  }
  const [heads, queries, keys] = shape.length === 3 ? shape : [1, ...shape];
  return Array.from({ length: heads! }, (_, h) =>
    Array.from({ length: queries! }, (_row, i) =>
      Array.from({ length: keys! }, (_cell, j) => Number(data[(h * queries! + i) * keys! + j])),
    ),
  );
}

function checkCounts(
  where: string,
  heads: number,
  { queries, keys }: { readonly queries: number; readonly keys: number },
): void {
  if (heads < 1 || heads > mostHeads) {
    throw new OptionError(
      `${where}: expected 1 to ${mostHeads} heads, got ${heads}; try .slice([[0, 4]]) for some of them`,
    );
  }
  const steps = Math.max(queries, keys);
  if (Math.min(queries, keys) < 1 || steps > mostSteps) {
    throw new OptionError(
      `${where}: expected 1 to ${mostSteps} steps, got ${queries} by ${keys}; try .slice([null, [0, 32], [0, 32]]) for some of them`,
    );
  }
}

function checkNamed(
  where: string,
  {
    names,
    count,
    what,
  }: { readonly names: readonly string[] | undefined; readonly count: number; readonly what: string },
): void {
  if (names !== undefined && names.length !== count) {
    throw new OptionError(`${where}: expected ${count} ${what}, got ${names.length}; try one for each`);
  }
}

/** Ticks at the steps, with their tokens; of many only some. */
function ticksOf(tokens: readonly string[] | undefined, count: number): JsonObject {
  if (tokens === undefined) return count <= 12 ? { dtick: 1 } : { tickformat: "d" };
  const step = Math.ceil(count / 12);
  const shown = tokens.flatMap((token, i) =>
    i % step === 0 ? [{ token: shorten(token, tokenLetters), i }] : [],
  );
  return { tickvals: shown.map(({ i }) => i), ticktext: shown.map(({ token }) => token) };
}

function nameOf(tokens: readonly string[] | undefined, i: number): string {
  return tokens?.[i] ?? String(i);
}

/** A head's name over its cells. */
function headingOf(text: string, axes: Readonly<Record<string, JsonObject>>, head: number): JsonObject {
  const suffix = head === 0 ? "" : String(head + 1);
  const [x, y] = ["x", "y"].map(
    (axis) => axes[`${axis}axis${suffix}`]!.domain as readonly [number, number],
  ) as [readonly [number, number], readonly [number, number]];
  return {
    text,
    x: x[0],
    y: y[1],
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
  };
}

/** Head by head, where most of each row lies when few rows; else the strongest of all. */
function describe(
  heads: readonly (readonly (readonly number[])[])[],
  names: readonly string[],
  {
    tokens,
    queryTokens,
  }: { readonly tokens: readonly string[] | undefined; readonly queryTokens: readonly string[] | undefined },
): string {
  const [queries, keys] = [heads[0]!.length, heads[0]![0]!.length];
  const strongest = (row: readonly number[]): number => row.indexOf(Math.max(...row));
  const sentences = heads.map((rows, head) => {
    const shown =
      queries <= 6
        ? rows.map((_, i) => i)
        : [rows.map((row) => Math.max(...row)).indexOf(Math.max(...rows.flat()))];
    const parts = shown.map((i) => {
      const j = strongest(rows[i]!);
      return `${nameOf(queryTokens, i)} at ${nameOf(tokens, j)} (${formatNumber(rows[i]![j]!, 2)})`;
    });
    return `${names[head]} looks most from ${parts.join(", ")}`;
  });
  return `${countOf(heads.length, "head")}, ${queries} by ${keys} steps: ${sentences.join("; ")}.`;
}
