import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { Notebook, Output } from "../../../notebooks/tools/lessons/notebook.js";

/** A message as Jupyter's server speaks it over a web socket: JSON, without binary buffers. */
export interface SocketMessage {
  readonly channel: string;
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a cell came to. */
export interface CellResult {
  readonly status: string;
  readonly outputs: readonly Output[];
  readonly content: Readonly<Record<string, unknown>>;
}

/** A Jupyter server that is reached as a browser reaches it: its address, which ends in a slash, and a token. */
export class JupyterServer {
  readonly #address: string;
  readonly #token: string;

  constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  /** Asks its REST interface. @throws Error with what it said, where it refused */
  async ask(
    path: string,
    { method = "GET", body }: { method?: string; body?: unknown } = {},
  ): Promise<unknown> {
    const answer = await this.fetch(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      authorization: `token ${this.#token}`,
      "content-type": "application/json",
      // One that is kept is closed by the other side after some seconds, on a busy machine just as it is used again.
      connection: "close",
    };
    return fetch(new URL(path, this.#address), { ...init, headers });
  }

  /** Starts a kernel as opening a notebook does, in its folder. */
  async startKernel(path: string): Promise<RemoteKernel> {
    const body = { path, name: path, type: "notebook", kernel: { name: "gradbook" } };
    const session = (await this.ask("api/sessions", { method: "POST", body })) as { kernel: { id: string } };
    return this.connect(session.kernel.id);
  }

  /** One more client of a kernel that runs. */
  connect(kernel: string): Promise<RemoteKernel> {
    const url = new URL(`api/kernels/${kernel}/channels?session_id=${randomUUID()}`, this.#address);
    url.protocol = "ws";
    const socket = new WebSocket(url, {
      headers: { authorization: `token ${this.#token}` },
      maxPayload: 2 ** 28,
    });
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(new RemoteKernel(kernel, socket, this)));
      socket.once("error", reject);
    });
  }
}

/** What Jupyter's server says of a kernel that has ended. */
const GONE: ReadonlySet<unknown> = new Set(["restarting", "autorestarting", "dead"]);

interface Waiting {
  reply?: SocketMessage;
  isIdle: boolean;
  readonly outputs: Output[];
  readonly done: (result: CellResult) => void;
  readonly fail: (error: Error) => void;
}

/** A kernel behind a Jupyter server. */
export class RemoteKernel {
  readonly id: string;
  /** All that came, whosever it is. */
  readonly heard: SocketMessage[] = [];
  readonly #socket: WebSocket;
  readonly #server: JupyterServer;
  readonly #session = randomUUID();
  readonly #waiting = new Map<string, Waiting>();

  constructor(id: string, socket: WebSocket, server: JupyterServer) {
    this.id = id;
    this.#socket = socket;
    this.#server = server;
    socket.on("message", (data) => this.#take(JSON.parse(String(data)) as SocketMessage));
    socket.on("close", () => this.#fail(`the connection to kernel ${id} ended`));
    socket.on("error", () => {});
  }

  /** Runs a cell to its end. */
  execute(code: string): Promise<CellResult> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    return this.request("shell", "execute_request", content);
  }

  /** Sends a request, and resolves when its reply has come and the kernel is idle again. */
  request(channel: "shell" | "control", type: string, content: object): Promise<CellResult> {
    const id = randomUUID();
    const done = new Promise<CellResult>((resolve, reject) => {
      this.#waiting.set(id, { isIdle: false, outputs: [], done: resolve, fail: reject });
    });
    this.send(channel, type, content, id);
    return done;
  }

  /** Sends a message that is not waited for. */
  send(channel: "shell" | "control", type: string, content: object, id: string = randomUUID()): void {
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "test",
      date: new Date().toISOString(),
      version: "5.4",
    };
    const message = { channel, header, parent_header: {}, metadata: {}, content, buffers: [] };
    this.#socket.send(JSON.stringify(message));
  }

  /** Stops what runs, as the button does. */
  async interrupt(): Promise<void> {
    await this.#server.ask(`api/kernels/${this.id}/interrupt`, { method: "POST" });
  }

  close(): void {
    this.#socket.close();
  }

  #fail(why: string): void {
    for (const { fail } of this.#waiting.values()) fail(new Error(why));
    this.#waiting.clear();
  }

  #take(message: SocketMessage): void {
    this.heard.push(message);
    const { channel, header, parent_header, content } = message;
    // What had been asked of a kernel that is gone is answered by nobody.
    if (GONE.has(content.execution_state)) this.#fail(`kernel ${this.id} is gone`);
    const waiting = this.#waiting.get(parent_header.msg_id ?? "");
    if (waiting === undefined) return;
    if (channel !== "iopub" && header.msg_type.endsWith("_reply")) waiting.reply = message;
    else if (header.msg_type === "status") waiting.isIdle ||= content.execution_state === "idle";
    else {
      const output = outputOf(message);
      if (output !== undefined) waiting.outputs.push(output);
    }
    if (waiting.reply === undefined || !waiting.isIdle) return;
    this.#waiting.delete(parent_header.msg_id ?? "");
    const { content: reply } = waiting.reply;
    waiting.done({ status: String(reply.status), outputs: waiting.outputs, content: reply });
  }
}

/** What a message adds to a cell's outputs, in the notebook's form. */
function outputOf({ header: { msg_type: type }, content, metadata }: SocketMessage): Output | undefined {
  switch (type) {
    case "stream":
      return { output_type: "stream", name: content.name, text: content.text } as Output;
    case "display_data":
    case "execute_result": {
      const count = type === "execute_result" ? { execution_count: content.execution_count } : {};
      return {
        output_type: type,
        data: content.data,
        metadata: content.metadata ?? metadata,
        ...count,
      } as Output;
    }
    case "error":
      return { output_type: "error", ...content } as unknown as Output;
    default:
      return undefined;
  }
}

/**
 * Runs a notebook's cells one after the other, and gives the notebook with what came out.
 *
 * @param onCell called after each cell
 */
export async function runNotebook(
  kernel: RemoteKernel,
  notebook: Notebook,
  onCell: () => void = () => {},
): Promise<Notebook> {
  const cells: Notebook["cells"][number][] = [];
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") cells.push(cell);
    else {
      const { outputs, content } = await kernel.execute(cell.source);
      onCell();
      cells.push({ ...cell, outputs: [...outputs], execution_count: Number(content.execution_count) });
    }
  }
  return { ...notebook, cells };
}
