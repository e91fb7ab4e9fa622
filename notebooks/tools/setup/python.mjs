import { run } from "./run.mjs";

/** The oldest Python whose JupyterLab the course is meant for. */
const minimumPython = /** @type {const} */ ([3, 9]);

/**
 * A Python that can make the private environment.
 *
 * @typedef {object} Python
 * @property {readonly string[]} command
 * @property {readonly [number, number]} version
 */

/**
 * Looks for a Python: $GRADBOOK_PYTHON if set, else python3, python, and on Windows the py launcher.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python | { problem: string }>} the first that will do, or what is wrong with the best found
 */
export async function findPython(env = process.env) {
  const chosen = env.GRADBOOK_PYTHON;
  const commands = chosen
    ? [[chosen]]
    : [["python3"], ["python"], ...(process.platform === "win32" ? [["py", "-3"]] : [])];
  /** @type {string | undefined} */
  let problem;
  for (const command of commands) {
    const found = await probe(command, env);
    if (found === undefined) continue;
    if ("version" in found) return found;
    problem ??= found.problem;
  }
  const names = commands.map((command) => command.join(" ")).join(", ");
  return {
    problem:
      problem ??
      `Python: expected version ${minimumPython.join(".")} or newer, found none (looked for ${names}); ` +
        "try installing it from https://www.python.org or your system's package manager",
  };
}

const probeScript = `
import importlib.util as u, sys
print(sys.version_info[0], sys.version_info[1])
print("venv" if u.find_spec("venv") and u.find_spec("ensurepip") else "no venv")
`;

/**
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python | { problem: string } | undefined>} undefined when there is no such program
 */
async function probe(command, env) {
  let result;
  try {
    // -I: a Python that is set up for something else answers as itself.
    result = await run([...command, "-I", "-c", probeScript], { cwd: process.cwd(), env });
  } catch {
    return undefined;
  }
  const [, major, minor, venv] = /(\d+) (\d+)\s+(venv|no venv)\s*$/.exec(result.output) ?? [];
  // Windows has a stand-in called python that only opens the store, and fails.
  if (result.code !== 0 || major === undefined || minor === undefined) return undefined;
  const version = /** @type {const} */ ([Number(major), Number(minor)]);
  const newEnough =
    version[0] > minimumPython[0] || (version[0] === minimumPython[0] && version[1] >= minimumPython[1]);
  if (!newEnough) {
    return {
      problem:
        `Python: expected version ${minimumPython.join(".")} or newer, got ${version.join(".")} (${command.join(" ")}); ` +
        "try a newer one, and name it with GRADBOOK_PYTHON=/path/to/python if it is not found by itself",
    };
  }
  if (venv !== "venv") {
    return {
      problem:
        `Python: expected the modules venv and ensurepip, got a Python ${version.join(".")} without them (${command.join(" ")}); ` +
        `try installing python3-venv (Debian, Ubuntu: sudo apt install python${version.join(".")}-venv)`,
    };
  }
  return { command, version };
}
