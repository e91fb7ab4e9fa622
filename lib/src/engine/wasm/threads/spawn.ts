import { type Board, type SetMessage, serve, takeParts } from "./board.js";

/** A worker thread, in Node or a browser. */
export interface Thread {
  /** Whether it is known to have ended. Asked in the middle of a step, when no event tells. */
  readonly hasEnded: boolean;
  post(message: SetMessage): void;
  end(): void;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): Promise<number>;
  unref(): void;
  on(event: "error" | "exit", handle: (code: unknown) => void): void;
}

interface NodeModules {
  readonly Worker: new (code: string, options: object) => NodeWorker;
}

interface BrowserWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}

interface Browser {
  readonly crossOriginIsolated?: boolean;
  readonly Worker?: new (url: string) => BrowserWorker;
}

function nodeThreads(): NodeModules | undefined {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined;
  return process.getBuiltinModule("node:worker_threads") as unknown as NodeModules | undefined;
}

const browser = globalThis as Browser;

/** Whether threads can share memory here: in Node, and in browser pages that are isolated from other origins. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  return (
    nodeThreads() !== undefined || (browser.crossOriginIsolated === true && browser.Worker !== undefined)
  );
}

/** How many threads the machine runs at once. */
export function cores(): number {
  const system =
    typeof process !== "undefined" && typeof process.getBuiltinModule === "function"
      ? process.getBuiltinModule("node:os")
      : undefined;
  if (system !== undefined) return system.availableParallelism();
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
}

/**
 * Starts a worker thread that serves a board. It does not keep the process alive, and ends with it. Its program
 * is a text and not a file, so that bundlers have nothing to look for.
 */
export function spawn(board: Board, thread: number): Thread {
  // `__name` is what esbuild, asked to keep names, calls in every function.
  const life = `const __name = (f) => f; const take = ${takeParts}; const life = ${serve};`;
  const node = nodeThreads();
  if (node !== undefined) {
    const code = `const { parentPort, workerData } = require("node:worker_threads"); ${life}
      const load = (library, memory) => (0, eval)(library.program)(library, memory);
      const { control, words } = workerData;
      try {
        // As in "123/task/456".
        const name = require("node:fs").readlinkSync("/proc/thread-self").split("/").pop();
        Atomics.store(control, words.names + ${thread}, Number(name));
      } catch {}
      life(workerData, ${thread}, { take, load, receive: (handle) => parentPort.on("message", handle) });`;
    const worker = new node.Worker(code, { eval: true, workerData: board, execArgv: [], env: {} });
    worker.unref();
    // A thread that cannot start, for want of memory or because a bundler changed its text, is never ready: the
    // others do its work.
    worker.on("error", () => {});
    let exited = false;
    worker.on("exit", () => {
      exited = true;
    });
    return {
      get hasEnded() {
        const name = Atomics.load(board.control, board.words.names + thread);
        return exited || (name > 0 && !fileExists(`/proc/self/task/${name}`));
      },
      post: (message) => worker.postMessage(message),
      end: () => void worker.terminate(),
    };
  }
  const code = `${life}
    onmessage = ({ data: board }) => life(board, ${thread}, { take, receive: (handle) => {
      onmessage = ({ data }) => handle(data);
    } });`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new browser.Worker!(url);
  URL.revokeObjectURL(url);
  worker.postMessage(board);
  return {
    // A page's workers end with it.
    hasEnded: false,
    post: (message) => worker.postMessage(message),
    end: () => worker.terminate(),
  };
}

/** Calls a function when the process is about to exit, in Node; gives the function that takes it back. */
export function atExit(handle: () => void): () => void {
  if (nodeThreads() === undefined) return () => {};
  process.once("exit", handle);
  return () => void process.off("exit", handle);
}

function fileExists(path: string): boolean {
  return process.getBuiltinModule("node:fs").existsSync(path);
}
