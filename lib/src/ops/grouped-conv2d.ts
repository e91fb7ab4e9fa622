import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import {
  groupedConv2d as convolve,
  type GroupedConvLayout,
  groupedConv2dInputGradient,
  groupedConv2dKernelGradient,
} from "../engine/reference/grouped-conv2d.js";
import { ShapeError } from "../errors.js";
import { atLeastOne, checkOptions } from "../given.js";
import { type DType, type Floating, floating, type Promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand, Text } from "../tensor/shape-types.js";
import type { DivideSize } from "../tensor/size-types.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Conv2dOptions, Convolved } from "./conv2d.js";
import { checkTensor, meet } from "./support/operands.js";
import { windowLayout } from "./support/windows.js";

/** Options of {@link groupedConv2d}. */
export interface GroupedConv2dOptions extends Conv2dOptions {
  /** Into how many runs the channels are cut. */
  readonly groups: number;
}

/** The message for channels that the kernel and the groups do not fit, or never. */
export type GroupsError<S extends Shape, K extends Shape, Groups extends number> = S extends readonly [
  number,
  number,
  number,
  infer I extends number,
]
  ? K extends readonly [number, number, infer Own extends number, infer O extends number]
    ? [DivideSize<I, Groups>] extends [never]
      ? `groupedConv2d: ${Groups} groups do not divide ${I} channels of ${Text<S>}`
      : [DivideSize<O, Groups>] extends [never]
        ? `groupedConv2d: ${Groups} groups do not divide ${O} filters of ${Text<K>}`
        : number extends DivideSize<I, Groups> | Own
          ? never
          : DivideSize<I, Groups> extends Own
            ? never
            : `groupedConv2d: ${Own} channels of the kernel ${Text<K>} are not ${I} / ${Groups}`
    : never
  : never;

/* As in conv2d.ts, each of the three is the gradient of the others. */
type Grouped = Operation<GroupedConvLayout, GroupedConvLayout>;

const forward: Grouped = {
  name: "groupedConv2d",
  saves: ["inputs"],
  plan: ([x], layout) => ({
    shape: [layout.batch, layout.outHeight, layout.outWidth, layout.outChannels],
    dtype: x!.dtype,
    plan: layout,
  }),
  run: (_engine, [x, kernel], out, layout) => convolve(x!, kernel!, out, layout),
  backward: ({ inputs: [x, kernel], attributes, gradient, needs }) => [
    needs(0) ? use(inputGradient, [gradient, kernel!], attributes) : undefined,
    needs(1) ? use(kernelGradient, [x!, gradient], attributes) : undefined,
  ],
};

const inputGradient: Grouped = {
  name: "groupedConv2dInputGradient",
  saves: ["inputs"],
  plan: ([g], layout) => ({
    shape: [layout.batch, layout.height, layout.width, layout.channels],
    dtype: g!.dtype,
    plan: layout,
  }),
  run: (_engine, [g, kernel], out, layout) => groupedConv2dInputGradient(g!, kernel!, out, layout),
  backward: ({ inputs: [g, kernel], attributes, gradient, needs }) => [
    needs(0) ? use(forward, [gradient, kernel!], attributes) : undefined,
    needs(1) ? use(kernelGradient, [gradient, g!], attributes) : undefined,
  ],
};

const kernelGradient: Grouped = {
  name: "groupedConv2dKernelGradient",
  saves: ["inputs"],
  plan: ([x], layout) => ({
    shape: [layout.windowHeight, layout.windowWidth, layout.channels / layout.groups, layout.outChannels],
    dtype: x!.dtype,
    plan: layout,
  }),
  run: (_engine, [x, g], out, layout) => groupedConv2dKernelGradient(x!, g!, out, layout),
  backward: ({ inputs: [x, g], attributes, gradient, needs }) => [
    needs(0) ? use(inputGradient, [g!, gradient], attributes) : undefined,
    needs(1) ? use(forward, [x!, gradient], attributes) : undefined,
  ],
};

function use(operation: Grouped, inputs: readonly Operand[], layout: GroupedConvLayout): Operand {
  return apply(operation, inputs, layout);
}

/**
 * Convolution in groups: the channels of images and of the result are cut into equal runs, and each run of the result
 * sees its own run of the images alone.
 *
 * Shapes: `x [N, H, W, I], kernel [KH, KW, I / groups, O] → [N, OH, OW, O]`. One group is conv2d; as many groups as
 * channels is {@link depthwiseConv2d}. (Keras and PyTorch have it as an option of their convolution.)
 * Order: as conv2d, the terms of a group's channels alone.
 * Throws ShapeError when the shapes and the groups do not fit together, OptionError for options out of range.
 *
 * @example
 * const x = tensor([1, 2], { shape: [1, 1, 1, 2] });
 * groupedConv2d(x, tensor([10, 100], { shape: [1, 1, 1, 2] }), { groups: 2 }).toArray() // [[[[10, 200]]]]
 */
export function groupedConv2d<
  S extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  const Groups extends number,
>(
  x: Operand<S, D>,
  kernel: Operand<K, E> & Demand<GroupsError<S, K, Groups>>,
  options: GroupedConv2dOptions & { readonly groups: Groups },
): Tensor<Convolved<S, K>, Floating<Promote<D, E>>> {
  checkTensor("groupedConv2d", x);
  checkTensor("groupedConv2d", kernel);
  const {
    groups,
    strides = 1,
    padding = "valid",
    dilation = 1,
  } = checkOptions(
    "groupedConv2d",
    options,
    "groups#: 2, strides, padding, dilation",
  ) as GroupedConv2dOptions;
  return convolveGroups("groupedConv2d", [x, kernel], { groups, strides, padding, dilation }) as Tensor<
    Convolved<S, K>,
    Floating<Promote<D, E>>
  >;
}

/** The same under the name of the operation that a user called. */
export function convolveGroups(
  where: string,
  [x, kernel]: readonly [Operand, Operand],
  { groups, strides, padding, dilation }: Required<GroupedConv2dOptions>,
): Operand {
  atLeastOne(where, "groups", groups, 2);
  const [channels, outChannels] = [x.shape[3] ?? 0, kernel.shape[3] ?? 0];
  const fits =
    x.shape.length === 4 &&
    kernel.shape.length === 4 &&
    outChannels % groups === 0 &&
    kernel.shape[2]! * groups === channels;
  if (!fits) {
    throw new ShapeError(
      `${where}: expected x [N, H, W, I] and a kernel [KH, KW, I / ${groups}, O] with ${groups} groups that divide I and O, got ${formatShape(x.shape)} and ${formatShape(kernel.shape)}; try another number of groups`,
    );
  }
  const windows = windowLayout(where, x.shape, {
    size: [kernel.shape[0]!, kernel.shape[1]!],
    windows: { strides, padding, dilation },
  });
  return apply(forward, meet(where, x, kernel, floating), { ...windows, outChannels, groups });
}
