import { isRecord } from "../data/structure.js";
import { DataError, OptionError } from "../errors.js";
import { l1l2, type Regularizer, ratesOf } from "../regularizers/regularizers.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { FloatDType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import { TransformerBlock, type TransformerBlockOptions } from "./attention/transformer-block.js";
import { GraphModel } from "./graph/graph-model.js";
import { type Fail, graphFromJson, graphToJson } from "./graph/json.js";
import { graphOf } from "./graph/lower.js";
import { Layer } from "./layer.js";
import type { ValueKind } from "./layer-kind.js";
import { layerKinds, optionKinds } from "./layer-kinds.js";
import { Activation } from "./layers/activation.js";
import { Residual } from "./layers/residual.js";
import type { Model } from "./model.js";
import type { Module } from "./module.js";
import { Bidirectional, type MergeMode } from "./recurrent/bidirectional.js";
import type { Recurrent } from "./recurrent/recurrent.js";
import { camelCase, Sequential } from "./sequential.js";

/** A layer, or layers one after the other, written down as JSON. */
export interface ModuleArchitecture {
  /** `dense`, `sequential`, … */
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** What a model is made of, without its weights: JSON for `JSON.stringify` and {@link fromArchitecture}. */
export interface Architecture {
  /** Tells the file apart from other JSON. */
  readonly format: "gradbook-model";
  /** Version of the format. */
  readonly version: 1;
  /** The model's kind, options and parts. */
  readonly model: ModuleArchitecture;
}

/** A model that was saved: a sequence again, or for code of the user's a {@link GraphModel}. */
export type SavedModel = Model & {
  /** Its layers or parts. */
  readonly layers: readonly Module[];
};

/** The input that a layer's weights were made for. */
export interface BuiltFor {
  readonly shape: Shape;
  readonly dtype: FloatDType;
}

/** Deeper than any model, and not so deep that reading it could overflow the stack. */
const MAX_DEPTH = 100;

const ownCode = "try nn.saveWeights, which saves the weights alone, and keep the code that makes the model";

function describeOption(layer: Layer, name: string, value: unknown): unknown {
  const kind = Object.hasOwn(optionKinds, name) ? optionKinds[name] : undefined;
  if (typeof value !== "function") return kind === undefined ? undefined : value;
  // The initial values are history: a saved model has its weights.
  if (name.endsWith("Initializer")) return undefined;
  const rates = kind === "regularizer" ? ratesOf(value as Regularizer) : undefined;
  if (rates !== undefined) return rates;
  throw new OptionError(
    `nn.architecture: expected ${layer.label} with an ${name} that has a name, got a function; ${ownCode}`,
  );
}

function describeLayer(layer: Layer): ModuleArchitecture {
  const kind = layer instanceof Activation && layer.named !== undefined ? "activation" : layer.kind;
  const known = Object.hasOwn(layerKinds, kind) ? layerKinds[kind]! : undefined;
  const isOwnFunction = kind === "activation" && (layer as Activation).named === undefined;
  if (known === undefined || layer.constructor !== known.type || isOwnFunction) {
    throw new OptionError(
      `nn.architecture: expected layers of this library, got ${layer.label}, which is code of your own; ${ownCode}`,
    );
  }
  const options: Record<string, unknown> = {};
  const given = { ...layer.options, name: layer.name, trainable: layer.trainable ? undefined : false };
  for (const [name, value] of Object.entries(given)) {
    const described = describeOption(layer, name, value);
    if (described !== undefined) options[name] = described;
  }
  const { inputShape, dtype } = layer;
  const argument = known.argument?.[0];
  const values = layer as unknown as Readonly<Record<string, unknown>>;
  return {
    kind,
    ...(argument === undefined
      ? {}
      : { [argument]: kind === "activation" ? values.named : values[argument] }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(inputShape === undefined ? {} : { input: { shape: [...inputShape], dtype } }),
  };
}

function describeBlock(block: TransformerBlock): ModuleArchitecture {
  const { width, name, options, attentionNorm } = block;
  if (typeof options.activation === "function") {
    throw new OptionError(
      `nn.architecture: expected ${block.label} with an activation that has a name, got a function; ${ownCode}`,
    );
  }
  const { inputShape, dtype } = attentionNorm;
  const input = inputShape === undefined ? {} : { input: { shape: [...inputShape], dtype } };
  return {
    kind: "transformerBlock",
    width,
    options: { ...options, ...(name !== undefined && { name }) },
    ...input,
  };
}

/** The weights of a module that are in none of its parts, by name. */
function ownWeightsOf(module: Module): ReadonlyMap<AnyTensor, string> {
  const ofParts = new Set(
    module.children().flatMap(([, part]) => part.weights().map(({ tensor }) => tensor)),
  );
  const own = module.weights().filter(({ tensor }) => !ofParts.has(tensor));
  return new Map(own.map(({ name, tensor }) => [asTensor(tensor), name]));
}

/** What code of the user's computes, as a graph: nn.model, classes. */
function describeCode(module: Module, seen: Set<Module>): ModuleArchitecture {
  const parts = new Map(module.children().map(([name, part]) => [part, name]));
  const named = module.children().map(([name, part]) => [name, describe(part, seen)] as const);
  let graph = module instanceof GraphModel ? module.graph : undefined;
  if (graph === undefined) {
    const { received } = module;
    if (received === undefined) {
      throw new OptionError(
        `nn.architecture: expected a model that has seen an input, got ${module.label}, whose code has not run yet; try model.apply(x) on one batch, or model.fit(…)`,
      );
    }
    const weights = ownWeightsOf(module);
    graph = graphOf(module, { where: "nn.architecture", ...received, parts, weights, advice: ownCode });
  }
  // The weights' names in a sequence begin with that of the class.
  const called = module instanceof GraphModel ? undefined : camelCase(module.constructor.name);
  const { name = called } = module;
  return {
    kind: "graph",
    ...(name === undefined ? {} : { name }),
    parts: Object.fromEntries(named),
    graph: graphToJson(graph),
  };
}

function describe(module: Module, seen: Set<Module>): ModuleArchitecture {
  if (seen.has(module)) {
    throw new OptionError(
      `nn.architecture: expected each layer once, got ${module.label} twice, which shares its weights; ${ownCode}`,
    );
  }
  seen.add(module);
  if (module instanceof Layer) return describeLayer(module);
  if (module.constructor === Residual) {
    return { kind: "residual", inner: describe((module as Residual).inner, seen) };
  }
  if (module.constructor === TransformerBlock) return describeBlock(module as TransformerBlock);
  if (module.constructor === Bidirectional) {
    const { forwardLayer, mergeMode } = module as Bidirectional;
    return { kind: "bidirectional", mergeMode, layer: describe(forwardLayer, seen) };
  }
  if (module.constructor === Sequential) {
    const { name, layers } = module as Sequential;
    return {
      kind: "sequential",
      ...(name === undefined ? {} : { name }),
      layers: layers.map((layer) => describe(layer, seen)),
    };
  }
  return describeCode(module, seen);
}

/**
 * Writes down what a model is made of, without its weights, as JSON.
 *
 * For `nn.sequential`, `nn.model` and classes of your own, of this library's layers, residual branches, blocks of
 * transformers and recurrent layers in both directions. What a function or a class computes between its layers is written
 * down as a graph of operations: it runs once on two examples and once on three, in inference mode, and the model must
 * have seen an input before. Layers keep what they do in training; code of your own that asks for the mode is kept as it
 * computes in inference. Initializers that were given as functions are left out.
 *
 * @throws OptionError for a layer with code of its own in it (a class, a function as activation or regularizer), for a
 * layer that two parts share, for a single layer, and for code that depends on values, on random numbers, or on the
 * number of examples in another way than shapes do.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(8, { activation: "relu" }), nn.dense(2)]);
 * const text = JSON.stringify(nn.architecture(model));
 * nn.fromArchitecture(text).layers.length; // 2
 * ```
 */
export function architecture(model: Module): Architecture {
  if (model instanceof Layer) {
    throw new OptionError(
      `nn.architecture: expected a model, got the layer ${model.label}; try nn.sequential([layer])`,
    );
  }
  return { format: "gradbook-model", version: 1, model: describe(model, new Set()) };
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const checks: Readonly<Record<ValueKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  flag: (value) => typeof value === "boolean",
  numbers: (value) => [value].flat(2).every((v) => typeof v === "number"),
  sizes: (value) => isSize(value) || (Array.isArray(value) && value.every(isSize)),
  regularizer: (value) => isRecord(value) && ["l1", "l2"].every((name) => typeof value[name] === "number"),
};

/** What reading an architecture gives: the model, and the inputs for which its layers had weights. */
export interface ReadArchitecture {
  readonly model: SavedModel;
  readonly inputs: ReadonlyMap<Layer, BuiltFor>;
}

/** Reads an architecture, checking everything in it. */
class Reader {
  readonly inputs = new Map<Layer, BuiltFor>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  fail(place: string, expected: string, value: unknown): never {
    const got = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 100);
    throw new DataError(
      `${this.#file}: ${place}: expected ${expected}, got ${got}; ` +
        "it is damaged, or of a newer version than this library",
    );
  }

  module(place: string, value: unknown, depth = 0): Module {
    if (depth > MAX_DEPTH) this.fail(place, `at most ${MAX_DEPTH} layers in one another`, "more");
    if (!isRecord(value)) this.fail(place, "a layer", value);
    if (value.kind === "sequential") return this.sequential(place, value, depth);
    if (value.kind === "residual") {
      return new Residual(this.module(`${place}.inner`, value.inner, depth + 1));
    }
    if (value.kind === "transformerBlock") return this.block(place, value);
    if (value.kind === "bidirectional") return this.bidirectional(place, value);
    if (value.kind === "graph") return this.graph(place, value, depth);
    return this.layer(place, value);
  }

  block(place: string, value: Readonly<Record<string, unknown>>): TransformerBlock {
    const { width, options = {}, input } = value;
    if (!isRecord(options)) this.fail(`${place}.options`, "a record", options);
    const read = this.options(`${place}.options`, options) as TransformerBlockOptions;
    let block: TransformerBlock;
    try {
      block = new TransformerBlock(width as number, read);
    } catch (error) {
      this.fail(place, `a block that can be made (${(error as Error).message})`, value);
    }
    if (input !== undefined) {
      const built = this.input(`${place}.input`, input);
      const inner = { ...built, shape: [...built.shape.slice(0, -1), block.expand.units] };
      for (const [, part] of block.children()) {
        this.inputs.set(part as Layer, part === block.contract ? inner : built);
      }
    }
    return block;
  }

  bidirectional(place: string, value: Readonly<Record<string, unknown>>): Bidirectional {
    const { layer, mergeMode } = value;
    const ahead = isRecord(layer) ? this.layer(`${place}.layer`, layer) : undefined;
    let both: Bidirectional;
    try {
      both = new Bidirectional(ahead as Recurrent, { mergeMode: mergeMode as MergeMode });
    } catch (error) {
      this.fail(place, `a recurrent layer in both directions (${(error as Error).message})`, value);
    }
    const input = this.inputs.get(both.forwardLayer);
    if (input !== undefined) this.inputs.set(both.backwardLayer, input);
    return both;
  }

  sequential(place: string, value: Readonly<Record<string, unknown>>, depth = 0): Sequential {
    const { name, layers } = value;
    if (!Array.isArray(layers)) this.fail(`${place}.layers`, "an array of layers", layers);
    if (name !== undefined && typeof name !== "string") this.fail(`${place}.name`, "a text", name);
    const made: readonly Module[] = layers.map((layer, i) =>
      this.module(`${place}.layers[${i}]`, layer, depth + 1),
    );
    return new Sequential(made, name === undefined ? {} : { name });
  }

  graph(place: string, value: Readonly<Record<string, unknown>>, depth = 0): GraphModel {
    const { name, parts, graph } = value;
    if (!isRecord(parts)) this.fail(`${place}.parts`, "layers by name", parts);
    if (name !== undefined && typeof name !== "string") this.fail(`${place}.name`, "a text", name);
    const made = new Map(
      Object.entries(parts).map(([key, part]) => [
        key,
        this.module(`${place}.parts.${key}`, part, depth + 1),
      ]),
    );
    const fail: Fail = (at, expected, got) => this.fail(at, expected, got);
    const read = graphFromJson(`${place}.graph`, graph, { parts: new Set(made.keys()), fail });
    const model = new GraphModel(read, made);
    model.name = name;
    return model;
  }

  layer(place: string, value: Readonly<Record<string, unknown>>): Layer {
    const { kind, options = {}, input } = value;
    if (typeof kind !== "string" || !Object.hasOwn(layerKinds, kind)) {
      this.fail(
        `${place}.kind`,
        `one of sequential, graph, residual, transformerBlock, bidirectional, ${Object.keys(layerKinds).join(", ")}`,
        kind,
      );
    }
    const { argument, make } = layerKinds[kind]!;
    if (argument !== undefined && !checks[argument[1]](value[argument[0]])) {
      this.fail(`${place}.${argument[0]}`, `a value of the kind ${argument[1]}`, value[argument[0]]);
    }
    if (!isRecord(options)) this.fail(`${place}.options`, "a record", options);
    const read = this.options(`${place}.options`, options);
    let layer: Layer;
    try {
      layer = make(argument === undefined ? undefined : value[argument[0]], read);
    } catch (error) {
      this.fail(place, `a layer that can be made (${(error as Error).message})`, value);
    }
    if (input !== undefined) this.inputs.set(layer, this.input(`${place}.input`, input));
    return layer;
  }

  options(place: string, values: Readonly<Record<string, unknown>>): object {
    const read: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      const kind = Object.hasOwn(optionKinds, name) ? optionKinds[name] : undefined;
      if (kind === undefined) this.fail(`${place}.${name}`, "no such option", value);
      if (!checks[kind](value)) this.fail(`${place}.${name}`, `a value of the kind ${kind}`, value);
      read[name] = kind === "regularizer" ? this.regularizer(`${place}.${name}`, value) : value;
    }
    return read;
  }

  regularizer(place: string, value: unknown): Regularizer {
    try {
      return l1l2(value as { l1: number; l2: number });
    } catch {
      return this.fail(place, "rates of at least 0, one of them above 0", value);
    }
  }

  input(place: string, value: unknown): BuiltFor {
    const { shape, dtype } = (isRecord(value) ? value : {}) as Readonly<Record<string, unknown>>;
    if (!Array.isArray(shape) || !shape.every(isSize) || (dtype !== "float32" && dtype !== "float64")) {
      this.fail(place, "a shape, and float32 or float64 as dtype", value);
    }
    return { shape, dtype };
  }
}

/** {@link fromArchitecture} with the inputs; `file` names it in messages. */
export function readArchitecture(file: string, json: unknown): ReadArchitecture {
  // Named with its type, so that the compiler knows that fail never returns.
  const reader: Reader = new Reader(file);
  let value = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch {
      reader.fail("architecture", "JSON", json);
    }
  }
  const { format, version, model } = (isRecord(value) ? value : {}) as Readonly<Record<string, unknown>>;
  if (format !== "gradbook-model" || version !== 1) {
    reader.fail("architecture", 'format "gradbook-model" and version 1', { format, version });
  }
  if (!isRecord(model) || !(model.kind === "sequential" || model.kind === "graph")) {
    reader.fail("model.kind", '"sequential" or "graph"', isRecord(model) ? model.kind : model);
  }
  return { model: reader.module("model", model) as SavedModel, inputs: reader.inputs };
}

/**
 * Makes a model from what {@link architecture} wrote down, or from its text: the same layers, with weights still
 * to be made.
 *
 * Everything in it is checked, and nothing in it can run code.
 *
 * @throws DataError that names the place of what is wrong.
 *
 * @example
 * ```ts
 * const text = JSON.stringify(nn.architecture(nn.sequential([nn.dense(3)])));
 * nn.fromArchitecture(text).apply(tensor([[1, 2]])).shape; // [1, 3]
 * ```
 */
export function fromArchitecture(json: Architecture | string): SavedModel {
  return readArchitecture("fromArchitecture", json).model;
}
