import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { isDebugMessage, isSessionMessage } from "../channel/check.js";
import { encodeFrame, type Frame, FrameDecoder, FrameError, frameKey } from "../channel/frames.js";
import {
  type DebugMessage,
  type DoneMessage,
  FROM_WATCHDOG,
  type FrontMessage,
  type SessionMessage,
  TO_FRONT,
  TO_SESSION,
  TO_WATCHDOG,
  type WatchdogMessage,
} from "../channel/protocol.js";
import { RawOutput } from "./raw-output.js";
import type { SpawnedSession } from "./spawn-session.js";

/** How a session process ended. */
export interface SessionEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last raw text on stderr, where node says why it aborts. */
  readonly lastWords: string;
  /** Why it was ended from here, if it was. */
  readonly reason: string | undefined;
}

export interface SessionEvents {
  onMessage(message: SessionMessage, buffers: readonly Uint8Array[]): void;
  onRaw(name: "stdout" | "stderr", text: string): void;
  onDebug(message: DebugMessage): void;
  onEnd(end: SessionEnd): void;
}

const LAST_WORDS = 4000;
/** The pipes of a session that ends close a moment before its end is heard of, in ms; others were closed by a cell. */
const CLOSED_MS = 1000;

/** One session process, as the front holds it. */
export class SessionProcess {
  readonly #child: ChildProcess;
  readonly #toSession: Writable;
  readonly #toWatchdog: Writable;
  readonly #fromSession: Readable;
  readonly #raw: readonly RawOutput[];
  #lastWords = "";
  #outOfMemory = false;
  #ended = false;
  #reason: string | undefined;
  readonly #key: number;

  constructor({ child, secret }: SpawnedSession, events: SessionEvents) {
    this.#key = frameKey(secret);
    this.#child = child;
    const stdio: readonly unknown[] = this.#child.stdio;
    this.#fromSession = stdio[TO_FRONT] as Readable;
    this.#toSession = stdio[TO_SESSION] as Writable;
    this.#toWatchdog = stdio[TO_WATCHDOG] as Writable;
    this.#raw = [
      new RawOutput(stdio[1] as Readable, secret, (text) => events.onRaw("stdout", text)),
      new RawOutput(stdio[2] as Readable, secret, (text) => {
        this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
        // V8's pages of addresses before it runs out of memory help nobody in a notebook.
        this.#outOfMemory ||= text.includes("<--- Last few GCs --->");
        if (!this.#outOfMemory) events.onRaw("stderr", text);
      }),
    ];
    const fromWatchdog = stdio[FROM_WATCHDOG] as Readable;
    this.#decode(this.#fromSession, ({ message, buffers }) => {
      if (!isSessionMessage(message, buffers)) return false;
      events.onMessage(message, buffers);
      return true;
    });
    this.#decode(fromWatchdog, ({ message }) => {
      if (!isDebugMessage(message)) return false;
      events.onDebug(message);
      return true;
    });
    const closed = (): void => {
      setTimeout(
        () => this.end("a cell closed the pipes between the session and the kernel"),
        CLOSED_MS,
      ).unref();
    };
    for (const pipe of [this.#fromSession, this.#toSession, this.#toWatchdog, fromWatchdog]) {
      pipe.on("close", closed);
      // What went wrong is that it is closed.
      pipe.on("error", () => {});
    }
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (this.#ended) return;
      this.#ended = true;
      events.onEnd({ code, signal, lastWords: this.#lastWords, reason: this.#reason });
    };
    this.#child.on("error", () => end(null, null));
    const exit = (code: number | null, signal: NodeJS.Signals | null): void => {
      this.kill();
      // "close" waits for the pipes to be read to their end, which a surviving grandchild may hold open.
      const limit = setTimeout(() => end(code, signal), 500);
      this.#child.on("close", () => {
        clearTimeout(limit);
        end(code, signal);
      });
    };
    this.#child.on("exit", exit);
    // What happened before anybody listened.
    const { pid, exitCode, signalCode } = child;
    if (pid === undefined) setImmediate(end, null, null);
    else if (exitCode !== null || signalCode !== null) setImmediate(exit, exitCode, signalCode);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @param take returns whether the frame holds a message of those that come through this pipe */
  #decode(pipe: Readable, take: (frame: Frame<unknown>) => boolean): void {
    const decoder = new FrameDecoder(this.#key);
    pipe.on("data", (piece: Buffer) => {
      // What follows something that is no message cannot be told from it.
      if (this.#reason !== undefined) return;
      try {
        for (const frame of decoder.push(piece)) {
          if (!take(frame)) throw new FrameError("a message of an unknown kind");
        }
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.end(`a cell wrote into the session's pipe to the kernel (${error.message})`);
      }
    });
  }

  /** Ends the process; the reason is told with its end. */
  end(reason: string): void {
    const { exitCode, signalCode } = this.#child;
    if (this.#ended || exitCode !== null || signalCode !== null) return;
    this.#reason ??= reason;
    this.kill();
  }

  send(message: FrontMessage, buffers: readonly Uint8Array[] = []): void {
    if (!this.#ended) this.#toSession.write(encodeFrame(this.#key, message, buffers));
  }

  sendToWatchdog(message: WatchdogMessage): void {
    if (!this.#ended) this.#toWatchdog.write(encodeFrame(this.#key, message));
  }

  /** Resolves when the raw output before a cell's mark has been passed on. */
  async rawReached({ mark, unmarked }: DoneMessage): Promise<void> {
    const [stdout, stderr] = this.#raw;
    await Promise.all([
      unmarked.includes("stdout") || stdout?.reached(mark),
      unmarked.includes("stderr") || stderr?.reached(mark),
    ]);
  }

  /** Stops reading what the session says, which soon stops a session that says much. */
  pause(): void {
    this.#fromSession.pause();
  }

  resume(): void {
    this.#fromSession.resume();
  }

  /** Ends the process for good: nothing of it is heard any more, and nothing of it keeps this process alive. */
  dispose(): void {
    this.kill();
    for (const pipe of this.#child.stdio) pipe?.destroy();
    this.#child.unref();
  }

  /** Ends the process and what it started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform !== "win32") process.kill(-pid, "SIGKILL");
      else this.#child.kill("SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
  }
}
