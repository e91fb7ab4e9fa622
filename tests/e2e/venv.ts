import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { thisProject } from "../../notebooks/tools/setup/project.mjs";
import { pythonEnvironment, venvProgram } from "../../notebooks/tools/setup/python-environment.mjs";

const execute = promisify(execFile);

/** Runs a Python module of the private environment, such as `["nbconvert", "--to", "html", …]`. */
export async function runPython(
  module: readonly string[],
  { env = {}, cwd = thisProject.root }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<void> {
  await execute(venvProgram(thisProject, "python"), ["-m", ...module], {
    cwd,
    env: { ...pythonEnvironment(thisProject), ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The path of a committed notebook, such as "week-1/xor-by-hand.ipynb". */
export const lessonPath = (lesson: string): string => join(thisProject.lessons, lesson);
