import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";

/** Jupyter's data folder of the current user, as Jupyter itself finds it. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform === "win32") return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The Python command that the current environment would run; undefined without one. */
export function findPython(): string | undefined {
  return ["python3", "python"].find((command) => run(command, ["--version"]) !== undefined);
}

/** `sys.prefix` of the current Python; undefined without Python. */
export function pythonPrefix(): string | undefined {
  const python = findPython();
  return python && run(python, ["-c", "import sys; print(sys.prefix)"]);
}

/** The output of a program, or undefined if it cannot be run. */
export function run(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", windowsHide: true });
  return status === 0 ? stdout.trim() : undefined;
}
