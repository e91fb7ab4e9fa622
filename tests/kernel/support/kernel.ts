import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ExecuteOptions,
  type ExecuteResult,
  type KernelClient,
  type Message,
  type Output,
  type StartOptions,
  startKernel,
} from "gradbook-kernel/client";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { problemOf } from "./schema.js";

/** A kernel process for the tests of one file, in a folder of its own. */
export interface TestKernel {
  readonly client: KernelClient;
  readonly directory: string;
  /** What the kernel wrote to its log. */
  readonly log: string;
  run(code: string, options?: ExecuteOptions): Promise<ExecuteResult>;
  /** Puts a file into the notebook's folder. */
  write(name: string, text: string): void;
}

/** Starts a kernel before the tests of a file; every message it sends is checked against its schema. */
export function useKernel(options: Partial<StartOptions> = {}): TestKernel {
  let client: KernelClient | undefined;
  let directory = "";
  let log = "";
  const problems: string[] = [];
  const started = (): KernelClient => {
    if (client === undefined) throw new Error("the kernel is started by beforeAll");
    return client;
  };
  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "kernel-test-")));
    client = await startKernel({
      directory,
      timeout: 120_000,
      onLog: (text) => {
        log += text;
      },
      ...options,
    });
    client.listen((message) => {
      const problem = problemOf(message);
      if (problem !== undefined) problems.push(problem);
    });
  });
  afterEach(() => {
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await client?.shutdown();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    get client() {
      return started();
    },
    get directory() {
      return directory;
    },
    get log() {
      return log;
    },
    run: (code, executeOptions) => started().execute(code, { timeout: 500_000, ...executeOptions }),
    write: (name, text) => writeFileSync(join(directory, name), text),
  };
}

/** The text of all stream outputs of one name. */
export function streamText(outputs: readonly Output[], name: "stdout" | "stderr" = "stdout"): string {
  return outputs
    .map((output) => (output.output_type === "stream" && output.name === name ? output.text : ""))
    .join("");
}

/** The data of the cell's result. */
export function resultData(outputs: readonly Output[]): Readonly<Record<string, unknown>> | undefined {
  const found = outputs.find((output) => output.output_type === "execute_result");
  return found?.output_type === "execute_result" ? found.data : undefined;
}

/** The result as text. */
export function resultText(outputs: readonly Output[]): unknown {
  return resultData(outputs)?.["text/plain"];
}

/** The error of a cell, which must have exactly one. */
export function errorOf(outputs: readonly Output[]): Extract<Output, { output_type: "error" }> {
  const errors = outputs.filter((output) => output.output_type === "error");
  const [error] = errors;
  if (errors.length !== 1 || error?.output_type !== "error") {
    throw new Error(`expected one error, got ${JSON.stringify(outputs)}`);
  }
  return error;
}

/** Resolves with the first message that a test accepts. The limit is for what never comes; a slow machine keeps it. */
export function nextMessage(
  client: KernelClient,
  accept: (message: Message) => boolean,
  limit = 120_000,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`expected a message within ${limit} ms, got none`));
    }, limit);
    const stop = client.listen((message) => {
      if (!accept(message)) return;
      clearTimeout(timer);
      stop();
      resolve(message);
    });
  });
}

/** Stands in a cell where a test waits for it; past the console, which gathers what it is given. */
export const RUNS = 'require("node:fs").writeSync(1, "it runs\\n");';

/** Runs a cell and waits until it has come to {@link RUNS}, which is put at its beginning where it has none. */
export async function underWay(
  client: KernelClient,
  code: string,
  options: ExecuteOptions = {},
): Promise<{ readonly cell: Promise<ExecuteResult> }> {
  const runs = nextMessage(client, ({ content }) => content.text === "it runs\n");
  const cell = client.execute(code.includes(RUNS) ? code : `${RUNS} ${code}`, options);
  // Where the kernel ends in the middle of it, a test looks at other things.
  cell.catch(() => {});
  await runs;
  return { cell };
}

/** Waits until the kernel has received what was sent on shell before. */
export async function heard(client: KernelClient): Promise<void> {
  await client.request("shell", "kernel_info_request");
}

/**
 * How many times slower than a quiet machine this one answers at the moment, at least 1: a quiet one makes each round
 * trip through the kernel in less than 5 ms.
 */
async function slowness(client: KernelClient): Promise<number> {
  let slowest = 5;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await client.request("control", "kernel_info_request");
    slowest = Math.max(slowest, performance.now() - start);
  }
  return slowest / 5;
}

/**
 * The least of the times that something takes, in ms of a quiet machine. It is tried again, up to 12 times, until it is
 * below `enough`: a try or two may meet a machine that has other things to do.
 *
 * @param once returns how long it took, in ms
 */
export async function leastTime(
  client: KernelClient,
  once: () => Promise<number>,
  { enough, tries = 1 }: { readonly enough: number; readonly tries?: number },
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries || (i < 12 && least >= enough); i++) {
    const took = await once();
    least = Math.min(least, took / (await slowness(client)));
  }
  return least;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
