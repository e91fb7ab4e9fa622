import { type AnyTensor, fromValues } from "../../tensor/base.js";
import { allocate, type DType } from "../../tensor/dtype.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { Model } from "../model.js";
import type { Module, Weight } from "../module.js";
import type { GraphValue } from "./given.js";
import type { Graph } from "./graph.js";
import { constantValue, runGraph } from "./interpret.js";

/**
 * A model whose `forward` is a graph of operations and parts: what a model with code of its own was saved as, or what came
 * from an ONNX file. It is trained as any other.
 */
export class GraphModel extends Model {
  /** What it computes. */
  readonly graph: Graph;
  /** Its parts by name. */
  readonly parts: ReadonlyMap<string, Module>;
  readonly #weights = new Map<string, AnyTensor>();
  #values: ReadonlyMap<string, GraphValue> | undefined;

  /** A graph that is known to be sound, with its parts. */
  constructor(graph: Graph, parts: ReadonlyMap<string, Module>) {
    super();
    this.graph = graph;
    this.parts = parts;
  }

  /** Makes the weights that are not its parts', of these values, which are not copied; of zeros where there are none. */
  build(given?: ReadonlyMap<string, AnyTensor>): void {
    if (this.#values !== undefined) return;
    for (const [name, { shape, dtype, trainable }] of this.graph.weights) {
      const data = given?.get(name)?.data ?? allocate(dtype, sizeOf(shape));
      this.#weights.set(name, fromValues(data, shape, dtype, { requiresGrad: trainable, name }));
    }
    const constants = [...this.graph.constants].map(([name, value]) => [name, constantValue(value)] as const);
    this.#values = new Map<string, GraphValue>([...this.#weights, ...constants]);
  }

  override get libraryClass(): unknown {
    return GraphModel;
  }

  override get label(): string {
    return "GraphModel";
  }

  /** Its parts, as a sequence has layers. */
  get layers(): readonly Module[] {
    return [...this.parts.values()];
  }

  override children(): readonly (readonly [name: string, module: Module])[] {
    return [...this.parts];
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    this.build();
    const applyPart = (part: string, input: AnyTensor): AnyTensor =>
      this.parts.get(part)!.apply(input) as AnyTensor;
    return runGraph({ graph: this.graph, values: this.#values!, applyPart }, x as AnyTensor) as Tensor<
      Shape,
      DType
    >;
  }

  protected override ownWeights(): readonly Weight[] {
    return [...this.#weights].map(([name, tensor]) => ({
      name,
      tensor: tensor as Tensor<Shape, DType>,
      trainable: tensor.requiresGrad && this.trainable,
    }));
  }
}
