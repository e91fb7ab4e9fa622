import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { principalComponents } from "./components.js";
import { Figure } from "./figure.js";
import { type ChartOptions, chartLayout, namedAxis } from "./layout.js";
import { describePoints, pointTraces } from "./scatter.js";
import { formatNumber } from "./text.js";
import { type Matrix, toLabels, toMatrix, type Vector } from "./values.js";

export interface EmbeddingOptions extends ChartOptions {
  /** The name of each vector, beside its point. */
  readonly names?: readonly string[];
  /** The class of each vector: 0, 1, 2, … */
  readonly labels?: Vector;
  /** Names of the classes; default "class 0", "class 1", … */
  readonly classNames?: readonly string[];
}

/** More names would lie over one another; they show when a point is pointed at. */
const mostNames = 40;

/**
 * Vectors of many numbers as points in a plane: their first two principal components, along which they differ most. Points
 * that lie together are alike, as far as these two components tell.
 *
 * `vectors` [N, width], such as the table of `nn.embedding`; of two numbers as they are, around their mean. The axes say what
 * part of all that the vectors differ by lies along each. Names of more than 40 points show on pointing at them.
 *
 * @throws ShapeError if the vectors are no matrix; OptionError for fewer than two vectors, for names that are not as many, and
 * for a label that is not a class's index.
 *
 * @example
 * plot.embedding([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]], { names: ["cat", "dog", "car"] });
 */
export function embedding(vectors: Matrix, options?: EmbeddingOptions): Figure {
  const where = "plot.embedding";
  const {
    names,
    labels,
    classNames,
    title = "Vectors in two components",
    alt,
    height = 420,
  } = checkOptions(where, options, 'title: "A title", alt, height#, names, labels, classNames');
  const rows = toMatrix(vectors, where);
  if (rows.length < 2 || rows[0]!.length < 2) {
    throw new OptionError(
      `${where}: expected two vectors or more, of two numbers or more, got shape [${rows.length}, ${rows[0]?.length ?? 0}]; try layer.embeddings`,
    );
  }
  if (names !== undefined && names.length !== rows.length) {
    throw new OptionError(
      `${where}: expected ${rows.length} names, got ${names.length}; try one for each vector`,
    );
  }
  const classes = labels === undefined ? undefined : toLabels(labels, rows.length, where);
  const { points, shares } = principalComponents(rows);
  const isNamed = names !== undefined && rows.length <= mostNames;
  const traces = pointTraces(points, { classes, classNames, names: isNamed ? names : undefined });
  const shown = names === undefined || isNamed ? traces : withHover(traces, { names, classes });
  const part = (share: number) => `${formatNumber(100 * share, 2)} %`;
  const legend = classes === undefined ? [] : traces.map((trace) => String(trace.name));
  return new Figure({
    title,
    alt:
      alt ??
      `The first two components of ${rows.length} vectors of ${rows[0]!.length} numbers, ${part(shares[0] + shares[1])} of how they differ. ${describePoints(points, classes, classNames)}`,
    data: shown,
    layout: chartLayout({
      title,
      height,
      legend,
      rest: {
        xaxis: namedAxis(`component 1 (${part(shares[0])})`),
        yaxis: namedAxis(`component 2 (${part(shares[1])})`),
      },
    }),
  });
}

function withHover(
  traces: ReturnType<typeof pointTraces>,
  { names, classes }: { readonly names: readonly string[]; readonly classes: readonly number[] | undefined },
): ReturnType<typeof pointTraces> {
  const kinds = [...new Set(classes ?? [0])].sort((a, b) => a - b);
  return traces.map((trace, i) => ({
    ...trace,
    hovertext: names.filter((_, at) => classes === undefined || classes[at] === kinds[i]),
  }));
}
