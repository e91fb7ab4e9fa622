import { existsSync, mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { lastLines, SetupProblem } from "./problem.mjs";
import { run } from "./run.mjs";
import { writeAtomically } from "./stamp.mjs";

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
    result = await run([...command, "-c", probeScript], { cwd: process.cwd(), env });
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

/**
 * A program of the private environment.
 *
 * @param {import("./project.mjs").Project} project
 * @param {string} name such as "python" or "jupyter"
 */
export function venvProgram(project, name) {
  return process.platform === "win32"
    ? join(project.venv, "Scripts", `${name}.exe`)
    : join(project.venv, "bin", name);
}

/**
 * The private Python environment with JupyterLab, nbconvert and the renderer of charts.
 *
 * @param {import("./project.mjs").Project} project
 * @param {Python} python
 * @returns {import("./steps.mjs").Step}
 */
export function pythonStep(project, python) {
  const requirements = join(project.lessons, "requirements.txt");
  const pins = join(project.lessons, "constraints.txt");
  const overrides = join(project.venv, "share", "jupyter", "lab", "settings", "overrides.json");
  return {
    name: "python",
    title: "private Python environment with JupyterLab",
    // The folder is an input because a Python environment cannot be moved.
    inputs: () => ({
      values: [...python.command, python.version.join("."), project.venv],
      paths: [requirements, pins],
    }),
    present: () => existsSync(venvProgram(project, "python")) && existsSync(overrides),
    async run() {
      const log = join(project.logs, "python.log");
      rmSync(project.venv, { recursive: true, force: true });
      mkdirSync(project.state, { recursive: true });
      const env = pythonEnvironment(project);
      const made = await run([...python.command, "-m", "venv", project.venv], {
        cwd: project.root,
        env,
        log,
      });
      if (made.code !== 0) throw pipProblem(made.output, log);
      // The pins of packages that others bring in were made with Python 3.11 and may not exist for an older one.
      const constrained = python.version[0] > 3 || python.version[1] >= 11 ? ["-c", pins] : [];
      const install = ["-m", "pip", "install", "--no-input", "-r", requirements, ...constrained];
      const installed = await run([venvProgram(project, "python"), ...install], {
        cwd: project.root,
        env,
        log,
      });
      if (installed.code !== 0) throw pipProblem(installed.output, log);
      rmSync(join(project.state, "pip-cache"), { recursive: true, force: true });
      writeAtomically(overrides, `${JSON.stringify(jupyterLabDefaults, undefined, 2)}\n`);
    },
  };
}

/** JupyterLab's settings for the course; the learner's own, set in JupyterLab, go before them. */
const jupyterLabDefaults = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
  "@jupyterlab/docmanager-extension:plugin": { defaultViewers: { markdown: "Markdown Preview" } },
};

/**
 * The environment in which Python and Jupyter run: every file they keep goes into the project's own state,
 * and a Python set up for something else stays out of it. Waiting for an index that does not answer is
 * bounded; PIP_RETRIES and PIP_TIMEOUT set another bound.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnvironment(project) {
  const { PYTHONHOME, PYTHONPATH, JUPYTER_PATH, JUPYTER_CONFIG_PATH, VIRTUAL_ENV, ...env } = process.env;
  const inJupyter = (/** @type {string} */ name) => join(project.jupyter, name);
  const programs = join(project.venv, process.platform === "win32" ? "Scripts" : "bin");
  return {
    PIP_RETRIES: "1",
    PIP_TIMEOUT: "5",
    ...env,
    PATH: `${programs}${delimiter}${env.PATH ?? env.Path ?? ""}`,
    PIP_CACHE_DIR: join(project.state, "pip-cache"),
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PYTHONNOUSERSITE: "1",
    PYTHONUTF8: "1",
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: inJupyter("config"),
    JUPYTER_DATA_DIR: inJupyter("data"),
    JUPYTER_RUNTIME_DIR: inJupyter("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inJupyter("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inJupyter("workspaces"),
    IPYTHONDIR: inJupyter("ipython"),
  };
}

/**
 * @param {string} output
 * @param {string} log
 */
function pipProblem(output, log) {
  if (
    /NewConnectionError|ConnectTimeoutError|Failed to establish|ProxyError|Read timed out|Max retries|from versions: none/.test(
      output,
    )
  ) {
    return new SetupProblem(
      "Python packages: expected to find every package at the Python package index, got no answer from it; " +
        "try again with a network connection or set pip's proxy or index option " +
        `(\`npm run render\` writes the course as web pages without Python; log: ${log})`,
    );
  }
  const denied = /\b(EACCES|EROFS|ENOSPC)\b|Permission denied|Read-only file system|No space left/.exec(
    output,
  );
  if (denied) {
    return new SetupProblem(
      `Python packages: expected a project folder that can be written to, got "${denied[0]}"; ` +
        `try a copy of the project in a folder of your own (log: ${log})`,
    );
  }
  return new SetupProblem(
    `Python packages: expected pip to succeed, got:\n${lastLines(output)}\ntry the full log: ${log}`,
  );
}
