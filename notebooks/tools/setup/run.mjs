import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Ctrl-C, a polite kill, and the end of the terminal. */
export const stopSignals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [log] file that receives everything the command prints
 * @property {boolean} [inherit] the command talks to the terminal itself
 * @property {boolean} [shell] run through the shell: Windows finds npm.cmd only that way
 */

/**
 * Runs a command to its end. The output is empty when the terminal was handed over (`inherit`).
 * Rejects when the command cannot be started.
 *
 * @param {readonly string[]} command program and arguments
 * @param {RunOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run([program, ...args], { cwd, env = process.env, log, inherit = false, shell = false }) {
  return new Promise((resolve, reject) => {
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = inherit ? "inherit" : ["ignore", "pipe", "pipe"];
    const options = { cwd, env, stdio, shell, windowsHide: true };
    const child = spawn(/** @type {string} */ (program), args, options);
    running.add(child);
    // A command that holds the terminal gets Ctrl-C itself, other signals from here; this process waits for its end.
    const passOn = (/** @type {NodeJS.Signals} */ signal) => void (signal === "SIGINT" || child.kill(signal));
    if (inherit) for (const signal of stopSignals) process.on(signal, passOn);
    const sink = log === undefined ? undefined : openLog(log);
    // Such as a full disk: the command would go on in vain.
    sink?.on("error", (error) => {
      child.kill();
      reject(Object.assign(error, { path: log }));
    });
    /** @type {Buffer[]} */
    const chunks = [];
    const keep = (/** @type {Buffer} */ chunk) => {
      chunks.push(chunk);
      sink?.write(chunk);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const forget = () => {
      running.delete(child);
      for (const signal of stopSignals) process.off(signal, passOn);
    };
    child.on("error", (error) => {
      forget();
      sink?.end();
      reject(error);
    });
    child.on("close", (code, signal) => {
      forget();
      const result = {
        code: signal === null ? (code ?? 1) : 130,
        output: Buffer.concat(chunks).toString("utf8"),
      };
      if (sink === undefined) resolve(result);
      else sink.end(() => resolve(result));
    });
  });
}

/** Ends every command that is still running: a set-up that is interrupted leaves none behind. */
export function endRunning() {
  for (const child of running) child.kill("SIGTERM");
}

/** @param {string} path */
function openLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path);
}
