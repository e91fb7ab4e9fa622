import { withGrad } from "../autograd/grad-mode.js";
import { currentRecording, record } from "../recorder/recording.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { Module } from "./module.js";

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

/** The multiply-adds of one pass: in all, and of each of the module's children. */
export interface MultiplyAdds {
  readonly total: number;
  readonly of: ReadonlyMap<Module, number>;
}

/** Counts the multiply-adds of products, convolutions, attention and recurrent layers in one pass, by running it. */
export function multiplyAdds(module: Module, x: AnyTensor): MultiplyAdds {
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
  // What is computed until a child is done and after the child before it is the child's.
  const unhook = module
    .children()
    .map(([, child]) => child.onForward(() => of.set(child, (of.get(child) ?? 0) + countFrom())));
  let rest = 0;
  try {
    const run = () => {
      const y = asTensor(module.apply(x, { training: false }));
      rest = countFrom();
      return { y };
    };
    withGrad(false, () => record(run, { trusted: false, guide: undefined }));
  } finally {
    for (const remove of unhook) remove();
  }
  return { total: [...of.values()].reduce((sum, count) => sum + count, rest), of };
}
