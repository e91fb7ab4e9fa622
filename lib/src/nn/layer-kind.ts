import type { Layer } from "./layer.js";

/** What a value in an architecture may be. */
export type ValueKind = "text" | "number" | "flag" | "sizes" | "numbers" | "regularizer";

/** A kind of layer that can be written down: its class, and what it is made with. */
export interface LayerKind {
  readonly type: abstract new (...args: never[]) => Layer;
  /** Name and kind of what stands before the options, `units` of dense. */
  readonly argument?: readonly [name: string, kind: ValueKind];
  /** Makes a layer; argument and options have been checked to be of their kinds, the layer checks the rest. */
  readonly make: (argument: unknown, options: object) => Layer;
}
