import { withGrad } from "../../autograd/grad-mode.js";
import { OptionError, ShapeError } from "../../errors.js";
import { copyOf } from "../../ops/support/copy.js";
import { type Command, currentRecording, unrecorded } from "../../recorder/current.js";
import { record } from "../../recorder/recording.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { allocate, type DType } from "../../tensor/dtype.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { handMaskOn } from "../masks.js";
import type { Module } from "../module.js";

/** One use of a part while a model ran. */
export interface Application {
  readonly part: Module;
  readonly input: AnyTensor;
  readonly output: AnyTensor;
  /** How many commands there were before it. */
  readonly start: number;
}

/** What a model did with one input, written down. */
export interface Trace {
  readonly input: AnyTensor;
  readonly output: AnyTensor;
  readonly commands: readonly Command[];
  /** Uses of parts, in the order in which they ended. */
  readonly applications: readonly Application[];
}

/** How a model is run to be written down. */
export interface TraceOptions {
  /** What asked for it, for messages. */
  readonly where: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Parts that are one thing each, whatever is inside. */
  readonly parts: readonly Module[];
  /** What to try instead, for messages. */
  readonly advice: string;
}

/**
 * Runs a model in inference mode and writes down what it does. The values are zeros: what it does must not depend on them.
 *
 * Throws OptionError when it does, or when it does something else that cannot be repeated from what was written down.
 */
export function trace(module: Module, { where, shape, dtype, parts, advice }: TraceOptions): Trace {
  const input = fromValues(allocate(dtype, sizeOf(shape)), shape, dtype);
  const applications: Application[] = [];
  let commands: readonly Command[] = [];
  const release = parts.map((part) =>
    observe(part, (x, run) => {
      const start = commands.length;
      const y = run();
      // Dropout gives its input back; here it has to be seen.
      const output = y === x ? handMaskOn(x, copyOf(x)) : y;
      applications.push({ part, input: x, output, start });
      return output;
    }),
  );
  try {
    const { result, recording } = unrecorded(() =>
      record(
        () => {
          commands = currentRecording()!.commands;
          return { output: withGrad(false, () => asTensor(module.apply(input, { training: false }))) };
        },
        { trusted: false, guide: undefined },
      ),
    );
    if (recording.reason !== undefined) {
      throw new OptionError(
        `${where}: expected ${module.label} to do the same with any input, but ${recording.reason}; ${advice}`,
      );
    }
    return { input, output: result.output, commands, applications };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new OptionError(
      `${where}: expected ${module.label} to take any number of examples, but not ${formatShape(shape)}: ${error.message}; ${advice}`,
      { cause: error },
    );
  } finally {
    for (const end of release) end();
  }
}

/** Puts something around each use of a part until the function that it returns is called. */
function observe(part: Module, around: (x: AnyTensor, run: () => AnyTensor) => AnyTensor): () => void {
  const before = Object.getOwnPropertyDescriptor(part, "forward");
  const forward = part.forward as (x: unknown, context: unknown) => unknown;
  Object.defineProperty(part, "forward", {
    configurable: true,
    value: (x: AnyTensor, context: unknown) => around(x, () => forward.call(part, x, context) as AnyTensor),
  });
  return () => {
    if (before === undefined) Reflect.deleteProperty(part, "forward");
    else Object.defineProperty(part, "forward", before);
  };
}
