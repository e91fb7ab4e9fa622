import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** What a library's process measured of a task; see serve.mjs. */
export interface Measured {
  readonly ms: number;
  readonly result: number;
  /** Of a training: milliseconds that its first steps took. */
  readonly first?: number;
  /** The most megabytes that the process has held. */
  readonly memory: number;
  readonly missing?: undefined;
}

/** What it says: a measurement, or why it has none. */
export type Answer = Measured | { readonly missing: string };

/** A library in a process of its own, asked for one task at a time. */
export class Peer {
  readonly #command: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #folder: string | undefined;
  #process: ChildProcess | undefined;
  #lines: AsyncIterator<string> | undefined;
  #reader: Interface | undefined;

  constructor(
    command: readonly string[],
    { env = {}, folder }: { readonly env?: Readonly<Record<string, string>>; readonly folder?: string } = {},
  ) {
    this.#command = command;
    this.#env = env;
    this.#folder = folder;
  }

  /** Repeats a task for some seconds. The process starts with the first. */
  async ask(task: string, seconds: number): Promise<Answer> {
    if (this.#process === undefined) await this.#start();
    this.#process?.stdin?.write(`${JSON.stringify({ task, seconds })}\n`);
    return JSON.parse(await this.#next()) as Answer;
  }

  async #start(): Promise<void> {
    const [program = "", ...args] = this.#command;
    this.#process = spawn(program, args, {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, ...this.#env },
      cwd: this.#folder,
    });
    this.#reader = createInterface({ input: this.#process.stdout! });
    this.#lines = this.#reader[Symbol.asyncIterator]();
    await this.#next();
  }

  async #next(): Promise<string> {
    const { value, done } = await this.#lines!.next();
    if (done) throw new Error(`bench: expected an answer, got the end of ${this.#command.join(" ")}`);
    return value;
  }

  /** Its loop ends with its input. */
  end(): void {
    this.#process?.stdin?.end();
    this.#reader?.close();
  }
}
