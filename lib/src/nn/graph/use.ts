import type { OperationCommand } from "../../recorder/current.js";
import type { GraphWriter } from "./writer.js";

/** The same operation in the run for two examples and in that for three. */
export interface Use {
  readonly writer: GraphWriter;
  /** The names of its inputs. */
  readonly inputs: readonly string[];
  readonly two: OperationCommand;
  readonly three: OperationCommand;
  /** The operation that made an input in the run for two examples, and the names of its inputs. */
  madeBy(
    input: number,
  ): { readonly command: OperationCommand; readonly inputs: readonly string[] } | undefined;
  /** What is the same in both runs. Throws OptionError when it is not. */
  same<T>(what: string, of: (command: OperationCommand) => T): T;
  /** Ends it: what cannot be written down. */
  refuse(what: string): never;
}

/** Writes one operation down in ONNX's vocabulary; gives the name of its result. */
export type Lowering = (use: Use) => string;

/** The attributes of an operation, which are known to be of its type. */
export const told = <T>({ attributes }: { readonly attributes: unknown }): T => attributes as T;
