import { DataError, OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer } from "./layer.js";
import type { Module } from "./module.js";
import { builtWeights } from "./saving.js";
import { type LayerWeights, stateOf } from "./torch-layouts.js";

/** Options of {@link toStateDict} and {@link loadStateDict}. */
export interface StateDictOptions {
  /**
   * What PyTorch's model calls layers, by the way to them here: `{ dense: "fc1", "transformerBlock.attention":
   * "layers.0.self_attn" }`. A name stands for all that is inside, too. Default: the same names.
   */
  readonly names?: Readonly<Record<string, string>>;
}

const optionNames = 'names: { dense: "fc1" }';

/** A layer with its weights, and what the two sides call it. */
interface Entry {
  readonly layer: Layer;
  /** Begins the names of its weights here, `dense.`, and in PyTorch. */
  readonly ours: string;
  readonly theirs: string;
  readonly weights: LayerWeights;
}

function checkedNames(
  where: string,
  module: Module,
  options: StateDictOptions | undefined,
): (path: string) => string {
  const { names = {} } = checkOptions(where, options, optionNames);
  const paths = pathsOf(module);
  const unknown = Object.keys(names).find((name) => !paths.has(name));
  if (unknown !== undefined) {
    throw new OptionError(
      `${where}: expected names of ${[...paths].join(", ")}, got ${JSON.stringify(unknown)}; try the ways to the layers, as nn.summary shows them`,
    );
  }
  return (path) => {
    for (let known = path; known !== ""; known = known.slice(0, Math.max(known.lastIndexOf("."), 0))) {
      if (Object.hasOwn(names, known)) return names[known]! + path.slice(known.length);
    }
    return path;
  };
}

/** The ways to all modules inside. */
function pathsOf(module: Module, prefix = ""): Set<string> {
  return new Set(
    module.children().flatMap(([name, child]) => [prefix + name, ...pathsOf(child, `${prefix}${name}.`)]),
  );
}

/** The layers of a module with their weights, and the weights that are no layer's. */
function entriesOf(module: Module, nameOf: (path: string) => string) {
  const left = new Map<string, AnyTensor>(
    module.weights().map(({ name, tensor }) => [name, asTensor(tensor)]),
  );
  const entries: Entry[] = [];
  const visit = (each: Module, path: string): void => {
    if (!(each instanceof Layer)) {
      for (const [name, child] of each.children()) visit(child, path === "" ? name : `${path}.${name}`);
      return;
    }
    const ours = path === "" ? "" : `${path}.`;
    const weights = new Map<string, AnyTensor>();
    for (const { name } of each.weights()) {
      const tensor = left.get(ours + name);
      if (tensor === undefined) continue;
      weights.set(name, tensor);
      left.delete(ours + name);
    }
    entries.push({ layer: each, ours, theirs: path === "" ? "" : `${nameOf(path)}.`, weights });
  };
  visit(module, "");
  return { entries, left };
}

/**
 * The weights of a model as PyTorch's `state_dict` has them: its names (`weight`, `bias`, `running_mean`, `weight_ih_l0`,
 * `in_proj_weight`) and its layouts ([out, in]; [out, in, height, width]; gates in the order r, z, n of gru).
 *
 * Written with `formats.saveSafetensors`, it is what `model.load_state_dict(safetensors.torch.load_file(path))` takes. What
 * weights that belong to no layer are called stays. Of recurrent layers with one bias, PyTorch's second is zeros.
 *
 * @throws OptionError when the model has not seen an input yet, and for a name of `names` that is none of its layers'.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(8, { activation: "relu" }), nn.dense(2)], { seed: 1 });
 * model.apply(zeros([1, 3]));
 * const state = nn.toStateDict(model, { names: { dense: "fc1", dense_1: "fc2" } });
 * [...state.keys()]; // ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
 * state.get("fc1.weight")!.shape; // [8, 3]
 * ```
 */
export function toStateDict(module: Module, options?: StateDictOptions): Map<string, Tensor<Shape, DType>> {
  const where = "nn.toStateDict";
  const nameOf = checkedNames(where, module, options);
  builtWeights(where, module);
  const { entries, left } = entriesOf(module, nameOf);
  const state = new Map<string, AnyTensor>();
  for (const { layer, theirs, weights } of entries) {
    for (const { name, write } of stateOf(layer, weights)) state.set(theirs + name, write());
  }
  for (const [name, tensor] of left) state.set(name, tensor);
  return state as ReadonlyMap<string, unknown> as Map<string, Tensor<Shape, DType>>;
}

/**
 * Puts the weights of PyTorch's `state_dict` into a model of the same layers that has seen an input: what
 * `safetensors.torch.save_file(model.state_dict(), path)` wrote and `formats.loadSafetensors` read. All of them fit, or none
 * is changed. PyTorch's count of batches, `num_batches_tracked`, is left aside.
 *
 * @throws OptionError when the model has not seen an input yet, and for a name of `names` that is none of its layers';
 * DataError when a weight is missing, unknown, or of another shape.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(2)], { seed: 1 });
 * model.apply(zeros([1, 3]));
 * const state = new Map([["fc.weight", ones([2, 3])], ["fc.bias", ones([2])]]); // or formats.loadSafetensors(…)
 * nn.loadStateDict(model, state, { names: { dense: "fc" } });
 * model.apply(tensor([[1, 2, 3]])).toArray(); // [[7, 7]]
 * ```
 */
export function loadStateDict(
  module: Module,
  state: ReadonlyMap<string, Operand>,
  options?: StateDictOptions,
): void {
  const where = "nn.loadStateDict";
  const nameOf = checkedNames(where, module, options);
  builtWeights(where, module);
  const { entries, left } = entriesOf(module, nameOf);
  const unused = new Set([...state.keys()].filter((name) => !name.endsWith("num_batches_tracked")));
  const take = (name: string, shape: Shape): AnyTensor => {
    const found = state.get(name);
    unused.delete(name);
    if (found === undefined || !isTensor(found) || !sameShape(found.shape, shape)) {
      throw new DataError(
        `${where}: expected ${name} ${formatShape(shape)}, got ${found === undefined ? "none" : formatShape(found.shape)}; try names: { … } with what PyTorch's model calls its layers: ${[...state.keys()].slice(0, 20).join(", ")}`,
      );
    }
    return found;
  };
  const values = new Map<string, AnyTensor>();
  for (const { layer, ours, theirs, weights } of entries) {
    for (const { name, shape, read } of stateOf(layer, weights)) {
      for (const [own, tensor] of read(take(theirs + name, shape))) {
        // Biases that PyTorch has twice come one after the other, and are one sum here.
        values.set(ours + own, tensor(values.get(ours + own)));
      }
    }
  }
  for (const [name, tensor] of left) values.set(name, take(name, tensor.shape));
  if (unused.size > 0) {
    throw new DataError(
      `${where}: expected weights of its layers only, got ${[...unused].join(", ")}; try names: { … }, or a model of the same layers`,
    );
  }
  module.setWeights(new Map([...values].map(([name, { data }]) => [name, data])));
}
