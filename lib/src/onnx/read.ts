import { DataError } from "../errors.js";
import type { Graph, GraphAttribute, GraphConstant, GraphNode, GraphWeight } from "../nn/graph/graph.js";
import { GraphModel } from "../nn/graph/graph-model.js";
import { interpretationOf, knownOperations } from "../nn/graph/interpret.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import { allocate, isFloat } from "../tensor/dtype.js";
import {
  type AttributeProto,
  attributeTypes,
  type GraphProto,
  type ModelProto,
  modelSchema,
  type NodeProto,
  readMessage,
  type ValueInfoProto,
} from "./messages.js";
import { dataTypes, dtypeOf, readTensor } from "./tensors.js";

/** The oldest version of the operations that is read: from here on softmax is over one axis. */
const OLDEST = 13;

/** Inputs that hold statistics, which nobody trains, by operation. */
const statistics: Readonly<Record<string, readonly number[]>> = { BatchNormalization: [3, 4] };

const dtypeNames = new Map(Object.entries(dataTypes).map(([name, number]) => [number, name]));

/** Reads the message of a file. */
async function readModel(file: string, bytes: Uint8Array): Promise<ModelProto> {
  const { PbfReader } = await import("pbf");
  try {
    return readMessage(new PbfReader(bytes), modelSchema);
  } catch (error) {
    throw new DataError(
      `${file}: expected a model in ONNX, got something else; the file is damaged: get it again`,
      {
        cause: error,
      },
    );
  }
}

/** Reads a model from the bytes of an ONNX file; `file` names it in messages. */
export async function graphModelOf(file: string, bytes: Uint8Array): Promise<GraphModel> {
  const { graph, opsetImport } = await readModel(file, bytes);
  if (graph === undefined || graph.node.length === 0) {
    throw new DataError(`${file}: expected a model in ONNX, got none; the file is damaged: get it again`);
  }
  const version = opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx")?.version ?? 0;
  if (version < OLDEST) {
    throw new DataError(
      `${file}: expected operations of version ${OLDEST} or newer, got ${version}; try onnx.version_converter in Python`,
    );
  }
  return new Reading(file, graph).model();
}

class Reading {
  readonly #file: string;
  readonly #proto: GraphProto;
  readonly #weights = new Map<string, GraphWeight>();
  readonly #values = new Map<string, AnyTensor>();
  readonly #constants = new Map<string, GraphConstant>();

  constructor(file: string, proto: GraphProto) {
    this.#file = file;
    this.#proto = proto;
  }

  model(): GraphModel {
    const { node, initializer, output } = this.#proto;
    const frozen = new Set(
      node.flatMap(({ opType, input }) => (statistics[opType] ?? []).map((number) => input[number])),
    );
    for (const proto of initializer) {
      const value = readTensor(this.#file, proto);
      this.#keep(proto.name, value, { isTrainable: !frozen.has(proto.name) });
    }
    const input = this.#input();
    const known = new Set([input.name, ...this.#weights.keys(), ...this.#constants.keys()]);
    const nodes = node.flatMap((proto) => this.#node(proto, known));
    const [first, second] = output;
    if (first === undefined || second !== undefined)
      this.#fail(
        "one output",
        output.map(({ name }) => name).join(", "),
        "a file with the one that is wanted",
      );
    if (!known.has(first.name))
      this.#fail(`a node that gives ${first.name}`, "none", "getting the file again");
    const graph: Graph = {
      input,
      output: { name: first.name, ...this.#signature(first) },
      weights: this.#weights,
      constants: this.#constants,
      nodes,
    };
    const model = new GraphModel(graph, new Map());
    model.build(this.#values);
    return model;
  }

  #fail(expected: string, got: string, advice: string): never {
    throw new DataError(`${this.#file}: expected ${expected}, got ${got || "none"}; try ${advice}`);
  }

  /** Floats with an axis are weights, what else is stored never changes. */
  #keep(name: string, value: GraphConstant, { isTrainable }: { isTrainable: boolean }): void {
    const { dtype, shape, values } = value;
    if (dtype === "int64" || !isFloat(dtype) || shape.length === 0) {
      this.#constants.set(name, value);
      return;
    }
    const data = allocate(dtype, values.length);
    data.set(Array.from(values));
    this.#weights.set(name, { shape, dtype, trainable: isTrainable });
    this.#values.set(name, fromValues(data, shape, dtype));
  }

  #input(): Graph["input"] {
    const stored = new Set(this.#proto.initializer.map(({ name }) => name));
    const inputs = this.#proto.input.filter(({ name }) => !stored.has(name));
    const [first, second] = inputs;
    if (first === undefined || second !== undefined) {
      this.#fail("one input", inputs.map(({ name }) => name).join(", "), "a model of one input");
    }
    return { name: first.name, ...this.#signature(first) };
  }

  #signature({ name, type }: ValueInfoProto): Omit<Graph["input"], "name"> {
    const { elemType = dataTypes.float32, shape } = type?.tensorType ?? {};
    const dtype = dtypeOf(elemType);
    if (dtype === undefined)
      this.#fail(`numbers as ${name}`, `type ${elemType}`, "another version of the model");
    return { shape: (shape?.dim ?? []).map(({ dimValue }) => dimValue || null), dtype };
  }

  #node(
    { opType, input, output, attribute, domain, name }: NodeProto,
    known: Set<string>,
  ): readonly GraphNode[] {
    const where = `node ${JSON.stringify(name || output[0] || opType)}`;
    const isOurs = domain === "" || domain === "ai.onnx";
    if (opType === "Constant" && isOurs) {
      this.#constants.set(output[0]!, this.#constant(where, attribute[0]));
      known.add(output[0]!);
      return [];
    }
    if (!isOurs || interpretationOf(opType) === undefined) {
      throw new DataError(
        `${this.#file}: ${where}: expected an operation of ${knownOperations().join(", ")}, got ${isOurs ? "" : `${domain}.`}${opType}; try a model without it`,
      );
    }
    const unknown = input.find((each) => each !== "" && !known.has(each));
    if (unknown !== undefined) {
      throw new DataError(
        `${this.#file}: ${where}: expected inputs that come before it, got ${unknown}; the file is damaged: get it again`,
      );
    }
    for (const each of output) known.add(each);
    const attributes = Object.assign({}, ...attribute.map((each) => this.#attribute(opType, where, each)));
    return [{ op: opType, inputs: input, outputs: output, attributes }];
  }

  /** What a Constant holds. */
  #constant(where: string, attribute: AttributeProto | undefined): GraphConstant {
    const { t, f, i, floats, ints, type } = attribute ?? ({} as Partial<AttributeProto>);
    if (t !== undefined) return readTensor(this.#file, t);
    if (type === attributeTypes.float) return { dtype: "float32", shape: [], values: [f ?? 0] };
    if (type === attributeTypes.int) return { dtype: "int64", shape: [], values: [i ?? 0] };
    if (type === attributeTypes.floats) return { dtype: "float32", shape: [floats!.length], values: floats! };
    if (type === attributeTypes.ints) return { dtype: "int64", shape: [ints!.length], values: ints! };
    throw new DataError(
      `${this.#file}: ${where}: expected numbers as a constant, got ${attribute?.name ?? "nothing"}; try a model without it`,
    );
  }

  #attribute(
    op: string,
    where: string,
    { name, type, f, i, s, t, floats, ints, strings }: AttributeProto,
  ): Readonly<Record<string, GraphAttribute>> {
    if (op === "Cast" && name === "to") {
      const dtype = i === dataTypes.int64 ? "int64" : dtypeOf(i ?? 0);
      if (dtype === undefined)
        this.#fail(`${where} to give numbers`, `type ${i}`, "another version of the model");
      return { to: dtype };
    }
    switch (type) {
      case attributeTypes.float:
        return { [name]: f ?? 0 };
      case attributeTypes.int:
        return { [name]: i ?? 0 };
      case attributeTypes.string:
        return { [name]: s ?? "" };
      case attributeTypes.floats:
        return { [name]: floats ?? [] };
      case attributeTypes.ints:
        return { [name]: ints ?? [] };
      case attributeTypes.strings:
        return { [name]: (strings ?? []).join() };
      case attributeTypes.tensor: {
        const { values, dtype } = readTensor(this.#file, t!);
        return { [name]: Array.from(values), dtype: dtypeNames.get(dataTypes[dtype])! };
      }
      default:
        throw new DataError(
          `${this.#file}: ${where}: expected numbers and texts as attributes, got type ${type} for ${name}; try a model without loops and branches`,
        );
    }
  }
}
