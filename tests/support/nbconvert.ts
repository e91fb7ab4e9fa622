import { basename, join } from "node:path";
import type { Lesson } from "../../notebooks/tools/lessons/catalog.js";
import { runPython } from "../e2e/venv.js";
import { needsOf } from "./lessons.js";

/** Where `executeWithNbconvert` puts a lesson. */
export const executedPath = (lesson: Lesson, folder: string): string => join(folder, basename(lesson.path));

/**
 * Has `jupyter nbconvert --execute` run the lessons that this machine can run, one after the other. All in one process,
 * since a start of it costs more than many a lesson; so that each is run whatever befalls another, an error stays where
 * it came, as its cell's output.
 *
 * @param folder is given the notebooks as they came out
 * @param kernel its name; by default the one of each notebook
 * @param path where Jupyter looks for it besides
 */
export async function executeWithNbconvert(
  lessons: readonly Lesson[],
  folder: string,
  { kernel, path }: { readonly kernel?: string; readonly path?: string } = {},
): Promise<void> {
  const run = lessons.filter((lesson) => needsOf(lesson).every(({ ok }) => ok));
  await runPython(
    [
      ...["nbconvert", "--to", "notebook", "--execute", "--allow-errors"],
      ...["--output-dir", folder, "--NbConvertApp.use_output_suffix=False"],
      ...(kernel === undefined ? [] : [`--ExecutePreprocessor.kernel_name=${kernel}`]),
      ...run.map((lesson) => lesson.path),
    ],
    // The answers of whoever works here are not the lessons'.
    { env: { GRADBOOK_PROGRESS: "", ...(path !== undefined && { JUPYTER_PATH: path }) } },
  );
}

/** For the hook that has all lessons run, in ms. */
export const EXECUTES_ALL = 1_800_000;
