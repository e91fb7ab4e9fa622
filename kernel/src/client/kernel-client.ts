import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as zmq from "zeromq";
import { addressOf, type Channel, type Connection } from "../wire/connection.js";
import { type JsonObject, type Message, Wire, WireError } from "../wire/message.js";
import { type Output, OutputCollector } from "./outputs.js";

export interface ExecuteOptions {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
  /** The subshell that runs it, by the id that create_subshell_request gave. Default: the main shell. */
  readonly subshell?: string;
  readonly userExpressions?: Readonly<Record<string, string>>;
  /** Answers the cell's questions. Default: the cell is told that nobody takes input. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  /** Called for every iopub message of this cell, as it arrives. */
  readonly onMessage?: (message: Message) => void;
  /** Milliseconds after which the cell is interrupted and an error thrown. Default: no limit. */
  readonly timeout?: number;
}

export interface ExecuteResult {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
  /** The content of the execute_reply. */
  readonly reply: JsonObject;
}

/** Takes each message from the kernel and the channel it came on. */
export type Listener = (message: Message, channel: Exclude<Channel, "hb">) => void;

interface Pending {
  readonly onReply: (message: Message) => void;
  readonly onIopub: (message: Message) => void;
  readonly onInput: ((prompt: string, password: boolean) => string | Promise<string>) | undefined;
  readonly fail: (error: Error) => void;
}

/** A cell that took too long may take this long to stop, in ms, before it is given up. */
const STOPPED_MS = 3000;

/** A connection to a running kernel. */
export class KernelClient {
  readonly connection: Connection;
  /** The kernel process, where this client started it. */
  readonly process: ChildProcess | undefined;
  readonly wire: Wire;
  readonly #shell = new zmq.Dealer({ linger: 0 });
  readonly #control = new zmq.Dealer({ linger: 0 });
  readonly #stdin = new zmq.Dealer({ linger: 0 });
  readonly #iopub = new zmq.Subscriber({ linger: 0 });
  readonly #pending = new Map<string, Pending>();
  readonly #tails = new Map<object, Promise<void>>();
  readonly #listeners = new Set<Listener>();
  #closed = false;

  constructor(connection: Connection, process?: ChildProcess) {
    this.connection = connection;
    this.process = process;
    this.wire = new Wire(connection.key, "client");
    const identity = randomUUID();
    const sockets: [Channel, zmq.Dealer | zmq.Subscriber][] = [
      ["shell", this.#shell],
      ["control", this.#control],
      ["stdin", this.#stdin],
      ["iopub", this.#iopub],
    ];
    for (const [channel, socket] of sockets) {
      // The kernel sends its questions to the identity that sent the request.
      if (socket instanceof zmq.Dealer) socket.routingId = identity;
      socket.receiveHighWaterMark = 0;
      socket.reconnectInterval = 10;
      socket.connect(addressOf(connection, channel));
    }
    this.#iopub.subscribe("");
    void this.#read("shell", this.#shell, (message) => this.#onReply(message));
    void this.#read("control", this.#control, (message) => this.#onReply(message));
    void this.#read("stdin", this.#stdin, (message) => void this.#onQuestion(message));
    void this.#read("iopub", this.#iopub, (message) => this.#onIopub(message));
    process?.once("exit", (code, signal) => {
      const error = new Error(`the kernel ended with ${signal ?? `exit code ${code}`}`);
      for (const pending of this.#pending.values()) pending.fail(error);
    });
  }

  /** Resolves when the kernel answers and its outputs arrive. */
  async ready(timeout: number): Promise<void> {
    const end = Date.now() + timeout;
    for (;;) {
      // Subscribing takes a moment, and what was published before is lost: ask until a status is heard.
      const heard = await this.#probe(Math.min(end - Date.now(), 150));
      if (heard) return;
      if (Date.now() >= end) throw new Error(`no answer within ${timeout} ms`);
    }
  }

  /** Runs a cell and waits until it and its outputs are complete. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const collector = new OutputCollector();
    const request = this.send(
      "shell",
      "execute_request",
      {
        code,
        silent: options.silent ?? false,
        store_history: options.storeHistory ?? !options.silent,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: options.onInput !== undefined,
        stop_on_error: options.stopOnError ?? true,
      },
      {
        subshell: options.subshell,
        onInput: options.onInput,
        onMessage: (message) => {
          collector.add(message);
          options.onMessage?.(message);
        },
      },
    );
    const { content } = await this.#within(request, options.timeout);
    const count = content.execution_count;
    return {
      status: content.status as ExecuteResult["status"],
      executionCount: typeof count === "number" ? count : null,
      outputs: collector.outputs,
      reply: content,
    };
  }

  /** Sends any request and waits for its reply and the idle status that ends it. */
  async request(channel: "shell" | "control", type: string, content: JsonObject = {}): Promise<JsonObject> {
    return (await this.send(channel, type, content)).content;
  }

  /** Like {@link request}, and gives the whole reply. */
  send(
    channel: "shell" | "control",
    type: string,
    content: JsonObject,
    options: {
      readonly onMessage?: (message: Message) => void;
      readonly onInput?: Pending["onInput"];
      readonly subshell?: string | undefined;
    } = {},
  ): Promise<Message> {
    const { subshell } = options;
    const header = {
      ...this.wire.header(type),
      ...(subshell === undefined ? {} : { subshell_id: subshell }),
    };
    const answer = new Promise<Message>((resolve, reject) => {
      let reply: Message | undefined;
      let idle = false;
      const settle = (): void => {
        if (reply === undefined || !idle) return;
        this.#pending.delete(header.msg_id);
        resolve(reply);
      };
      this.#pending.set(header.msg_id, {
        onInput: options.onInput,
        onReply: (message) => {
          reply = message;
          settle();
        },
        onIopub: (message) => {
          options.onMessage?.(message);
          if (message.header.msg_type !== "status") return;
          if (message.content.execution_state !== "idle") return;
          idle = true;
          settle();
        },
        fail: (error) => {
          this.#pending.delete(header.msg_id);
          reject(error);
        },
      });
    });
    void this.sendFrames(channel, this.wire.encode({ type, content }, header));
    return answer;
  }

  /** Sends frames as they are, without a look at them. */
  sendFrames(channel: "shell" | "control" | "stdin", frames: readonly Uint8Array[]): Promise<void> {
    const socket = { shell: this.#shell, control: this.#control, stdin: this.#stdin }[channel];
    const tail = (this.#tails.get(socket) ?? Promise.resolve())
      .then(() => socket.send(frames.map((frame) => Buffer.from(frame))))
      .catch((error: unknown) => {
        if (!this.#closed) throw error;
      });
    this.#tails.set(socket, tail);
    return tail;
  }

  /** Calls back for every message from the kernel, whosever it is. @returns a function that stops that */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops the running cell; its variables are kept. */
  async interrupt(): Promise<void> {
    await this.request("control", "interrupt_request");
  }

  /** Asks the kernel to end, and waits until its process has; after 5 seconds it is killed. */
  async shutdown(): Promise<void> {
    const ended = this.#ended();
    void this.request("control", "shutdown_request", { restart: false }).catch(() => {});
    const limit = setTimeout(() => this.process?.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(limit);
    this.close();
  }

  /** Kills the kernel process. */
  async kill(): Promise<void> {
    const ended = this.#ended();
    this.process?.kill("SIGKILL");
    await ended;
    this.close();
  }

  /** Closes the connection and leaves the kernel running. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub]) socket.close();
  }

  #ended(): Promise<void> {
    const { process } = this;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) {
      return Promise.resolve();
    }
    return new Promise((resolve) => process.once("exit", () => resolve()));
  }

  async #probe(limit: number): Promise<boolean> {
    const request = this.send("shell", "kernel_info_request", {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), Math.max(limit, 0));
    });
    try {
      return (await Promise.race([request, late])) !== undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async #within<T>(work: Promise<T>, timeout: number | undefined): Promise<T> {
    if (timeout === undefined) return work;
    let timer: NodeJS.Timeout | undefined;
    let late: Error | undefined;
    const givenUp = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`execute: expected the cell to end within ${timeout} ms; it was interrupted`);
        late = error;
        void this.interrupt().catch(() => {});
        // Waits for its end: a cell that is sent before would be aborted with it.
        timer = setTimeout(() => reject(error), STOPPED_MS);
      }, timeout);
    });
    try {
      const result = await Promise.race([work, givenUp]);
      if (late !== undefined) throw late;
      return result;
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(
    channel: Exclude<Channel, "hb">,
    socket: zmq.Dealer | zmq.Subscriber,
    take: (message: Message) => void,
  ): Promise<void> {
    for await (const frames of socket) {
      try {
        const message = this.wire.decode(frames);
        for (const listener of this.#listeners) listener(message, channel);
        take(message);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
    }
  }

  #pendingOf(message: Message): Pending | undefined {
    return this.#pending.get(String(message.parentHeader.msg_id));
  }

  #onReply(message: Message): void {
    this.#pendingOf(message)?.onReply(message);
  }

  #onIopub(message: Message): void {
    this.#pendingOf(message)?.onIopub(message);
  }

  async #onQuestion(message: Message): Promise<void> {
    const onInput = this.#pendingOf(message)?.onInput;
    if (onInput === undefined) return;
    const { prompt, password } = message.content;
    const value = await onInput(String(prompt), password === true);
    const draft = { type: "input_reply", content: { status: "ok", value }, parent: message.header };
    await this.sendFrames("stdin", this.wire.encode(draft));
  }
}
