import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { host } from "./port.mjs";
import { lastLines, SetupProblem } from "./problem.mjs";
import { pythonEnvironment, venvProgram } from "./python.mjs";

/**
 * @typedef {object} JupyterOptions
 * @property {string} folder what JupyterLab shows as its root
 * @property {number} port
 * @property {boolean} browser open one when the server is up
 */

/**
 * @typedef {object} RunningJupyter
 * @property {string} url with the token, to open in a browser
 * @property {Promise<number>} ended resolves with the exit code
 * @property {() => Promise<void>} stop ends the server and every kernel it started
 */

/**
 * Starts JupyterLab on the course index and waits until it answers.
 *
 * @param {import("./project.mjs").Project} project
 * @param {JupyterOptions} options
 * @returns {Promise<RunningJupyter>}
 */
export async function startJupyter(project, { folder, port, browser }) {
  const log = join(project.logs, "jupyterlab.log");
  mkdirSync(project.logs, { recursive: true });
  const output = openSync(log, "w");
  // In the environment other users of the machine cannot read it, as they could on the command line.
  const token = randomBytes(24).toString("hex");
  const child = spawn(
    venvProgram(project, "python"),
    [
      ...[
        "-m",
        "jupyterlab",
        `--ServerApp.ip=${host}`,
        `--ServerApp.port=${port}`,
        "--ServerApp.port_retries=0",
      ],
      ...[`--ServerApp.root_dir=${folder}`, "--LabApp.default_url=/lab/tree/index.ipynb"],
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
      `--ServerApp.open_browser=${browser ? "True" : "False"}`,
      ...(process.getuid?.() === 0 ? ["--ServerApp.allow_root=True"] : []),
    ],
    {
      cwd: folder,
      env: { ...pythonEnvironment(project), JUPYTER_TOKEN: token },
      stdio: ["ignore", output, output],
      // Its own process group: Ctrl-C reaches this process alone, which then ends the server in order.
      detached: process.platform !== "win32",
      windowsHide: true,
    },
  );
  let hasEnded = false;
  const ended = new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on("exit", (code) => {
      hasEnded = true;
      resolve(code ?? 0);
    });
    child.on("error", () => {
      hasEnded = true;
      resolve(1);
    });
  });
  const base = `http://${host}:${port}`;
  const stop = async () => {
    if (hasEnded) return;
    // Asked over its own interface the server shuts its kernels down first, on every operating system.
    await fetch(`${base}/api/shutdown?token=${token}`, { method: "POST" }).catch(() => undefined);
    await Promise.race([ended, sleep(8000, undefined, { ref: false })]);
    if (!hasEnded) child.kill("SIGTERM");
    await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
    if (!hasEnded) child.kill("SIGKILL");
  };
  while (!(await answers(`${base}/api/status?token=${token}`))) {
    if (hasEnded) {
      throw new SetupProblem(
        `JupyterLab: expected it to start, got:\n${lastLines(readFileSync(log, "utf8"))}\ntry the full log: ${log}`,
      );
    }
    await sleep(100);
  }
  return { url: `${base}/lab/tree/index.ipynb?token=${token}`, ended, stop };
}

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
