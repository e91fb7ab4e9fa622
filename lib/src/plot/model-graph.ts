import { withGrad } from "../autograd/grad-mode.js";
import { nodeOf } from "../autograd/node.js";
import { Layer } from "../nn/layer.js";
import type { Module } from "../nn/module.js";
import { type AnyTensor, asTensor, fromValues } from "../tensor/base.js";
import { allocate, type DType, isFloat } from "../tensor/dtype.js";
import { type Shape, sizeOf } from "../tensor/shape.js";

/** A part of a model: which parts it takes its input from (0 is the model's input), and what it gives. */
export interface ModelPart {
  readonly name: string;
  readonly label: string;
  readonly inputs: readonly number[];
  readonly shape: Shape;
  readonly parameters: number;
}

/** The parts of a model in the order in which they run, the input first and the output last. */
export function modelGraph(
  model: Module,
  parts: readonly (readonly [name: string, part: Module])[],
  { shape, dtype }: { readonly shape: Shape; readonly dtype: DType },
): readonly ModelPart[] {
  const x = fromValues(allocate(dtype, sizeOf(shape)), shape, dtype, { requiresGrad: isFloat(dtype) });
  const found: ModelPart[] = [{ name: "", label: "input", inputs: [], shape, parameters: 0 }];
  /** Tensor → the part that gave it. */
  const givers = new Map<AnyTensor, number>([[x, 0]]);
  const unhook = parts.map(([name, part]) =>
    part.onForward(({ input, output }) => {
      const inputs = sourcesOf(asTensor(input), givers);
      const parameters = part.countParameters().total;
      found.push({ name, label: part.label, inputs, shape: output.shape, parameters });
      givers.set(asTensor(output), found.length - 1);
    }),
  );
  try {
    const y = withGrad(true, () => asTensor(model.apply(x as never, { training: false })));
    found.push({ name: "", label: "output", inputs: sourcesOf(y, givers), shape: y.shape, parameters: 0 });
  } finally {
    for (const remove of unhook) remove();
  }
  return found;
}

/** The parts that a tensor was computed from, each once; the model's input when none is found. */
function sourcesOf(tensor: AnyTensor, givers: ReadonlyMap<AnyTensor, number>): readonly number[] {
  const sources = new Set<number>();
  const seen = new Set<AnyTensor>([tensor]);
  for (const each of seen) {
    const giver = givers.get(each);
    if (giver !== undefined) sources.add(giver);
    else for (const input of nodeOf(each)?.inputs ?? []) seen.add(input);
  }
  return sources.size === 0 ? [0] : [...sources].sort((a, b) => a - b);
}

/** The innermost layers of a model with the ways to them; what is no layer itself is opened. */
export function layersWithin(module: Module, path = ""): readonly (readonly [string, Module])[] {
  return module.children().flatMap(([name, child]): readonly (readonly [string, Module])[] => {
    const way = path === "" ? name : `${path}.${name}`;
    return child instanceof Layer || child.children().length === 0
      ? [[way, child]]
      : layersWithin(child, way);
  });
}
