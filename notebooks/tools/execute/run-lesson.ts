import { type ExecuteResult, startKernel } from "gradbook-kernel/client";
import type { Notebook, Output } from "../lessons/notebook.js";
import { executeNotebook } from "./execute.js";

/** A kernel that has not answered by then, in ms, never will; with both cores busy it takes a second or two. */
const LONGEST_START = 300_000;

export interface RunOptions {
  /** The folder that the notebook's imports are looked up from. */
  readonly directory: string;
  /** Called before each code cell, with its number and how many there are. */
  readonly onCell?: (number: number, count: number) => void;
}

/**
 * Runs a notebook on a kernel of its own, from the first cell to the last. No Python takes part. A cell may take as
 * long as it likes: on a busy machine no limit tells one that hangs from one that waits its turn.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<Notebook> {
  const { directory, onCell } = options;
  // The answers of whoever works in this environment are not the lesson's.
  const env = { ...process.env, GRADBOOK_PROGRESS: "" };
  const kernel = await startKernel({ directory, env, timeout: LONGEST_START });
  const count = notebook.cells.filter((cell) => cell.cell_type === "code").length;
  let number = 0;
  try {
    return await executeNotebook(notebook, {
      run: async (source) => {
        onCell?.(++number, count);
        return (await kernel.execute(source)).outputs.map(withoutCount);
      },
    });
  } finally {
    await kernel.shutdown();
  }
}

/** The count is the cell's; a notebook's file repeats it in the output, which is left to the writer. */
function withoutCount(output: ExecuteResult["outputs"][number]): Output {
  if (output.output_type !== "execute_result") return output;
  const { execution_count: _, ...rest } = output;
  return rest;
}
