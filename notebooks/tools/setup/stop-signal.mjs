import { execFileSync } from "node:child_process";
import { isAlive } from "./alive.mjs";
import { stopSignals } from "./run.mjs";

/** How often it is looked whether npm is still there, in ms. */
const lookMs = 1000;

/**
 * Runs a function once: on Ctrl-C, on a polite kill, when the terminal closes, and when the npm that started this
 * process has been killed and could not pass that on.
 *
 * @param {() => void} stop
 * @returns {() => void} takes the handlers off again
 */
export function onStopSignal(stop) {
  const npm = npmAround();
  const look = () => {
    if (npm !== undefined && !isAlive(npm)) once();
  };
  const timer = setInterval(look, lookMs);
  timer.unref();
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  for (const signal of stopSignals) process.on(signal, once);
  return () => {
    clearInterval(timer);
    for (const signal of stopSignals) process.off(signal, once);
  };
}

/**
 * The process number of the npm that runs this one, if one does and the system tells.
 *
 * @returns {number | undefined}
 */
function npmAround() {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  try {
    const args = ["-o", "ppid=", "-o", "comm=", "-p", String(process.ppid)];
    const about = execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [parent, command = ""] = about.trim().split(/\s+/);
    // Some shells stay between npm and the command that they are to run.
    return /(^|\/)\w*sh$/.test(command) ? Number(parent) : process.ppid;
  } catch {
    return undefined;
  }
}
