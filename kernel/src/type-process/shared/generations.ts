import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the kernels of one user find the service that they share. A service of generation n holds the claim `KEY.n` and
 * listens at `KEY.n.PID.sock`. Whoever finds the last generation dead claims the next: to make a file that is not there
 * yet is what only one can do, and no name is ever used by two.
 */
export interface SharedPlace {
  readonly folder: string;
  /** One for each version of kernel, compiler and Node: others speak otherwise, and check otherwise. */
  readonly key: string;
}

/** The last generation that has left a trace. */
export interface Generation {
  readonly number: number;
  /** Where it listens, once it does. */
  readonly socket: string | undefined;
  /** How long ago it was claimed, in ms. */
  readonly age: number;
  /** Whether the process that claimed it, and starts its service, is there still. */
  readonly isClaimed: boolean;
}

/** The newest generation, whether it lives or not. */
export function lastGeneration({ folder, key }: SharedPlace): Generation | undefined {
  const traces = readdirSync(folder).flatMap((name) => {
    const [, number, isSocket] = new RegExp(`^${key}\\.(\\d+)(\\.\\d+\\.sock)?$`).exec(name) ?? [];
    return number === undefined ? [] : [{ name, number: Number(number), isSocket: isSocket !== undefined }];
  });
  const number = Math.max(0, ...traces.map((trace) => trace.number));
  const last = traces.filter((trace) => trace.number === number);
  if (number === 0) return undefined;
  const socket = last.find(({ isSocket }) => isSocket)?.name;
  return {
    number,
    socket: socket === undefined ? undefined : join(folder, socket),
    age: Math.min(...last.map(({ name }) => ageOf(join(folder, name)))),
    isClaimed: isAlive(claimantOf(join(folder, `${key}.${number}`))),
  };
}

/** Whose claim it is; undefined for one that is being written or taken away. */
function claimantOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function ageOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** Claims a generation. @returns whether nobody else had */
export function claim({ folder, key }: SharedPlace, generation: number): boolean {
  try {
    writeFileSync(join(folder, `${key}.${generation}`), String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes the traces away of a generation, and of those before it. */
export function forget({ folder, key }: SharedPlace, generation: number): void {
  for (const name of readdirSync(folder)) {
    const [, number] = new RegExp(`^${key}\\.(\\d+)(?:\\.|$)`).exec(name) ?? [];
    if (number !== undefined && Number(number) <= generation) rmSync(join(folder, name), { force: true });
  }
}

/** Where the service of a generation listens that runs in this process. */
export function socketOf({ folder, key }: SharedPlace, generation: number): string {
  return join(folder, `${key}.${generation}.${process.pid}.sock`);
}

/** The process that listens at a socket. */
export function listenerAt(path: string): number {
  return Number(/\.(\d+)\.sock$/.exec(path)?.[1]);
}

/** Keeps the next kernels from a service that is stuck: a name at which nobody listens is passed over. */
export function shut(path: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, "", { mode: 0o600 });
}
