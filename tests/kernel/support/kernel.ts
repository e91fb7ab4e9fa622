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
    run: (code, executeOptions) => started().execute(code, { timeout: 40_000, ...executeOptions }),
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

/** Resolves with the first message that a test accepts. */
export function nextMessage(
  client: KernelClient,
  accept: (message: Message) => boolean,
  limit = 10_000,
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

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
