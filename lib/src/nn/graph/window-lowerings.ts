import type { ConvLayout, WindowLayout } from "../../engine/engine.js";
import type { Lowering, Use } from "./use.js";
import type { GraphWriter } from "./writer.js";

/* Windows over images. ONNX has the channels before the rows, NCHW, and kernels OIHW. */

/** [N, H, W, C] → [N, C, H, W]. */
const channelsFirst = (writer: GraphWriter, x: string): string =>
  writer.node("Transpose", [x], { perm: [0, 3, 1, 2] });

/** [N, C, H, W] → [N, H, W, C]. */
const channelsLast = (writer: GraphWriter, x: string): string =>
  writer.node("Transpose", [x], { perm: [0, 2, 3, 1] });

/** [KH, KW, I, O] → [O, I, KH, KW]. */
const kernelFirst = (writer: GraphWriter, kernel: string): string =>
  writer.node("Transpose", [kernel], { perm: [3, 2, 0, 1] });

/** What the number of examples does not change. */
const windowsOf = ({ same }: Use): ConvLayout & { readonly groups?: number } =>
  same("windows", ({ attributes }) => ({ ...(attributes as ConvLayout), batch: 0 }));

const reach = (window: number, dilation: number): number => (window - 1) * dilation + 1;

/** Rows and columns that the windows reach over behind the image; below 0 where they leave some out. */
function behind(layout: WindowLayout): readonly [number, number] {
  const { height, width, outHeight, outWidth, strideY, strideX, padTop, padLeft } = layout;
  return [
    (outHeight - 1) * strideY + reach(layout.windowHeight, layout.dilationY) - height - padTop,
    (outWidth - 1) * strideX + reach(layout.windowWidth, layout.dilationX) - width - padLeft,
  ];
}

function windowAttributes(layout: WindowLayout) {
  const [bottom, right] = behind(layout);
  return {
    kernel_shape: [layout.windowHeight, layout.windowWidth],
    strides: [layout.strideY, layout.strideX],
    pads: [layout.padTop, layout.padLeft, Math.max(bottom, 0), Math.max(right, 0)],
  };
}

const convolution: Lowering = (use) => {
  const { writer, inputs } = use;
  const layout = windowsOf(use);
  const attributes = {
    ...windowAttributes(layout),
    dilations: [layout.dilationY, layout.dilationX],
    group: layout.groups ?? 1,
  };
  const x = channelsFirst(writer, inputs[0]!);
  return channelsLast(writer, writer.node("Conv", [x, kernelFirst(writer, inputs[1]!)], attributes));
};

/** The way back of a convolution; the layout is that of the convolution. */
const transposed: Lowering = (use) => {
  const { writer, inputs } = use;
  const layout = windowsOf(use);
  const attributes = {
    ...windowAttributes(layout),
    output_padding: behind(layout).map((width) => Math.max(-width, 0)),
    dilations: [layout.dilationY, layout.dilationX],
  };
  const x = channelsFirst(writer, inputs[0]!);
  return channelsLast(writer, writer.node("ConvTranspose", [x, kernelFirst(writer, inputs[1]!)], attributes));
};

/** A gather of what the windows chose: only together with that it is a pooling. */
const maxPool2d: Lowering = (use) => {
  const { writer, same } = use;
  const places = use.madeBy(1)!;
  // The choice itself has no batch in what it is the same in; the gather's groups are the examples.
  same("an axis", ({ attributes }) => (attributes as { axis: number }).axis);
  const layout = places.command.attributes as WindowLayout;
  const x = channelsFirst(writer, places.inputs[0]!);
  return channelsLast(writer, writer.node("MaxPool", [x], windowAttributes(layout)));
};

const averagePool2d: Lowering = (use) => {
  const { writer, inputs } = use;
  const x = channelsFirst(writer, inputs[0]!);
  const attributes = { ...windowAttributes(windowsOf(use)), count_include_pad: 0 };
  return channelsLast(writer, writer.node("AveragePool", [x], attributes));
};

export const windowLowerings: Readonly<Record<string, Lowering>> = {
  conv2d: convolution,
  groupedConv2d: convolution,
  conv2dInputGradient: transposed,
  maxPool2d,
  averagePool2d,
};
