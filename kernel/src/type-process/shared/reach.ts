import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startProcess } from "../spawn.js";
import { claim, forget, lastGeneration, type SharedPlace } from "./generations.js";

/**
 * A service that was claimed this long ago, in ms, and listens nowhere, does not come any more. Where thirty learners sign
 * in at once, a first cell takes half of it.
 */
const LONGEST_START = 60_000;
/** A start on a busy machine takes longer than one look into a folder, by far. */
const LOOK_EVERY = 10;
/** So many services that die or end as soon as they are found are not bad luck. */
const MOST_TRIES = 5;
/** How a connection fails to what has ended, the last one to what ended after it had been asked and before it answered. */
const GONE = ["ENOENT", "ECONNREFUSED", "ECONNRESET"];

/** A connection to the service that a user's kernels share. */
export interface Reached {
  readonly socket: Socket;
  /** Where the service listens. */
  readonly path: string;
  /** Set if this kernel started it, and had to do without a snapshot. */
  readonly lacksSnapshot: boolean;
}

/**
 * Connects to the user's type service, or starts it if there is none.
 * @throws Error if there is no way to
 */
export async function reachShared(place: SharedPlace): Promise<Reached> {
  for (let tries = 0; tries < MOST_TRIES; ) {
    const last = lastGeneration(place);
    if (last?.socket !== undefined) {
      const socket = await connected(last.socket);
      if (socket !== undefined) return { socket, path: last.socket, lacksSnapshot: false };
      tries++;
    } else if (last?.isClaimed && last.age < LONGEST_START) {
      await sleep(LOOK_EVERY);
      continue;
    }
    const generation = (last?.number ?? 0) + 1;
    if (!claim(place, generation)) continue;
    const { path, lacksSnapshot } = await start(place, generation);
    const socket = await connected(path);
    if (socket !== undefined) return { socket, path, lacksSnapshot };
    tries++;
  }
  throw new Error("each service that was found ended at once");
}

/** Nobody listens there any more, or not yet: undefined. Anything else is thrown. */
function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (GONE.includes(error.code!)) resolve(undefined);
      else reject(error);
    });
  });
}

/**
 * Starts the service of a generation that this process has claimed, and lets go of it.
 * @returns where it listens
 * @throws Error if it does not start
 */
async function start(
  place: SharedPlace,
  generation: number,
): Promise<{ readonly path: string; readonly lacksSnapshot: boolean }> {
  const { child, fromSnapshot, failed } = startProcess([JSON.stringify({ place, generation })], {
    // Neither what ends this kernel with all it started, nor what it was told for itself, is for the others.
    detached: true,
    env: ownEnvironment(),
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  try {
    const path = await new Promise<string>((resolve, reject) => {
      child.once("message", (path) => resolve(String(path)));
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        failed(signal);
        reject(new Error(`it did not start: ${signal ?? `exit code ${code}`}`));
      });
    });
    forget(place, generation - 1);
    return { path, lacksSnapshot: !fromSnapshot };
  } catch (error) {
    forget(place, generation);
    throw error;
  } finally {
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** What a process of Node's needs to be found and to run; tokens and the like stay with the kernel that has them. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const needed = /^(?:PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|XDG_RUNTIME_DIR|(?:DY)?LD_\w+|GRADBOOK_\w+)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.test(name)));
}
