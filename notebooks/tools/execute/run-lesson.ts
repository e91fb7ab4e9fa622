import { type ExecuteResult, startKernel } from "gradbook-kernel/client";
import type { Notebook, Output } from "../lessons/notebook.js";
import { executeNotebook } from "./execute.js";

export interface RunOptions {
  /** The folder that the notebook's imports are looked up from. */
  readonly directory: string;
  /** Milliseconds that one cell may take. Default: two minutes. */
  readonly timeout?: number;
}

/** Runs a notebook on a kernel of its own, from the first cell to the last. No Python takes part. */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<Notebook> {
  const { directory, timeout = 120_000 } = options;
  const kernel = await startKernel({ directory });
  try {
    return await executeNotebook(notebook, {
      run: async (source) => (await kernel.execute(source, { timeout })).outputs.map(withoutCount),
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
