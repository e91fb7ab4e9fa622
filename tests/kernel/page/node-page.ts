import { Worker } from "node:worker_threads";
import {
  type Declarations,
  type LessonFiles,
  PageKernel,
  type PageWorker,
  type RunEnd,
  type SessionOutput,
  type StopKind,
} from "gradbook-kernel/page";
import { afterAll, beforeAll } from "vitest";

export interface PageRun extends RunEnd {
  readonly outputs: readonly SessionOutput[];
}

export interface TestPage {
  readonly kernel: PageKernel;
  /** What came outside of a run of {@link TestPage.run}, or late. */
  readonly outputs: readonly SessionOutput[];
  readonly problems: ReadonlyMap<number, readonly string[]>;
  readonly replays: readonly string[];
  run(source: string): Promise<PageRun>;
}

export interface TestPageOptions {
  readonly stopKind?: StopKind;
  readonly lesson?: LessonFiles;
  readonly sources?: Declarations;
  /** Answers to what cells ask, in order. */
  readonly answers?: string[];
  /** Where packages come from. Default: none is allowed. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
}

/** A page's kernel whose workers are threads of this process, for the tests of one file. */
export function usePage({
  stopKind = "shared",
  lesson = { modules: [], texts: {} },
  sources = {},
  answers = [],
  packages,
}: TestPageOptions = {}): TestPage {
  const outputs: SessionOutput[] = [];
  const problems = new Map<number, readonly string[]>();
  const replays: string[] = [];
  let kernel: PageKernel | undefined;
  beforeAll(() => {
    kernel = new PageKernel({
      openTypes: () => thread("types-thread.mjs"),
      openSession: () => thread("session-thread.mjs"),
      stopKind,
      lesson,
      sources,
      onOutput: (output) => outputs.push(output),
      onInput: async () => answers.shift(),
      ...(packages && { onPackage: async (specifier) => packages[specifier] ?? [] }),
      onReplay: ({ done, total }) => replays.push(`${done}/${total}`),
      onProblems: (cell, found) =>
        problems.set(
          cell,
          found.map(({ message }) => message),
        ),
    });
  });
  afterAll(() => kernel?.end());
  return {
    get kernel() {
      return kernel!;
    },
    outputs,
    problems,
    replays,
    async run(source) {
      const { cell, ended } = kernel!.run(source);
      const end = await ended;
      return { ...end, outputs: outputs.filter((output) => output.cell === cell) };
    },
  };
}

/** The text of what a cell's last expression is. */
export function shownText(outputs: readonly SessionOutput[]): string | undefined {
  const shown = outputs.find((output) => output.type === "execute_result");
  return shown?.type === "execute_result" ? String(shown.bundle.data["text/plain"]) : undefined;
}

/** What was printed. */
export function printed(outputs: readonly SessionOutput[], name: "stdout" | "stderr" = "stdout"): string {
  return outputs
    .map((output) => (output.type === "stream" && output.name === name ? output.text : ""))
    .join("");
}

function thread(file: string): PageWorker {
  const worker = new Worker(new URL(file, import.meta.url));
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    listen: (onMessage, onFault) => {
      worker.on("message", onMessage);
      worker.on("error", (error) =>
        onFault(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    },
  };
}
