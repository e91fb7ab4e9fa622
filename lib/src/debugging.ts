/*
 * What a debugger shows of tensors and models: one line, and what is seen when it is opened. It reads values past those
 * who are told of reads, and computes nothing: looking must not change what is looked at.
 */
import { Layer } from "./nn/layer.js";
import { Module } from "./nn/module.js";
import { type AnyTensor, hasValues, Tensor, valuesOf } from "./tensor/base.js";
import { chooseFormat } from "./tensor/format-number.js";
import { formatShape } from "./tensor/shape.js";

/** What the debugger of the kernel calls; it is the same symbol wherever it is made. */
const debugForm = Symbol.for("gradbook.debug");

/** A value as a debugger shows it. */
interface DebugForm {
  /** One line. */
  readonly value: string;
  /** What is seen when it is opened. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Numbers for a histogram. */
  readonly numbers?: ArrayLike<number>;
}

/** So many values stand in the line. */
const SHOWN = 6;

function tensorForm(x: AnyTensor): DebugForm {
  const title = `Tensor ${formatShape(x.shape)} ${x.dtype}`;
  const origin = x.node;
  const common = {
    ...(x.name === undefined ? {} : { name: x.name }),
    shape: x.shape,
    dtype: x.dtype,
    requiresGrad: x.requiresGrad,
    grad: x.grad,
  };
  const computed = origin && {
    "computed by": origin.operation.name,
    ...Object.fromEntries(origin.inputs.map((input, i) => [`input ${i}`, input])),
    ...(origin.attributes === undefined ? {} : { with: origin.attributes }),
    ...(origin.released ? { "its inputs": "let go of by backward()" } : {}),
  };
  if (!hasValues(x)) return { value: `${title}, not computed yet`, fields: { ...common, ...computed } };
  const values = valuesOf(x);
  const shown = Array.from(values.subarray(0, SHOWN));
  const texts = shown.map(chooseFormat(shown, x.dtype));
  const more = x.size > SHOWN ? ", …" : "";
  return {
    value: `${title} ${x.rank === 0 ? texts.join("") : `[${texts.join(", ")}${more}]`}`,
    fields: { ...common, values, ...computed },
    numbers: values,
  };
}

function moduleForm(module: Module): DebugForm {
  const weights = module.weights();
  const count = weights.reduce((sum, { tensor }) => sum + tensor.size, 0);
  const shape = module.outputShape;
  const children = module.children();
  const own = children.length > 0 ? children : weights.map(({ name, tensor }) => [name, tensor] as const);
  return {
    value: `${module.label}, ${count} parameters${shape === undefined ? "" : `, output ${formatShape(shape as never)}`}`,
    fields: {
      ...Object.fromEntries(own),
      ...(module instanceof Layer ? { options: module.options } : {}),
    },
  };
}

function say<T extends object>(prototype: T, form: (self: T) => DebugForm): void {
  const value = function (this: T): DebugForm {
    return form(this);
  };
  Object.defineProperty(prototype, debugForm, { value, writable: true, configurable: true });
}

say(Tensor.prototype as AnyTensor, tensorForm);
say(Module.prototype, moduleForm);
