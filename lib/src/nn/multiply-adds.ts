import { withGrad } from "../autograd/grad-mode.js";
import { currentRecording } from "../recorder/current.js";
import { record } from "../recorder/recording.js";
import { asTensor, fromValues } from "../tensor/base.js";
import { allocate } from "../tensor/dtype.js";
import { sizeOf } from "../tensor/shape.js";
import { Layer } from "./layer.js";
import type { Module } from "./module.js";
import type { SummaryOptions } from "./summary.js";

type Numbers = Readonly<Record<string, number>>;

/** Multiplications that go with an addition, of operations that do little else, from their plans. */
const counts: Readonly<Record<string, (plan: Numbers & { readonly offsetsA: readonly number[] }) => number>> =
  {
    matmul: ({ m, k, n, offsetsA }) => m! * k! * n! * offsetsA.length,
    conv2d: (p) =>
      p.batch! * p.outHeight! * p.outWidth! * p.outChannels! * p.windowHeight! * p.windowWidth! * p.channels!,
    attention: (p) => p.batch! * p.heads! * p.queries! * p.keys! * (p.width! + p.valueWidth!),
    recurrentStates: (p) => p.batch! * p.steps! * p.units! * p.gates! * p.units!,
  };

/** The multiply-adds of one example. */
export interface MultiplyAdds {
  /** In all. */
  readonly total: number;
  /** Of each of the model's parts. */
  readonly of: ReadonlyMap<Module, number>;
}

/** Counts the multiply-adds of one example of a model that has seen an input, by running it on zeros. */
export function multiplyAdds(
  module: Module,
  { inputShape, dtype = "float32" }: SummaryOptions,
): MultiplyAdds {
  const known = inputShape ?? module.modules().find(isBuilt)?.inputShape?.slice(1) ?? [];
  const shape = [1, ...known];
  const x = fromValues(allocate(dtype, sizeOf(shape)), shape, dtype);
  const run = () => asTensor(module.apply(x as never, { training: false }));
  const of = new Map<Module, number>();
  let from = 0;
  const countFrom = (): number => {
    const commands = currentRecording()?.commands ?? [];
    let sum = 0;
    for (; from < commands.length; from++) {
      const command = commands[from]!;
      if (command.kind === "operation") sum += counts[command.operation.name]?.(command.plan as never) ?? 0;
    }
    return sum;
  };
  const children = module.children();
  const parts = children.length === 0 ? [module] : children.map(([, child]) => child);
  for (const part of parts) of.set(part, 0);
  // What is computed until a part is done and after the part before it is that part's.
  const unhook = parts.map((part) => part.onForward(() => of.set(part, of.get(part)! + countFrom())));
  let rest = 0;
  try {
    const all = () => {
      const y = run();
      rest = countFrom();
      return { y };
    };
    withGrad(false, () => record(all, { trusted: false, guide: undefined }));
  } finally {
    for (const remove of unhook) remove();
  }
  return { total: [...of.values()].reduce((sum, count) => sum + count, rest), of };
}

function isBuilt(part: Module): part is Layer {
  return part instanceof Layer && part.built;
}
