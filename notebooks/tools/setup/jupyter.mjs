import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { host } from "./port.mjs";
import { commandProblem } from "./problem.mjs";
import { pythonEnvironment, venvProgram } from "./python-environment.mjs";

/** JupyterLab gets this long to end in order, in ms, which it does itself after ten seconds. */
const longestEnd = 12_000;

const script = fileURLToPath(new URL("lab_server.py", import.meta.url));

/**
 * @typedef {object} JupyterOptions
 * @property {string} folder what JupyterLab shows as its root
 * @property {number} port
 * @property {boolean} browser open one when the server is up
 */

/**
 * @typedef {object} Jupyter
 * @property {Promise<string>} up resolves with the address, token and all, when the server answers; rejects when it
 *   ends before
 * @property {Promise<number>} ended resolves with the exit code
 * @property {() => Promise<void>} stop ends the server, also one that only starts, and every kernel it started
 */

/**
 * Starts JupyterLab on the course index. The server ends with this process, however that ends.
 *
 * @param {import("./project.mjs").Project} project
 * @param {JupyterOptions} options
 * @returns {Jupyter}
 */
export function startJupyter(project, { folder, port, browser }) {
  const log = join(project.logs, "jupyterlab.log");
  const output = openPrivate(log, project.logs);
  // In the environment other users of the machine cannot read it, as they could on the command line.
  const token = randomBytes(24).toString("hex");
  const child = spawn(
    venvProgram(project, "python"),
    [
      ...[script, `--ServerApp.ip=${host}`, `--ServerApp.port=${port}`, "--ServerApp.port_retries=0"],
      ...[`--ServerApp.root_dir=${folder}`, "--LabApp.default_url=/lab/tree/index.ipynb"],
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      // What a settings file of this computer says of other servers does not hold for this one.
      ...["--ServerApp.base_url=/", "--ServerApp.certfile="],
      `--ServerApp.open_browser=${browser ? "True" : "False"}`,
      ...(process.getuid?.() === 0 ? ["--ServerApp.allow_root=True"] : []),
    ],
    {
      cwd: folder,
      env: { ...pythonEnvironment(project), JUPYTER_TOKEN: token, GRADBOOK_PROGRESS: progressFile(folder) },
      stdio: ["pipe", output, output],
      // Its own process group: Ctrl-C reaches this process alone, which then ends the server in order.
      detached: process.platform !== "win32",
      windowsHide: true,
    },
  );
  closeSync(output);
  let hasEnded = false;
  let failure = "";
  const ended = new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on("exit", (code) => {
      hasEnded = true;
      resolve(code ?? 0);
    });
    child.on("error", (error) => {
      hasEnded = true;
      failure = error.message;
      resolve(1);
    });
  });
  // Writing to a server that has just ended is no event.
  child.stdin?.on("error", () => undefined);
  const stop = async () => {
    child.stdin?.end();
    await Promise.race([ended, sleep(longestEnd, undefined, { ref: false })]);
    if (!hasEnded) child.kill("SIGKILL");
  };
  const waitUntilUp = async () => {
    const status = `http://${host}:${port}/api/status?token=${token}`;
    // Another server may have taken the port meanwhile: asked is only one that knows this token.
    while (!(knows(project, token) && (await answers(status)))) {
      if (hasEnded) {
        throw commandProblem("JupyterLab", {
          expected: "it to start",
          output: failure || readFileSync(log, "utf8"),
          log,
        });
      }
      await Promise.race([ended, sleep(100)]);
    }
    return `http://${host}:${port}/lab/tree/index.ipynb?token=${token}`;
  };
  return { up: waitUntilUp(), ended, stop };
}

/**
 * Where the lessons' answers and predictions are kept, unless the environment says where: a group shares a file so.
 *
 * @param {string} folder the working copy
 */
function progressFile(folder) {
  return process.env.GRADBOOK_PROGRESS || join(folder, "progress.jsonl");
}

/**
 * A new file that only its owner can read: a server's log holds its token.
 *
 * @param {string} path
 * @param {string} folder
 */
function openPrivate(path, folder) {
  mkdirSync(folder, { recursive: true });
  rmSync(path, { force: true });
  return openSync(path, "wx", 0o600);
}

/**
 * Whether a server with this token has said in the runtime folder that it is there.
 *
 * @param {import("./project.mjs").Project} project
 * @param {string} token
 */
function knows(project, token) {
  const folder = join(project.jupyter, "runtime");
  try {
    return readdirSync(folder)
      .filter((name) => /^jpserver-.*\.json$/.test(name))
      .some((name) => readFileSync(join(folder, name), "utf8").includes(token));
  } catch {
    // The folder is not there yet, or a server that ended took its file away.
    return false;
  }
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
function answers(url) {
  return new Promise((resolve) => {
    // An agent of its own, since the common one may be set to use a proxy.
    const request = get(url, { agent: new Agent(), timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
    request.on("timeout", () => request.destroy());
  });
}
