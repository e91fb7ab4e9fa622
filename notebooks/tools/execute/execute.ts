import type { CodeCell, Notebook, Output } from "../lessons/notebook.js";

/** Something that runs cells one after the other, as a kernel does. */
export interface CellRunner {
  run(source: string): Promise<readonly Output[]>;
}

/**
 * What an executed notebook says about the kernel. It is what the kernel says of itself, so that JupyterLab,
 * which writes that into a notebook it opens, does not take a lesson for changed that was only looked at.
 */
export const kernelMetadata = {
  kernelspec: { display_name: "TypeScript (gradbook)", language: "typescript", name: "gradbook" },
  language_info: {
    codemirror_mode: { name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
    version: "6.0",
  },
};

/**
 * Runs every code cell of a notebook in order and returns the notebook with the new outputs.
 *
 * A cell that fails keeps its error as output and the rest still runs, unless `stopOnError`.
 *
 * @throws Error naming the cell when `stopOnError` (default true) and a cell ends in an error.
 */
export async function executeNotebook(
  notebook: Notebook,
  runner: CellRunner,
  { stopOnError = true }: { readonly stopOnError?: boolean } = {},
): Promise<Notebook> {
  const cells = [];
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") {
      cells.push(cell);
      continue;
    }
    count += 1;
    const outputs = await runner.run(cell.source);
    const error = outputs.find((output) => output.output_type === "error");
    if (error && stopOnError) {
      const trace = error.traceback.join("\n") || `${error.ename}: ${error.evalue}`;
      throw new Error(`cell ${cell.id}: expected it to run, got an error:\n${trace}`);
    }
    cells.push({ ...cell, execution_count: count, outputs } satisfies CodeCell);
  }
  return { metadata: { ...notebook.metadata, ...kernelMetadata }, cells };
}
