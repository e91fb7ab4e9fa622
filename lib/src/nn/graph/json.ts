import { isRecord } from "../../data/structure.js";
import type { DType } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Graph, GraphAttribute, GraphConstant, GraphNode, GraphWeight } from "./graph.js";
import { interpretationOf } from "./interpret.js";

/** Numbers that JSON has no form for are texts. */
const written = (value: number): number | string =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);

/** A graph as JSON. */
export function graphToJson({ input, output, weights, constants, nodes }: Graph): Record<string, unknown> {
  return {
    input,
    output,
    weights: Object.fromEntries(weights),
    constants: Object.fromEntries(
      [...constants].map(([name, { dtype, shape, values }]) => [
        name,
        { dtype, shape, values: Array.from(values, written) },
      ]),
    ),
    nodes,
  };
}

/** Ends the reading: what was expected at a place, and what is there. */
export type Fail = (place: string, expected: string, value: unknown) => never;

const dtypes: readonly unknown[] = ["float32", "float64", "int32", "bool"] satisfies DType[];
const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isAttribute = (value: unknown): value is GraphAttribute =>
  isText(value) ||
  typeof value === "number" ||
  (Array.isArray(value) && value.every((each) => typeof each === "number"));

/** A graph from JSON, everything in it checked; `parts` are the names that its layers may have. */
export function graphFromJson(
  place: string,
  json: unknown,
  { parts, fail }: { parts: ReadonlySet<string>; fail: Fail },
): Graph {
  const stop: Fail = fail;
  if (!isRecord(json)) return stop(place, "a graph", json);
  const { nodes } = json;
  const signature = (name: "input" | "output"): Graph["input"] => {
    const value = json[name];
    const isSignature =
      isRecord(value) &&
      isText(value.name) &&
      dtypes.includes(value.dtype) &&
      Array.isArray(value.shape) &&
      value.shape.every((size) => size === null || isSize(size));
    return isSignature
      ? (value as unknown as Graph["input"])
      : stop(`${place}.${name}`, "a name, a shape and a dtype", value);
  };
  const entries = <T>(
    name: "weights" | "constants",
    read: (value: unknown) => T | undefined,
  ): Map<string, T> => {
    const all = json[name];
    if (!isRecord(all)) return stop(`${place}.${name}`, "a record", all);
    return new Map(
      Object.entries(all).map(([key, value]) => [
        key,
        read(value) ?? stop(`${place}.${name}.${key}`, "a shape, a dtype and what it holds", value),
      ]),
    );
  };
  const isShaped = (value: unknown): value is Record<string, unknown> & { shape: number[] } =>
    isRecord(value) && Array.isArray(value.shape) && value.shape.every(isSize);
  const input = signature("input");
  const weights = entries<GraphWeight>("weights", (value) =>
    isShaped(value) && dtypes.includes(value.dtype) && typeof value.trainable === "boolean"
      ? (value as unknown as GraphWeight)
      : undefined,
  );
  const constants = entries<GraphConstant>("constants", (value) => {
    if (!isShaped(value) || !(dtypes.includes(value.dtype) || value.dtype === "int64")) return undefined;
    const { shape, values } = value;
    if (!Array.isArray(values) || values.length !== sizeOf(shape)) return undefined;
    return { dtype: value.dtype as GraphConstant["dtype"], shape, values: values.map(Number) };
  });
  if (!Array.isArray(nodes)) return stop(`${place}.nodes`, "an array of nodes", nodes);
  const known = new Set([input.name, ...weights.keys(), ...constants.keys()]);
  const read = nodes.map((value: unknown, i): GraphNode => {
    const at = `${place}.nodes[${i}]`;
    const { op, inputs, outputs, attributes } = isRecord(value) ? value : ({} as Record<string, unknown>);
    if (!isText(op) || (op !== "Layer" && interpretationOf(op) === undefined))
      return stop(`${at}.op`, "an operation that is known here", op);
    if (!isTexts(inputs) || !isTexts(outputs)) return stop(at, "names of inputs and outputs", value);
    if (!isRecord(attributes) || !Object.values(attributes).every(isAttribute)) {
      return stop(`${at}.attributes`, "numbers and texts by name", attributes);
    }
    const unknown = inputs.find((name) => name !== "" && !known.has(name));
    if (unknown !== undefined) return stop(`${at}.inputs`, "names of what comes before", unknown);
    if (op === "Layer" && !parts.has(attributes.part as string)) {
      return stop(`${at}.attributes.part`, `one of ${[...parts].join(", ")}`, attributes.part);
    }
    for (const name of outputs) known.add(name);
    return { op, inputs, outputs, attributes: attributes as GraphNode["attributes"] };
  });
  const output = signature("output");
  if (!known.has(output.name)) stop(`${place}.output`, "the name of a value", output.name);
  return { input, weights, constants, nodes: read, output };
}
