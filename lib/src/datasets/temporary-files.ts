import type { NodeModules } from "./node-modules.js";

/*
 * Whole files become visible in one step: they are written under a temporary name beside their own,
 * `<name>.<process id>.<random>.<ending>`, and renamed. The random part keeps apart what one process and its threads
 * write at the same time; the process id tells what a process that was killed has left behind.
 */

/** A name for a file that nobody else writes. */
export function temporaryName(target: string, ending: string): string {
  const random = Math.random().toString(36).slice(2, 10).padEnd(8, "0");
  return `${target}.${process.pid}.${random}.${ending}`;
}

/** The temporary files of this target that processes left which live no longer. */
export async function leftovers(modules: NodeModules, target: string, ending: string): Promise<string[]> {
  const { fs, path } = modules;
  const folder = path.dirname(target);
  const prefix = `${path.basename(target)}.`;
  const rest = new RegExp(`^(\\d+)(\\.[0-9a-z]+)?\\.${ending}$`);
  const isLeft = (name: string): boolean => {
    const found = name.startsWith(prefix) ? rest.exec(name.slice(prefix.length)) : null;
    return found !== null && !isAlive(Number(found[1]));
  };
  return (await fs.readdir(folder)).filter(isLeft).map((name) => path.join(folder, name));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const last = new Map<string, Promise<unknown>>();

/** Runs a task when all that were given before for the same file have ended, one after the other. */
export function inTurn<T>(file: string, task: () => Promise<T>): Promise<T> {
  const result = (last.get(file) ?? Promise.resolve()).then(task, task);
  last.set(file, result);
  const forget = (): void => {
    if (last.get(file) === result) last.delete(file);
  };
  result.then(forget, forget);
  return result;
}
