import { noGrad } from "../autograd/index.js";
import type { GraphNode } from "../autograd/node.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import { layoutGraph, type Place, type Route } from "./graph-layout.js";
import { type GraphTensor, type GraphValue, isGraphValue, tensorOf } from "./graph-value.js";
import {
  type EdgeLabel,
  type GraphView,
  graphView,
  type LabelKind,
  type Point,
  radius,
} from "./graph-view.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout } from "./layout.js";
import { gradientText, neutral, palette } from "./palette.js";
import { formatNumber, stripTags, textWidth } from "./text.js";
import { shapeText } from "./values.js";

export interface ComputationGraphOptions extends ChartOptions {
  /** The name of the result; default its own name, or "f". */
  readonly resultName?: string;
}

const mostNodes = 60;
/** Drawings as wide as a narrow page or less fill what is there, wider ones have a size of their own. */
const narrowPage = 380;
/** The size of names' letters. */
const nameSize = 13;
/** Longer lists of values would reach into the edges beside theirs. */
const mostLetters = 18;

/** Signs for operations where one is common, and long names on two lines. */
const signs: Readonly<Record<string, string>> = {
  add: "+",
  sub: "−",
  mul: "×",
  div: "÷",
  neg: "−1·",
  matmul: "@",
  sigmoid: "σ",
  exp: "exp",
  pow: "^",
  sqrt: "√",
  sum: "Σ",
  transpose: "ᵀ",
  square: "²",
  maximum: "max",
  minimum: "min",
  softplus: "soft<br>plus",
  softmax: "soft<br>max",
  logSoftmax: "log<br>softmax",
  logSumExp: "log<br>SumExp",
  leakyRelu: "leaky<br>Relu",
  reshape: "re<br>shape",
  broadcastTo: "broad<br>cast",
};

/**
 * How a value was computed, as a graph: inputs at the left, operations as circles, the result at the right; of
 * three steps or more, from top to bottom, so that it fits a narrow page.
 *
 * Each edge carries the value that goes forward and, below it, the gradient that comes back: the derivative of
 * the result with respect to that edge. Call `backward()` first to see gradients; without it, the values alone
 * are drawn. Tensors of more than three values, or of long ones, are shown by their shape. In place of a tensor it
 * takes a number of an engine of your own: an object with `data`, `label`, `inputs` and `grad`.
 *
 * @throws OptionError if the value was not computed from a tensor with `requiresGrad`, if its graph was let
 * go, or if it has more than 60 nodes.
 *
 * @example
 * const w = tensor(-2, { requiresGrad: true, name: "w" });
 * const f = w.mul(5).add(3);
 * f.backward();
 * plot.computationGraph(f);
 */
export function computationGraph(
  result: GraphTensor | GraphValue,
  options?: ComputationGraphOptions,
): Figure {
  const { resultName, title, alt, height } = checkOptions(
    "plot.computationGraph",
    options,
    'title: "A title", alt, height#, resultName',
  );
  const last = isGraphValue(result) ? tensorOf(result) : result;
  const tensors = inputsFirst(last);
  const name = resultName ?? (isGraphValue(result) ? undefined : result.name) ?? "f";
  const nodes = tensors.map((tensor) => ({
    inputs: (nodeOf(tensor)?.inputs ?? []).map((input) => tensors.indexOf(input)),
  }));
  // The result is a node of its own, so that its value and gradient have an edge to stand on.
  const { places, routes } = layoutGraph([...nodes, { inputs: [tensors.length - 1] }]);
  const gradients = edgeGradients(tensors);
  const labels = routes.map(({ from, to, input }) => ({
    value: valueText(tensors[from] as GraphTensor),
    gradient:
      to === tensors.length ? optionalText(last.grad) : optionalText(gradients.get(tensors[to])?.[input]),
  }));
  const names = [...leafNames(tensors), name];
  const heading = title ?? `How ${name} is computed`;
  const view = graphView(routes, labels);
  const { at, down } = view;
  const width = view.width + 16;
  const wide = width > narrowPage;
  const hasGradients = labels.some((label) => label.gradient !== undefined);
  return new Figure({
    title: heading,
    alt: alt ?? describe({ tensors, names, routes, labels, name }),
    data: [
      edgeTrace(routes, at),
      nodeTrace(tensors, places, { names, at }),
      labelTrace(labels, view, "value"),
      ...(hasGradients ? [labelTrace(labels, view, "gradient")] : []),
    ],
    layout: {
      ...chartLayout({
        title: heading,
        height: height ?? view.height + 60,
        top: 18,
        left: 8,
        right: 8,
        bottom: 8,
        rest: {
          // On a wide page more room at both sides, and no longer edges.
          xaxis: {
            visible: false,
            range: view.x,
            fixedrange: true,
            ...(wide ? {} : { scaleanchor: "y", constrain: "domain" }),
          },
          yaxis: {
            visible: false,
            range: view.y,
            fixedrange: true,
            ...(wide ? {} : { constrain: "domain", constraintoward: "top" }),
          },
        },
      }),
      // Wider than a narrow page: a size of its own, its title where a reader starts to scroll.
      ...(wide
        ? { width, autosize: false, title: { text: heading, x: 0, xanchor: "left", pad: { t: 12, l: 12 } } }
        : {}),
      annotations: [...arrows(routes, at), ...(hasGradients ? [legendNote({ atLeft: wide, down })] : [])],
    },
  });
}

function nodeOf(
  tensor: GraphTensor | undefined,
): (Omit<GraphNode, "inputs"> & { readonly inputs: readonly GraphTensor[] }) | undefined {
  return tensor?.node as
    | (Omit<GraphNode, "inputs"> & { readonly inputs: readonly GraphTensor[] })
    | undefined;
}

/** Every tensor of the graph, each after the ones it was computed from. */
function inputsFirst(result: GraphTensor): GraphTensor[] {
  const node = nodeOf(result);
  if (node === undefined || node.inputs.length === 0) {
    const got = node === undefined ? "one without a graph" : "one whose graph backward() let go of";
    const how = node === undefined ? "tensor(…, { requiresGrad: true })" : "backward({ retainGraph: true })";
    throw new OptionError(
      `plot.computationGraph: expected a value computed with gradients, got ${got}; try ${how}`,
    );
  }
  const order: GraphTensor[] = [];
  const seen = new Set<GraphTensor>();
  const visit = (tensor: GraphTensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    if (seen.size > mostNodes) {
      throw new OptionError(
        `plot.computationGraph: expected at most ${mostNodes} nodes, got more; try a smaller network or a part of it`,
      );
    }
    for (const input of nodeOf(tensor)?.inputs ?? []) visit(input);
    order.push(tensor);
  };
  visit(result);
  return order;
}

type Gradient = { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

/**
 * For each operation, the gradient it sends back to each of its inputs. A tensor's own `grad` is the sum over
 * all its uses, so the operation is asked again.
 */
function edgeGradients(
  tensors: readonly GraphTensor[],
): Map<GraphTensor | undefined, readonly (Gradient | undefined)[]> {
  const gradients = new Map<GraphTensor | undefined, readonly (Gradient | undefined)[]>();
  for (const tensor of tensors) {
    const node = (tensor as { readonly node?: GraphNode }).node;
    const output = tensor as Parameters<NonNullable<GraphNode["operation"]["backward"]>>[0]["output"];
    if (node?.operation.backward === undefined || output.grad === undefined) continue;
    const { inputs, attributes, operation } = node;
    const gradient = output.grad as unknown as typeof output;
    const step = {
      inputs,
      output,
      attributes,
      gradient,
      needs: (index: number) => inputs[index]?.requiresGrad ?? false,
    };
    gradients.set(
      tensor,
      noGrad(() => operation.backward?.(step) ?? []) as unknown as readonly (Gradient | undefined)[],
    );
  }
  return gradients;
}

function valueText({ data, shape }: Gradient): string {
  if (data.length > 3) return shapeText(shape);
  const values = Array.from(data, (value) => formatNumber(Number(value), 3));
  if (shape.length === 0 || data.length === 1) return values.join("");
  const text = `[${values.join(", ")}]`;
  return text.length > mostLetters ? shapeText(shape) : text;
}

function optionalText(gradient: Gradient | undefined): string | undefined {
  return gradient === undefined ? undefined : valueText(gradient);
}

/** Names of the inputs; a nameless one is a constant and shows its value. Results in between have none. */
function leafNames(tensors: readonly GraphTensor[]): string[] {
  return tensors.map((tensor) => {
    const node = nodeOf(tensor);
    if (node === undefined) return tensor.name ?? valueText(tensor);
    return signs[node.operation.name] ?? node.operation.name;
  });
}

function edgeTrace(routes: readonly Route[], at: GraphView["at"]): Trace {
  // From one name's or circle's rim to the next: a line through a name would strike it out.
  const points = routes.flatMap((route) => {
    const path = route.through.map(at);
    const [start, second] = [path[0] as Point, path[1] as Point];
    const [end, before] = [path.at(-1) as Point, path.at(-2) as Point];
    return [along(start, second), ...path.slice(1, -1), along(end, before), [null, null] as const];
  });
  return {
    type: "scatter",
    mode: "lines",
    x: points.map((point) => point[0]),
    y: points.map((point) => point[1]),
    line: { color: neutral, width: 1.5 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** The point at a circle's rim, or further, on the way from its center to another point. */
function along(from: Point, to: Point, distance = radius): Point {
  const part = distance / Math.hypot(to[0] - from[0], to[1] - from[1]);
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
}

/** An arrow head at the end of each edge, where the circle begins. */
function arrows(routes: readonly Route[], at: GraphView["at"]): JsonObject[] {
  return routes.map((route) => {
    const [end, before] = [at(route.through.at(-1) as Place), at(route.through.at(-2) as Place)];
    const [tip, tail] = [along(end, before, radius + 1), along(end, before, radius + 12)];
    return {
      x: tip[0],
      y: tip[1],
      ax: tail[0],
      ay: tail[1],
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
  });
}

function nodeTrace(
  tensors: readonly GraphTensor[],
  places: readonly Place[],
  more: { readonly names: readonly string[]; readonly at: GraphView["at"] },
): Trace {
  const points = places.map(more.at);
  const isOperation = places.map((_, index) => nodeOf(tensors[index]) !== undefined);
  return {
    type: "scatter",
    mode: "markers+text",
    x: points.map((point) => point[0]),
    y: points.map((point) => point[1]),
    text: places.map((_, index) => (isOperation[index] ? more.names[index] : `<b>${more.names[index]}</b>`)),
    textfont: {
      size: places.map((_, index) => (isOperation[index] ? sizeInCircle(more.names[index] ?? "") : nameSize)),
      color: isOperation.map((operation) => (operation ? "#111111" : neutral)),
    },
    marker: {
      size: 2 * radius,
      color: isOperation.map((operation) => (operation ? "#DCE9F2" : "rgba(0,0,0,0)")),
      line: { color: isOperation.map((operation) => (operation ? palette[0] : "rgba(0,0,0,0)")), width: 1.5 },
    },
    hovertext: places.map(
      (_, index) => nodeOf(tensors[index])?.operation.name ?? stripTags(more.names[index] ?? ""),
    ),
    hoverinfo: "text",
    showlegend: false,
  };
}

/** The size of letters with which a sign or name stays within its circle: outside it would be dark on dark. */
function sizeInCircle(name: string): number {
  const lines = name.split("<br>");
  const room = (lines.length > 1 ? 2.8 : 3.4) * radius;
  return Math.max(6, Math.min(nameSize, Math.floor(room / Math.max(...lines.map(textWidth)))));
}

/** What goes forward, or what comes back, at each edge. */
function labelTrace(labels: readonly EdgeLabel[], { label }: GraphView, kind: LabelKind): Trace {
  const spots = labels.map((_, index) => label(index, kind));
  return {
    type: "scatter",
    mode: "text",
    name: kind,
    x: spots.map((spot) => spot.point[0]),
    y: spots.map((spot) => spot.point[1]),
    text: labels.map((each) => each[kind] ?? ""),
    textposition: spots.map((spot) => spot.side),
    textfont: { size: 12, color: kind === "value" ? neutral : gradientText },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** What stands where, under the title. */
function legendNote({ atLeft, down }: { readonly atLeft: boolean; readonly down: boolean }): JsonObject {
  return {
    text: `value ${down ? "beside" : "above"} each edge, <span style="color:${gradientText}">gradient below</span>`,
    x: atLeft ? 0 : 0.5,
    xanchor: atLeft ? "left" : "center",
    y: 1,
    yanchor: "bottom",
    xref: "paper",
    yref: "paper",
    showarrow: false,
  };
}

function describe(parts: {
  readonly tensors: readonly GraphTensor[];
  readonly names: readonly string[];
  readonly routes: readonly Route[];
  readonly labels: readonly EdgeLabel[];
  readonly name: string;
}): string {
  const { tensors, names, routes, labels, name } = parts;
  const leaves = tensors.flatMap((tensor, index) =>
    nodeOf(tensor) === undefined && tensor.name !== undefined ? [index] : [],
  );
  const total = (index: number): string => optionalText(tensors[index]?.grad) ?? "";
  const ends = leaves.map((index) => {
    const gradient = total(index);
    const value = valueText(tensors[index] as GraphTensor);
    return `${names[index]} = ${value}${gradient === "" ? "" : ` with gradient ${gradient}`}`;
  });
  const last = labels[routes.findIndex((route) => route.to === tensors.length)]?.value ?? "";
  const operations = tensors.flatMap((tensor) => nodeOf(tensor)?.operation.name ?? []);
  return `A graph from ${ends.join(", ") || "constants"} through ${operations.join(", ")} to ${name} = ${last}.`;
}
