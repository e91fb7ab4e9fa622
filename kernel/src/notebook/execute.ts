import { type ExecuteResult, type KernelClient, OutputCollector, startKernel } from "../client/index.js";
import type { Message } from "../wire/message.js";
import { type Cell, type CodeCell, type ErrorOutput, hasTag, type Notebook, type Output } from "./model.js";
import { WidgetStates } from "./widget-states.js";

/** Something that runs cells one after the other, as a kernel does. */
export interface CellRunner {
  run(source: string): Promise<readonly Output[]>;
}

/** A cell that ended in an error, which nobody had announced by the tag `raises-exception`. */
export interface FailedCell {
  readonly id: string;
  /** How many cells had been run with it, as `In [n]` shows it. */
  readonly number: number;
  /** The line of the cell that failed, from 1, where the error says so. */
  readonly line: number | undefined;
  readonly error: ErrorOutput;
}

/** A notebook with fresh outputs. */
export interface Executed<C extends Cell = Cell> {
  readonly notebook: Notebook<C>;
  /** The cell that failed; those after it were not run and have no outputs. */
  readonly failed: FailedCell | undefined;
}

/**
 * Runs every code cell of a notebook in order, up to the first that fails. Cells without code are passed over; a cell
 * with the tag `raises-exception` may fail.
 */
export async function executeNotebook<C extends Cell>(
  notebook: Notebook<C>,
  runner: CellRunner,
): Promise<Executed<C>> {
  const cells: C[] = [];
  let number = 0;
  let failed: FailedCell | undefined;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") {
      cells.push(cell);
      continue;
    }
    const isRun = failed === undefined && cell.source.trim() !== "";
    if (isRun) number += 1;
    const outputs = isRun ? await runner.run(cell.source) : [];
    const error = outputs.find((output) => output.output_type === "error");
    if (error && !hasTag(cell, "raises-exception")) {
      failed = { id: cell.id, number, line: lineOf(error, number), error };
    }
    const fresh: CodeCell = { ...cell, execution_count: isRun ? number : null, outputs };
    // A notebook of cells of kind C has code cells of kind C.
    cells.push(fresh as C);
  }
  return { notebook: { metadata: notebook.metadata, cells }, failed };
}

/** The first line of this cell that an error names, as in `cell-3:2:5`; functions it calls may stand in others. */
function lineOf({ traceback }: ErrorOutput, cell: number): number | undefined {
  const line = new RegExp(`\\bcell-${cell}:(\\d+)`).exec(traceback.join("\n"))?.[1];
  return line === undefined ? undefined : Number(line);
}

/** A kernel that has not answered by then, in ms, never will; with both cores busy it takes a second or two. */
const LONGEST_START = 300_000;

export interface RunOptions {
  /** The folder that the notebook's imports are looked up from. */
  readonly directory: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The command that starts the kernel; `{connection_file}` in it is replaced. Default: this package's. */
  readonly command?: readonly string[];
  /**
   * Milliseconds that a cell may take; then it is interrupted and has failed. Default: no limit, since on a busy machine
   * no limit tells a cell that hangs from one that waits its turn.
   */
  readonly timeout?: number | undefined;
  /** Called before each code cell, with its number and how many there are. */
  readonly onCell?: (number: number, count: number) => void;
  /**
   * Whether the notebook's metadata get the state of its widgets, as JupyterLab saves it when asked to. Default: false,
   * since the ids in it differ from run to run.
   */
  readonly keepWidgets?: boolean;
}

/** Runs a notebook on a kernel of its own, which ends with it. No Python takes part. */
export async function runNotebook<C extends Cell>(
  notebook: Notebook<C>,
  { directory, env, command, timeout, onCell, keepWidgets = false }: RunOptions,
): Promise<Executed<C>> {
  const kernel = await startKernel({
    directory,
    timeout: LONGEST_START,
    ...(env === undefined ? {} : { env }),
    ...(command === undefined ? {} : { command }),
  });
  const count = notebook.cells.filter(
    (cell) => cell.cell_type === "code" && cell.source.trim() !== "",
  ).length;
  const widgets = keepWidgets ? new WidgetStates() : undefined;
  let number = 0;
  try {
    const executed = await executeNotebook(notebook, {
      run: (source) => {
        onCell?.(++number, count);
        return outputsOf(kernel, source, { timeout, widgets });
      },
    });
    const { metadata, cells } = executed.notebook;
    return { ...executed, notebook: { metadata: { ...metadata, ...widgets?.metadata }, cells } };
  } finally {
    await kernel.shutdown();
  }
}

/** What a cell puts out; the error, when it takes too long, comes after what there was until then. */
async function outputsOf(
  kernel: KernelClient,
  source: string,
  { timeout, widgets }: { readonly timeout: number | undefined; readonly widgets: WidgetStates | undefined },
): Promise<readonly Output[]> {
  const collector = new OutputCollector();
  const limit = timeout === undefined ? {} : { timeout };
  const onMessage = (message: Message): void => {
    if (!widgets?.take(message)) collector.add(message);
  };
  const ran = kernel.execute(source, { ...limit, onMessage });
  const late = await ran.then(
    () => undefined,
    (error: unknown) => error,
  );
  const outputs = collector.outputs.map(withoutCount);
  if (late === undefined) return outputs;
  if (timeout === undefined || kernel.process?.exitCode !== null) throw late;
  const evalue = `the cell did not end within ${timeout / 1000} s and was interrupted`;
  return [
    ...outputs.filter((output) => output.output_type !== "error"),
    { output_type: "error", ename: "TimeoutError", evalue, traceback: [`TimeoutError: ${evalue}`] },
  ];
}

/** The count is the cell's; a notebook's file repeats it in the output, which is left to the writer. */
function withoutCount(output: ExecuteResult["outputs"][number]): Output {
  if (output.output_type !== "execute_result") return output;
  const { execution_count: _, ...rest } = output;
  return rest;
}
