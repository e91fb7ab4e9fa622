import type { Language } from "../cell-contract.js";
import type { CommMessage, DoneMessage, ErrorReport } from "../channel/protocol.js";
import { errorContent, withFrame } from "../reports/error-text.js";
import type { RunningTypeService } from "../type-process/client.js";
import type { Connection } from "../wire/connection.js";
import { type Draft, type JsonObject, type Message, Wire } from "../wire/message.js";
import { Debugging } from "./debugging.js";
import { Editor } from "./editor.js";
import { Executor } from "./executor.js";
import { Held } from "./held.js";
import { History } from "./history.js";
import { HistoryFile } from "./history-file.js";
import { kernelInfo } from "./kernel-info.js";
import { type Asker, Origins } from "./origins.js";
import { booleanField, RequestError } from "./requests.js";
import { SessionHost, type SessionOutput } from "./session-host.js";
import { Shells } from "./shells.js";
import { Sockets } from "./sockets.js";
import type { SpawnedSession } from "./spawn-session.js";
import { Usage } from "./usage.js";
import { Watching } from "./watching.js";

export interface KernelOptions {
  readonly connection: Connection;
  readonly types: RunningTypeService;
  /** The process of its first session. */
  readonly session: SpawnedSession;
  readonly language: Language;
  /** The notebook's folder. */
  readonly directory: string;
  /** The file that keeps what is run for later sessions. Default: none. */
  readonly historyPath: string | undefined;
  /** How long it has to be out of use before its end is told of, in ms. */
  readonly rest: number | undefined;
  readonly log: (line: string) => void;
  /** Called once when the kernel has been shut down. */
  readonly onExit: () => void;
}

type RequestChannel = "shell" | "control";

/** Above this many unsent messages the session is made to wait, below it goes on. */
const BACKLOG = 200;
/** A value that is followed is waited for so long when its cell has ended, in ms: the session is free then. */
const LAST_LOOK = 5000;

/** The front: takes the client's messages, and answers or passes on each. It runs no user code. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #sockets: Sockets;
  readonly #session: SessionHost;
  readonly #executor: Executor;
  readonly #shells: Shells;
  readonly #editor: Editor;
  readonly #watching: Watching;
  readonly #debugging: Debugging;
  readonly #origins = new Origins();
  readonly #history: History;
  readonly #usage = new Usage();
  readonly #held: Held;
  /** Questions to the client that wait for an answer, by the msg_id of the question. */
  readonly #questions = new Map<string, { readonly id: number; readonly blocking: boolean }>();
  /** The open comms, by id, and their targets. */
  readonly #comms = new Map<string, string>();
  #closing = false;
  #paused = false;
  /** The cell that was stopped last. */
  #stopped: number | undefined;
  /** The cell whose text is dropped: it was stopped while its reader lagged behind. */
  #unwanted: number | undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
    const { historyPath, rest, log } = options;
    this.#held = new Held(rest);
    this.#history = new History(
      historyPath === undefined ? undefined : new HistoryFile(historyPath, { log }),
    );
    const wire = new Wire(options.connection.key);
    this.#sockets = new Sockets(wire, {
      onMessage: (channel, message) => this.#receive(channel, message),
      onSubscribe: (topic) => {
        const content = { subscription: topic };
        void this.#sockets.publish({ type: "iopub_welcome", content }, topic);
      },
      log: options.log,
    });
    this.#session = new SessionHost(options.directory, options.session, {
      onOutput: (message, buffers) => this.#output(message, buffers),
      onDebug: (message) => this.#debugging.receive(message),
      onLost: (error, told) => this.#lost(error, told),
    });
    const { directory, types } = options;
    this.#debugging = new Debugging({
      send: (request) => this.#session.debug(request),
      publish: (content) => this.#publishAside({ type: "debug_event", content }),
      cellText: (cell) => this.#origins.source(cell),
      onCopied: (name) => this.#declare(name),
      suffix: options.language === "typescript" ? ".ts" : ".js",
      directory,
    });
    this.#watching = new Watching({
      read: (id, how) =>
        this.#debugging.look(`watch ${id}`, (values) => values.watched(id, how), {
          ...(how.isRunning ? {} : { patience: LAST_LOOK }),
          turnWithin: Number.POSITIVE_INFINITY,
        }),
      show: (id, data) => this.#update(id, data),
    });
    this.#executor = new Executor({
      sockets: this.#sockets,
      types,
      session: this.#session,
      origins: this.#origins,
      history: this.#history,
      held: this.#held,
      directory,
      debugging: this.#debugging,
      watching: this.#watching,
    });
    this.#shells = new Shells({
      execute: (job) => this.#executor.execute(job),
      abort: (job) => this.#executor.abort(job),
    });
    this.#editor = new Editor({ types, debugging: this.#debugging, directory });
  }

  /** @returns the ports it listens at
   * @throws Error where it cannot */
  async start(): Promise<Connection["ports"]> {
    const ports = await this.#sockets.bind(this.#options.connection);
    void this.#sockets.publish({ type: "status", content: { execution_state: "starting" } });
    return ports;
  }

  interrupt(): void {
    // Answers that still come are for a cell that no longer waits.
    this.#questions.clear();
    this.#stopped = this.#executor.currentCell;
    if (this.#paused) {
      // The session cannot stop while it waits to be read; what it still prints is not wanted.
      this.#unwanted = this.#stopped;
      this.#session.resume();
    }
    this.#executor.interrupt();
  }

  /** Ends session and type service, sends what is still to be sent, and closes. */
  async shutdown(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await this.#debugging.loaded();
    this.#history.close();
    this.#session.close();
    this.#options.types.dispose();
    await this.#sockets.close();
    this.#options.onExit();
  }

  #receive(channel: RequestChannel | "stdin", message: Message): void {
    if (this.#closing) return;
    if (channel === "stdin") {
      this.#answer(message);
      return;
    }
    if (message.header.msg_type === "execute_request") {
      try {
        this.#shells.enqueue(message, channel);
      } catch (error) {
        void this.#handle(channel, message, () => Promise.reject(error));
      }
      return;
    }
    const handler = this.#handlers.get(message.header.msg_type);
    if (handler === undefined) {
      this.#options.log(`ignored a message of unknown type ${message.header.msg_type}`);
      return;
    }
    void this.#handle(channel, message, (request) => {
      this.#shells.check(request);
      return handler(request);
    });
  }

  #handle(channel: RequestChannel, message: Message, handler: Handler): Promise<void> {
    const { header, identities } = message;
    void this.#sockets.publish({ type: "status", content: { execution_state: "busy" }, parent: header });
    return this.#finish(channel, { header, identities }, attempt(handler, message));
  }

  /** Waits for what a request is answered by. What was asked may be large, and is not kept meanwhile. */
  async #finish(
    channel: RequestChannel,
    message: Asker,
    handled: Promise<JsonObject | undefined>,
  ): Promise<void> {
    const parent = message.header;
    await this.#guard(channel, message, async () => {
      const content = await handled;
      if (content !== undefined) {
        const type = replyType(message);
        void this.#sockets.reply(channel, message, { type, content });
      }
    });
    void this.#sockets.publish({ type: "status", content: { execution_state: "idle" }, parent });
    // A client that shows the last status it heard must not take the kernel for idle while a cell runs. Those that debug do
    // not go by the status of what they ask the debugger, and JupyterLab asks it again at each message that is about a cell.
    const { current } = this.#shells;
    if (current !== undefined && message.header.msg_type !== "debug_request") {
      const content = { execution_state: "busy" };
      void this.#sockets.publish({ type: "status", content, parent: current.message.header });
    }
    if (message.header.msg_type === "shutdown_request") await this.shutdown();
  }

  /** Answers with an error where handling a request throws. */
  async #guard(channel: RequestChannel, message: Asker, body: () => void | Promise<void>): Promise<void> {
    try {
      await body();
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (!(error instanceof RequestError)) this.#options.log(`${message.header.msg_type}: ${error.stack}`);
      const report = {
        ename: error.name,
        evalue: error.message,
        traceback: [`${error.name}: ${error.message}`],
      };
      const count = { execution_count: this.#executor.count };
      const isCell = message.header.msg_type === "execute_request";
      const content = { status: "error", ...report, ...(isCell ? count : {}) };
      void this.#sockets.reply(channel, message, { type: replyType(message), content });
    }
  }

  /** By msg_type: a Map, in which `constructor` is not found. */
  readonly #handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
    ["kernel_info_request", () => kernelInfo(this.#options.language)],
    ["history_request", ({ content }) => this.#history.reply(content)],
    ["complete_request", ({ content }) => this.#editor.complete(content)],
    ["inspect_request", ({ content }) => this.#editor.inspect(content)],
    ["is_complete_request", ({ content }) => this.#editor.isComplete(content)],
    ["comm_info_request", ({ content }) => this.#commInfo(content)],
    ["comm_open", (message) => this.#comm("comm_open", message)],
    ["comm_msg", (message) => this.#comm("comm_msg", message)],
    ["comm_close", (message) => this.#comm("comm_close", message)],
    [
      "interrupt_request",
      () => {
        this.interrupt();
        return { status: "ok" };
      },
    ],
    [
      "shutdown_request",
      ({ content }) => {
        const restart = booleanField(content, "restart", false);
        if (!restart) this.#executor.bidFarewell();
        return { status: "ok", restart };
      },
    ],
    ["usage_request", () => this.#usage.reply([this.#session.pid, this.#options.types.pid])],
    ["create_subshell_request", () => this.#shells.create()],
    ["delete_subshell_request", ({ content }) => this.#shells.delete(content)],
    ["list_subshell_request", () => this.#shells.list()],
    ["debug_request", ({ content }) => this.#debugging.request(content)],
  ]);

  #commInfo(content: JsonObject): JsonObject {
    const wanted = content.target_name;
    const open = [...this.#comms].filter(([, target]) => wanted === undefined || wanted === target);
    const comms = Object.fromEntries(open.map(([id, target_name]) => [id, { target_name }]));
    return { status: "ok", comms };
  }

  #comm(kind: CommMessage["kind"], message: Message): Promise<undefined> {
    const { header, content, metadata, buffers } = message;
    const cell = this.#executor.nextUncounted();
    this.#origins.add(cell, { request: message, silent: false, source: "" });
    const asked = { type: "comm", cell, request: header.msg_id, kind, content, metadata } as const;
    return this.#commDone(header, this.#session.ask(asked, buffers));
  }

  async #commDone(parent: Message["header"], answer: Promise<DoneMessage>): Promise<undefined> {
    const { error } = await answer;
    if (error === undefined) return;
    void this.#sockets.publish({ type: "error", content: errorContent(error), parent });
  }

  #answer(message: Message): void {
    // Clients built on jupyter_client, such as jupyter console, do not say what they answer.
    const asked = message.parentHeader.msg_id ?? [...this.#questions.keys()].at(-1);
    const question = this.#questions.get(String(asked));
    if (message.header.msg_type !== "input_reply" || question === undefined) {
      this.#options.log(`ignored a ${message.header.msg_type} on stdin that answers nothing`);
      return;
    }
    this.#questions.delete(String(asked));
    const value = message.content.value;
    const text = typeof value === "string" ? value : undefined;
    this.#session.answer(question.id, { value: text, blocking: question.blocking });
  }

  #output(message: SessionOutput, buffers: readonly Uint8Array[]): void {
    switch (message.type) {
      case "comm_state":
        if (message.target === undefined) this.#comms.delete(message.id);
        else this.#comms.set(message.id, message.target);
        return;
      case "watch":
        this.#watching.add(message);
        return;
      case "unwatch":
        this.#watching.remove(message.id);
        return;
    }
    const origin = this.#origins.find(message.cell);
    if (origin === undefined) return;
    const { request, silent } = origin;
    if (message.type === "input") {
      this.#ask(request, message);
      return;
    }
    if (silent || (message.type === "stream" && message.cell === this.#unwanted)) return;
    const parent = request.header;
    void this.#sockets.publish({ parent, ...this.#draft(message, buffers) });
    this.#throttle();
  }

  #draft(
    message: Exclude<SessionOutput, { type: "input" | "comm_state" | "watch" | "unwatch" }>,
    buffers: readonly Uint8Array[],
  ): Pick<Draft, "type" | "content" | "metadata" | "buffers"> {
    switch (message.type) {
      case "stream":
        return { type: "stream", content: { name: message.name, text: message.text } };
      case "display_data":
      case "update_display_data":
      case "execute_result":
        return { type: message.type, content: buffers[0] ?? {} };
      case "clear":
        return { type: "clear_output", content: { wait: message.wait } };
      case "error": {
        const error = withFrame(message.error, (cell) => this.#origins.source(cell));
        return { type: "error", content: errorContent(error) };
      }
      case "comm":
        return { type: message.kind, content: message.content, metadata: message.metadata, buffers };
    }
  }

  #ask(request: Asker, { id, prompt, password, blocking }: Extract<SessionOutput, { type: "input" }>): void {
    const header = this.#sockets.ask(request, { prompt, password });
    this.#questions.set(header.msg_id, { id, blocking });
  }

  /** A session that prints faster than its output can be sent has to wait. */
  #throttle(): void {
    if (this.#paused || this.#sockets.backlog < BACKLOG) return;
    if (this.#shells.current !== undefined && this.#stopped === this.#executor.currentCell) {
      this.#unwanted = this.#stopped;
      return;
    }
    this.#paused = true;
    this.#session.pause();
    const again = setInterval(() => {
      if (this.#sockets.backlog >= BACKLOG / 2) return;
      clearInterval(again);
      this.#paused = false;
      this.#session.resume();
    }, 5).unref();
  }

  /** What belongs to no request counts as the running cell's, or as that of the one before. */
  #publishAside(draft: Pick<Draft, "type" | "content">): void {
    const parent = this.#shells.current?.message.header ?? this.#origins.latest?.request.header;
    void this.#sockets.publish({ ...draft, ...(parent === undefined ? {} : { parent }) });
  }

  #update(id: string, data: JsonObject): void {
    const content = { data, metadata: {}, transient: { display_id: id } };
    this.#publishAside({ type: "update_display_data", content });
  }

  /** Makes a variable that no cell has declared known to the types. */
  async #declare(name: string): Promise<void> {
    const { language, types, directory } = this.#options;
    const cell = this.#executor.nextUncounted();
    const source = language === "typescript" ? `let ${name}: any;` : `let ${name};`;
    const { problems } = await types.compile({ source, cell, directory });
    if (!problems.some(({ category }) => category === "error")) types.commit(cell, true);
  }

  #lost(error: ErrorReport, told: boolean): void {
    this.#debugging.lost();
    this.#watching.lost();
    this.#held.clear();
    this.#options.types.reset();
    this.#comms.clear();
    this.#questions.clear();
    this.#options.log(error.evalue);
    // Between cells nobody waits for a reply: tell it where the last output was.
    const origin = this.#origins.latest;
    if (told || origin === undefined) return;
    const parent = origin.request.header;
    void this.#sockets.publish({ type: "error", content: errorContent(error), parent });
  }
}

/** Answers a request with the content of its reply; undefined for messages that have none. */
type Handler = (message: Message) => JsonObject | undefined | Promise<JsonObject | undefined>;

/** What a handler gives, or throws, as a promise. */
async function attempt(handler: Handler, message: Message): Promise<JsonObject | undefined> {
  return handler(message);
}

function replyType(message: Asker): string {
  return message.header.msg_type.replace(/_request$/, "_reply");
}
