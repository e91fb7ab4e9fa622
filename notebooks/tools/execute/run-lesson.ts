import * as kernel from "gradbook-kernel/notebook";
import type { Notebook } from "../lessons/notebook.js";

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

export type RunOptions = Pick<kernel.RunOptions, "directory" | "onCell">;

/**
 * Runs a lesson on a kernel of its own, from the first cell to the last.
 *
 * @throws Error naming the cell that ends in an error
 */
export async function runNotebook(lesson: Notebook, options: RunOptions): Promise<Notebook> {
  // The answers of whoever works in this environment are not the lesson's.
  const env = { ...process.env, GRADBOOK_PROGRESS: "" };
  const { notebook, failed } = await kernel.runNotebook(lesson, { ...options, env });
  if (failed !== undefined) {
    const { ename, evalue, traceback } = failed.error;
    const trace = traceback.join("\n") || `${ename}: ${evalue}`;
    throw new Error(`cell ${failed.id}: expected it to run, got an error:\n${trace}`);
  }
  return { ...notebook, metadata: { ...notebook.metadata, ...kernelMetadata } };
}
