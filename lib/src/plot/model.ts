import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Layer } from "../nn/layer.js";
import { Module } from "../nn/module.js";
import type { DType } from "../tensor/dtype.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import { Figure } from "./figure.js";
import { layoutGraph, type Place, type Route } from "./graph-layout.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout } from "./layout.js";
import { layersWithin, type ModelPart, modelGraph } from "./model-graph.js";
import { neutral, palette } from "./palette.js";
import { countOf, shorten } from "./text.js";

export interface ModelOptions extends ChartOptions {
  /** The shape of one example. Default: what the first layer has seen. */
  readonly inputShape?: Shape;
  /** The dtype of the input. Default float32; int32 for ids. */
  readonly dtype?: DType;
  /** Shows the layers within blocks, instead of the model's own parts. Default false. */
  readonly expand?: boolean;
}

const mostParts = 60;
/** Pixels from one part to the next, and half of a box's height. */
const step = 74;
const halfHeight = 23;
/** Half of a box's width, where one is as wide as the distance to the next beside it. */
const halfWidth = 0.47;
const letters = { alone: 40, beside: 22 };

/**
 * A model's architecture as a graph from top to bottom: each part with the shape of its output, N for the examples, and the
 * number of its parameters. Parts are those of `model.children()`; with `expand` the layers within them.
 *
 * The model runs once on zeros, in inference mode, to see what feeds what: branches and short cuts are found also where code
 * of your own puts layers together.
 *
 * @throws OptionError for something that is no model, one that has not seen an input and is given no inputShape, and for more
 * than 60 parts.
 *
 * @example
 * plot.model(nn.sequential([nn.dense(8), nn.relu(), nn.dense(2)]), { inputShape: [4], title: "Two layers" });
 */
export function model(model: Module, options?: ModelOptions): Figure {
  const where = "plot.model";
  const {
    inputShape,
    dtype = "float32",
    expand = false,
    title,
    alt,
    height,
  } = checkOptions(where, options, 'title: "A title", alt, height#, inputShape: [784], dtype, expand?');
  if (!((model as unknown) instanceof Module)) {
    throw new OptionError(`${where}: expected a model or layer, got ${typeof model}; try nn.sequential([…])`);
  }
  const known = inputShape ?? firstInput(model)?.slice(1);
  if (known === undefined) {
    throw new OptionError(
      `${where}: expected a model that has seen an input, got ${model.label} without weights; try { inputShape: [784] }`,
    );
  }
  const own = model.children();
  const parts = own.length === 0 ? [["", model] as const] : expand ? layersWithin(model) : own;
  if (parts.length > mostParts) {
    throw new OptionError(
      `${where}: expected at most ${mostParts} parts, got ${parts.length}; try a part of the model, or expand: false`,
    );
  }
  const graph = modelGraph(model, parts, { shape: [1, ...known], dtype });
  const { places, routes } = layoutGraph(graph);
  const heading = title ?? `${model.name ?? model.label}`;
  const rows = places.map(({ row }) => row);
  const [left, right] = [Math.min(...rows), Math.max(...rows)];
  const depth = Math.max(...places.map(({ column }) => column));
  const isAlone = left === right;
  const pad = isAlone ? 0.5 : halfWidth + 0.03;
  return new Figure({
    title: heading,
    alt: alt ?? describe(graph, model),
    data: [edgeTrace(routes), textTrace(graph, places, isAlone ? letters.alone : letters.beside)],
    layout: {
      ...chartLayout({
        title: heading,
        height: height ?? 60 + step * (depth + 1),
        top: 4,
        left: 8,
        right: 8,
        bottom: 8,
        rest: {
          xaxis: { visible: false, range: [left - pad, right + pad], fixedrange: true },
          yaxis: { visible: false, range: [depth + 0.5, -0.5], fixedrange: true },
        },
      }),
      shapes: graph.flatMap((part, i) => (isEnd(part) ? [] : [box(places[i]!)])),
      annotations: routes.map(arrow),
    },
  });
}

function firstInput(model: Module): Shape | undefined {
  const first = model.modules().find((part): part is Layer => part instanceof Layer && part.built);
  return first?.inputShape;
}

/** Whether a part is the model's input or output. */
function isEnd({ name, label }: ModelPart): boolean {
  return name === "" && (label === "input" || label === "output");
}

const half = halfHeight / step;

function box({ column, row }: Place): JsonObject {
  return {
    type: "rect",
    x0: row - halfWidth,
    x1: row + halfWidth,
    y0: column - half,
    y1: column + half,
    line: { color: palette[0], width: 1.5 },
    fillcolor: "rgba(0,0,0,0)",
  };
}

/** The points of a route, from the lower edge of one box to the upper edge of the other. */
function pathOf({ through }: Route): (readonly [number, number])[] {
  return through.map(({ column, row }, i) => {
    const shift = i === 0 ? half : i === through.length - 1 ? -half : 0;
    return [row, column + shift] as const;
  });
}

function edgeTrace(routes: readonly Route[]): Trace {
  const points = routes.flatMap((route) => [...pathOf(route), [null, null] as const]);
  return {
    type: "scatter",
    mode: "lines",
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    line: { color: neutral, width: 1.5 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function arrow(route: Route): JsonObject {
  const path = pathOf(route);
  const [tip, tail] = [path.at(-1)!, path.at(-2)!];
  const part = 0.2 / Math.hypot(tip[0] - tail[0], tip[1] - tail[1]);
  return {
    x: tip[0],
    y: tip[1],
    ax: tip[0] - part * (tip[0] - tail[0]),
    ay: tip[1] - part * (tip[1] - tail[1]),
    xref: "x",
    yref: "y",
    axref: "x",
    ayref: "y",
    text: "",
    showarrow: true,
    arrowhead: 2,
    arrowsize: 1.2,
    arrowwidth: 1.5,
    arrowcolor: neutral,
  };
}

function textTrace(graph: readonly ModelPart[], places: readonly Place[], columns: number): Trace {
  return {
    type: "scatter",
    mode: "text",
    x: places.map(({ row }) => row),
    y: places.map(({ column }) => column),
    text: graph.map((part) => {
      const first = part.name === "" ? part.label : `${part.name}: ${part.label}`;
      const second = isEnd(part) ? shapeOf(part) : `${shapeOf(part)} · ${grouped(part.parameters)}`;
      return `<b>${shorten(first, columns)}</b><br>${second}`;
    }),
    textfont: { size: 11, color: neutral },
    hovertext: graph.map((part) => `${part.name} ${part.label}`.trim()),
    hoverinfo: "text",
    showlegend: false,
  };
}

/** A shape with N for the examples. */
function shapeOf({ shape }: ModelPart): string {
  return formatShape(shape).replace(/^\[\d+/, "[N");
}

/** 1234567 → 1,234,567. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function describe(graph: readonly ModelPart[], model: Module): string {
  const parts = graph.filter((part) => !isEnd(part));
  const steps = graph.map((part) =>
    isEnd(part) ? `${part.label} ${shapeOf(part)}` : `${part.label} ${shapeOf(part)}`,
  );
  const joins = graph.filter(({ inputs }) => inputs.length > 1).length;
  const branches = joins === 0 ? "one after the other" : `with ${countOf(joins, "join")}`;
  return `${countOf(parts.length, "part")} ${branches}: ${steps.join(", ")}; ${grouped(model.countParameters().total)} parameters in all.`;
}
