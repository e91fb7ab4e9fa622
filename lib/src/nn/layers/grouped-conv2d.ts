import { OptionError, ShapeError } from "../../errors.js";
import { atLeastOne, checkOptions } from "../../given.js";
import { groupedConv2d as convolve } from "../../ops/grouped-conv2d.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import type { Demand } from "../../tensor/shape-types.js";
import type { DivideSize } from "../../tensor/size-types.js";
import type { Conv2dShape } from "../shape-map.js";
import { checkFilters, ImageKernelLayer, type WindowOptions, windowOptions } from "./kernel-layer.js";
import { type KernelLayerOptions, kernelLayerOptions } from "./kernel-options.js";

/** Options of {@link groupedConv2d}. */
export interface GroupedConv2dOptions extends KernelLayerOptions, WindowOptions {
  /** Into how many runs the channels are cut. */
  readonly groups: number;
}

const names = `groups#: 2, ${windowOptions}, ${kernelLayerOptions}` as const;

/** Feature detectors that each look at a run of the channels alone. Made by {@link groupedConv2d}. */
export class GroupedConv2d<Filters extends number = number> extends ImageKernelLayer<Conv2dShape<Filters>> {
  override readonly kind = "groupedConv2d";
  /** Channels of the output. */
  readonly filters: Filters;
  /** Runs of channels. */
  readonly groups: number;
  /** [height, width, in / groups, filters]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  readonly #options: GroupedConv2dOptions;

  constructor(filters: Filters, options: GroupedConv2dOptions) {
    super("groupedConv2d", checkOptions("groupedConv2d", options, names));
    this.filters = checkFilters("groupedConv2d", filters);
    this.groups = options?.groups;
    atLeastOne("groupedConv2d", "groups", this.groups);
    if (filters % this.groups !== 0) {
      throw new OptionError(
        `groupedConv2d: expected groups that divide ${filters} filters, got ${this.groups}; try groups: 1`,
      );
    }
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return GroupedConv2d;
  }

  override get label(): string {
    return `GroupedConv2d(${this.filters}, ${this.kernelSize.join("x")}, ${this.groups} groups)`;
  }

  protected override createWeights(inputShape: Shape): void {
    const channels = this.channelsOf(inputShape);
    if (channels % this.groups !== 0) {
      throw new ShapeError(
        `${this.label}: expected channels that ${this.groups} groups divide, got ${formatShape(inputShape)}; try another number of groups`,
      );
    }
    const { kernelInitializer = "glorotUniform", kernelRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [...this.kernelSize, channels / this.groups, this.filters], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    this.addBias(this.filters);
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const y = convolve(x, this.kernel!, { ...this.windows, groups: this.groups });
    return this.finish(asTensor(y));
  }
}

/** The message for filters that the groups do not divide, or never. */
type FiltersError<Filters extends number, Groups extends number> = [DivideSize<Filters, Groups>] extends [
  never,
]
  ? `groupedConv2d: ${Groups} groups do not divide ${Filters} filters`
  : never;

/**
 * A convolution whose channels are cut into groups, each filter seeing the channels of its own group alone: Keras's
 * Conv2D with `groups`. It has as many weights fewer as there are groups.
 *
 * Shapes: x [N, height, width, in] → [N, height', width', filters], with height' as in {@link conv2d}. kernel [height,
 * width, in / groups, filters] starts glorotUniform, bias at 0. Throws OptionError when the groups do not divide the
 * filters, ShapeError when they do not divide the channels or the input has not four axes.
 *
 * @example
 * ```ts
 * const layer = nn.groupedConv2d(32, { groups: 4, kernelSize: 3, padding: "same" });
 * ```
 */
export function groupedConv2d<const Filters extends number, const Groups extends number>(
  filters: Filters,
  options: GroupedConv2dOptions & { readonly groups: Groups & Demand<FiltersError<Filters, Groups>> },
): GroupedConv2d<Filters> {
  return new GroupedConv2d(filters, options as GroupedConv2dOptions);
}
