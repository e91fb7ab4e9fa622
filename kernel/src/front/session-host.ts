import { existsSync } from "node:fs";
import type {
  DebugMessage,
  DebugRequest,
  DoneMessage,
  ErrorReport,
  FrontMessage,
  RunMessage,
  SessionMessage,
} from "../channel/protocol.js";
import { endFirst, memoryKills, memoryLimit, outOfMemory, outOfMemoryBy } from "./memory-limit.js";
import { type SessionEnd, SessionProcess } from "./session-process.js";
import { type SpawnedSession, spawnSession } from "./spawn-session.js";

/** What the session says, other than that a cell is done. */
export type SessionOutput = Exclude<
  SessionMessage,
  DoneMessage | { readonly type: "ready" | "exit" | "begun" }
>;

export interface HostEvents {
  /** Output of the session; `cell` names the origin. */
  onOutput(message: SessionOutput, buffers: readonly Uint8Array[]): void;
  /** What V8's debugger says. */
  onDebug(message: DebugMessage): void;
  /** The session ended by itself and took its variables with it; `told` when something that was asked tells so. */
  onLost(report: ErrorReport, told: boolean): void;
}

const INTERRUPT_AGAIN_MS = 250;
/** An interrupt that is not answered for so long ends the session. */
const UNANSWERED_MS = 10_000;

/** Keeps one session process alive: when it ends, whatever the reason, the next one is started. */
export class SessionHost {
  readonly #directory: string;
  readonly #events: HostEvents;
  #process: SessionProcess;
  #waiting = new Map<number, (done: DoneMessage) => void>();
  readonly #beginning = new Map<number, () => void>();
  #lastCell = 0;
  #exitCode: number | undefined;
  #wasReady = false;
  /** How often the system had ended something for want of memory when the session began. */
  #memoryKills = 0;
  /** What is to be asked of V8's debugger once the session has started. */
  readonly #unasked: DebugRequest[] = [];
  #closed = false;
  #repeat: NodeJS.Timeout | undefined;

  /** @param first the first session's process, started before this was loaded */
  constructor(directory: string, first: SpawnedSession, events: HostEvents) {
    this.#directory = directory;
    this.#events = events;
    this.#process = this.#hold(first);
  }

  /**
   * Runs a cell to its end. Its output has been handed on when the promise resolves.
   *
   * @param options.onBegun called when a cell of a subshell begins
   */
  async run(message: RunMessage, options: { readonly onBegun?: () => void } = {}): Promise<DoneMessage> {
    const { cell, isAside } = message;
    // Raw output and an interrupt belong to the cell beside which it runs.
    if (!isAside || !this.#waiting.has(this.#lastCell)) this.#lastCell = cell;
    if (options.onBegun !== undefined) this.#beginning.set(cell, options.onBegun);
    return this.ask(message).finally(() => this.#beginning.delete(cell));
  }

  /** Sends a message that is answered by a `done`. */
  ask(
    message: FrontMessage & { readonly cell: number },
    buffers: readonly Uint8Array[] = [],
  ): Promise<DoneMessage> {
    if (!this.#alive && !this.#closed) this.#process = this.#start();
    const { promise, resolve } = withResolvers<DoneMessage>();
    this.#waiting.set(message.cell, resolve);
    const target = this.#process;
    target.send(message, buffers);
    return this.#done(target, promise);
  }

  async #done(target: SessionProcess, promise: Promise<DoneMessage>): Promise<DoneMessage> {
    const done = await promise;
    await target.rawReached(done);
    return done;
  }

  /**
   * Stops the running cell. Asked again as long as it has not ended: the session may have lost a message. One that hears
   * nothing any more is ended.
   */
  interrupt(): void {
    const cell = this.#lastCell;
    const target = this.#process;
    target.sendToWatchdog({ type: "interrupt", cell });
    clearInterval(this.#repeat);
    const asked = [...this.#waiting.keys()];
    let times = 0;
    this.#repeat = setInterval(() => {
      const isOver = this.#process !== target || !asked.some((waiting) => this.#waiting.has(waiting));
      if (isOver) clearInterval(this.#repeat);
      else if (++times * INTERRUPT_AGAIN_MS < UNANSWERED_MS) {
        target.sendToWatchdog({ type: "interrupt", cell });
      } else {
        clearInterval(this.#repeat);
        target.end(`the cell did not stop within ${UNANSWERED_MS / 1000} s`);
      }
    }, INTERRUPT_AGAIN_MS);
  }

  answer(id: number, answer: { readonly value: string | undefined; readonly blocking: boolean }): void {
    const message = {
      type: "input",
      id,
      ...(answer.value === undefined ? {} : { value: answer.value }),
    } as const;
    if (answer.blocking) this.#process.sendToWatchdog(message);
    else this.#process.send(message);
  }

  /** Asks V8's debugger. */
  debug(request: DebugRequest): void {
    if (this.#alive && this.#wasReady) this.#process.sendToWatchdog(request);
    else if (this.#alive) this.#unasked.push(request);
    else if (request.type === "debug_call") {
      const answer = { type: "debug_answer", id: request.id, error: "the session has ended" } as const;
      queueMicrotask(() => this.#events.onDebug(answer));
    }
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  pause(): void {
    this.#process.pause();
  }

  resume(): void {
    this.#process.resume();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#repeat);
    this.#process.dispose();
  }

  #alive = true;

  #start(): SessionProcess {
    return this.#hold(spawnSession(this.#directory));
  }

  #hold(spawned: SpawnedSession): SessionProcess {
    this.#alive = true;
    this.#wasReady = false;
    this.#exitCode = undefined;
    this.#memoryKills = memoryKills();
    const process: SessionProcess = new SessionProcess(spawned, {
      onMessage: (message, buffers) => this.#receive(message, buffers),
      onRaw: (name, text) => this.#events.onOutput({ type: "stream", cell: this.#lastCell, name, text }, []),
      onDebug: (message) => {
        if (this.#process === process) this.#events.onDebug(message);
      },
      onEnd: (end) => this.#ended(end),
    });
    if (process.pid !== undefined) endFirst(process.pid);
    return process;
  }

  #receive(message: SessionMessage, buffers: readonly Uint8Array[]): void {
    switch (message.type) {
      case "done":
        this.#waiting.get(message.cell)?.(message);
        this.#waiting.delete(message.cell);
        break;
      case "begun":
        this.#beginning.get(message.cell)?.();
        break;
      case "ready":
        this.#wasReady = true;
        for (const request of this.#unasked.splice(0)) this.#process.sendToWatchdog(request);
        break;
      case "exit":
        this.#exitCode = message.code;
        this.#process.kill();
        break;
      default:
        this.#events.onOutput(message, buffers);
    }
  }

  #ended(end: SessionEnd): void {
    this.#alive = false;
    this.#unasked.length = 0;
    if (this.#closed) return;
    const wasReady = this.#wasReady;
    const error = endReport(end, {
      exitCode: this.#exitCode,
      wasReady,
      directory: this.#directory,
      lackedMemory: end.signal === "SIGKILL" && memoryKills() > this.#memoryKills,
    });
    const waiting = this.#waiting;
    this.#waiting = new Map();
    // One that cannot even start is tried again only when a cell asks for it.
    if (wasReady) this.#process = this.#start();
    // A session that never began held nothing that is lost; the next cell tries, and tells.
    this.#events.onLost(error, waiting.size > 0 || !wasReady);
    for (const [cell, resolve] of waiting)
      resolve({ type: "done", cell, status: "error", error, mark: 0, unmarked: [] });
  }
}

/** What is known of a session that ended. */
interface SessionState {
  readonly exitCode: number | undefined;
  readonly wasReady: boolean;
  readonly directory: string;
  /** The system ended it because there was no memory left. */
  readonly lackedMemory: boolean;
}

/** Says what ended a session, and that its variables are gone. */
function endReport(end: SessionEnd, state: SessionState): ErrorReport {
  const next = existsSync(state.directory)
    ? "all variables are gone, and the next cell runs in a fresh session"
    : `the notebook's folder, ${state.directory}, is gone; make it again and run the cell once more`;
  const evalue = `${whatHappened(end, state)}; ${next}`;
  const words = state.wasReady ? [] : end.lastWords.split("\n");
  return { ename: "SessionEnded", evalue, traceback: [`SessionEnded: ${evalue}`, ...words] };
}

/** The last words of V8 and of C++ when memory runs out; the last ones are of two threads to which that happens at once. */
const OUT_OF_MEMORY =
  /out of memory|Allocation failed|Check failed: allocation|std::bad_alloc|terminate called recursively/;

function whatHappened(end: SessionEnd, { exitCode, wasReady, lackedMemory }: SessionState): string {
  if (end.reason !== undefined) return end.reason;
  if (lackedMemory) return outOfMemory(memoryLimit());
  if (!wasReady) return "the session could not start";
  if (exitCode !== undefined) return `the cell ended its process with exit code ${exitCode}`;
  if (OUT_OF_MEMORY.test(end.lastWords)) return outOfMemoryBy(end.lastWords);
  if (end.signal !== null) return `the session was ended by ${end.signal}`;
  return `the session ended with exit code ${end.code}`;
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
