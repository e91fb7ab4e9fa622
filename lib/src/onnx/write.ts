import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { GraphConstant, GraphNode, GraphSignature } from "../nn/graph/graph.js";
import { graphOf } from "../nn/graph/lower.js";
import type { Module } from "../nn/module.js";
import { Recurrent } from "../nn/recurrent/recurrent.js";
import { builtWeights } from "../nn/saving.js";
import { transpose } from "../ops/transpose.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import {
  type AttributeProto,
  attributeTypes,
  type ModelProto,
  modelSchema,
  type NodeProto,
  type ValueInfoProto,
  writeMessage,
} from "./messages.js";
import { writeRecurrent } from "./recurrent.js";
import { spelledOut } from "./spelled-out.js";
import { dataTypes, writeTensor } from "./tensors.js";

/** The version of the operations that files are written for. */
const OPSET = 17;
/** The version of the format that came with it. */
const IR_VERSION = 8;

/** Options of {@link modelToBytes} and {@link saveModel}. */
export interface OnnxOptions {
  /** The shape of an input, examples first; their number is left open. Default: that of the last input. */
  readonly shape?: Shape;
  /** The dtype of an input. Default: that of the last one. */
  readonly dtype?: DType;
}

const advice = "try layers and operations that ONNX has, or nn.saveWeights for the weights alone";

/** The input that a model is written for. */
function inputOf(where: string, model: Module, options: OnnxOptions | undefined) {
  const given = checkOptions(where, options, "shape, dtype");
  const shape = given.shape ?? model.received?.shape;
  if (shape === undefined || shape.length === 0) {
    throw new OptionError(
      `${where}: expected the shape of an input, got ${shape === undefined ? "a model that has seen none" : "[]"}; try { shape: [1, 784] }`,
    );
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new OptionError(
      `${where}: expected sizes of at least 1, got ${quoted(shape)}; try { shape: [1, 784] }`,
    );
  }
  return { shape, dtype: given.dtype ?? model.received?.dtype ?? "float32" };
}

/** The recurrent layers in a model with the beginning of their weights' names. */
function recurrentIn(module: Module, prefix = ""): (readonly [Recurrent, string])[] {
  if (module instanceof Recurrent) return [[module, prefix]];
  return module.children().flatMap(([name, child]) => recurrentIn(child, `${prefix}${name}.`));
}

/** Writes a model's message, from the operations that it runs. */
function protoOf(where: string, model: Module, options: OnnxOptions | undefined): ModelProto {
  const input = inputOf(where, model, options);
  const built = builtWeights(where, model);
  const names = new Map<AnyTensor, string>([...built].map(([name, tensor]) => [asTensor(tensor), name]));
  const initializers = new Map<string, GraphConstant>();
  const recurrent = new Map(recurrentIn(model));
  const graph = graphOf(model, {
    where,
    ...input,
    parts: recurrent,
    weights: names,
    writePart: (writer, part, value, isMasked) =>
      writeRecurrent(writer, {
        layer: part as Recurrent,
        input: value,
        prefix: recurrent.get(part as Recurrent)!,
        isMasked,
        weights: initializers,
      }),
    advice,
  });
  const constants = new Map(graph.constants);
  const one = (node: GraphNode): string => {
    const dtype = [...names].find(([, name]) => name === node.inputs[0])?.[0].dtype ?? input.dtype;
    const name = `${node.outputs[0]}_one`;
    constants.set(name, { dtype: dtype === "float64" ? dtype : "float32", shape: [], values: [1] });
    return name;
  };
  const spelled = graph.nodes.flatMap((node) => spelledOut(node, one));
  const nodes = withTurnedWeights(
    spelled,
    new Map([...names].map(([tensor, name]) => [name, tensor])),
    initializers,
  );
  // Every file says what it gives in the same word.
  nodes.push({ op: "Identity", inputs: [graph.output.name], outputs: ["output"], attributes: {} });
  return {
    irVersion: IR_VERSION,
    producerName: "gradbook",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: {
      name: model.name ?? model.label,
      initializer: [...initializers].map(([name, values]) => writeTensor(name, values)),
      input: [valueInfo(graph.input.name, graph.input)],
      output: [valueInfo("output", graph.output)],
      node: [...[...constants].map(([name, value]) => constantNode(name, value)), ...nodes.map(nodeProto)],
    },
  };
}

/** Weights that a node only turns are stored turned; the others as they are. Gives the nodes that are left. */
function withTurnedWeights(
  nodes: readonly GraphNode[],
  weights: ReadonlyMap<string, AnyTensor>,
  initializers: Map<string, GraphConstant>,
): GraphNode[] {
  const renamed = new Map<string, string>();
  const keep = (name: string, tensor: AnyTensor): void => {
    initializers.set(name, { dtype: tensor.dtype, shape: tensor.shape, values: tensor.data });
  };
  const uses = (name: string): number => nodes.filter(({ inputs }) => inputs.includes(name)).length;
  const left = nodes.filter(({ op, inputs, outputs, attributes }) => {
    const weight = weights.get(inputs[0] ?? "");
    if (op !== "Transpose" || weight === undefined || uses(inputs[0]!) > 1) return true;
    keep(inputs[0]!, asTensor(transpose(weight, attributes.perm as number[]) as Operand));
    renamed.set(outputs[0]!, inputs[0]!);
    return false;
  });
  for (const { inputs } of left) {
    for (const name of inputs) {
      const weight = weights.get(name);
      if (weight !== undefined && !initializers.has(name)) keep(name, weight);
    }
  }
  // As the model lists them.
  const order = [...weights.keys()];
  const sorted = [...initializers].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  initializers.clear();
  for (const [name, values] of sorted) initializers.set(name, values);
  return left.map((node) => ({ ...node, inputs: node.inputs.map((name) => renamed.get(name) ?? name) }));
}

function valueInfo(name: string, { shape, dtype }: GraphSignature): ValueInfoProto {
  const dim = shape.map((size) => (size === null ? { dimParam: "N" } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: dataTypes[dtype], shape: { dim } } } };
}

function constantNode(name: string, value: GraphConstant): NodeProto {
  const attribute = [{ name: "value", type: attributeTypes.tensor, t: writeTensor("", value) }];
  return { name, opType: "Constant", input: [], output: [name], attribute, domain: "" };
}

function nodeProto({ op, inputs, outputs, attributes }: GraphNode): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]): AttributeProto => {
    if (op === "Cast") return { name, type: attributeTypes.int, i: dataTypes[value as DType] };
    if (typeof value === "number") return { name, type: attributeTypes.int, i: value };
    if (typeof value === "string") return { name, type: attributeTypes.string, s: value };
    return { name, type: attributeTypes.ints, ints: value };
  });
  return { name: outputs[0]!, opType: op, input: inputs, output: outputs, attribute, domain: "" };
}

/** A model as the bytes of an ONNX file; `where` is what was called. */
export async function bytesOf(
  where: string,
  model: Module,
  options: OnnxOptions | undefined,
): Promise<Uint8Array> {
  const proto = protoOf(where, model, options);
  const { PbfWriter } = await import("pbf");
  const writer = new PbfWriter();
  writeMessage(writer, modelSchema, proto);
  return writer.finish();
}
