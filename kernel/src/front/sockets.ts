import * as zmq from "zeromq";
import { addressOf, type Channel, type Connection } from "../wire/connection.js";
import { type Draft, type Header, type Message, type Wire, WireError } from "../wire/message.js";
import type { Asker } from "./origins.js";

export interface SocketEvents {
  onMessage(channel: "shell" | "control" | "stdin", message: Message): void;
  /** A client subscribed to a topic of iopub. */
  onSubscribe(topic: string): void;
  log(line: string): void;
}

/** How many messages ZeroMQ keeps for each reader of iopub. */
const PUBLISHED = 1000;
/** With that many waiting for some reader, sending is tried again after this time, but not for ever. */
const RETRY_MS = 10;
const GIVE_UP_MS = 10_000;
/** How long the end waits for a reader that does not read: first for its queue, then for ZeroMQ's. Jupyter kills a
 * kernel that takes 5 seconds to end. */
const CLOSE_MS = 1000;
const LINGER_MS = 3000;

const REMEMBERED_SIGNATURES = 65_536;

/** The kernel's five sockets. What is sent to one leaves in order; nothing is dropped. */
export class Sockets {
  readonly #wire: Wire;
  readonly #events: SocketEvents;
  readonly #shell = new zmq.Router();
  readonly #control = new zmq.Router();
  readonly #stdin = new zmq.Router();
  readonly #heartbeat = new zmq.Router();
  readonly #iopub = new zmq.XPublisher();
  /** The end of each socket's queue: zeromq.js allows one send at a time. */
  readonly #tails = new Map<object, Promise<void>>();
  readonly #seen = new Set<string>();
  /** How many iopub messages wait to be handed to ZeroMQ. */
  #backlog = 0;
  #closing = false;
  #closed = false;

  constructor(wire: Wire, events: SocketEvents) {
    this.#wire = wire;
    this.#events = events;
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#heartbeat, this.#iopub]) {
      socket.linger = LINGER_MS;
    }
    for (const router of [this.#shell, this.#control, this.#stdin]) router.sendHighWaterMark = 0;
    this.#iopub.verbosity = "allSubs";
    // A reader that stops reading makes the sender wait; nothing is dropped, and the queue has an end.
    this.#iopub.sendHighWaterMark = PUBLISHED;
    this.#iopub.noDrop = true;
  }

  get backlog(): number {
    return this.#backlog;
  }

  /** Listens. @returns the ports, of which some may have been chosen here */
  async bind(connection: Connection): Promise<Connection["ports"]> {
    const ports = { ...connection.ports };
    const sockets: [Channel, zmq.Router | zmq.XPublisher][] = [
      ["hb", this.#heartbeat],
      ["shell", this.#shell],
      ["control", this.#control],
      ["stdin", this.#stdin],
      ["iopub", this.#iopub],
    ];
    for (const [channel, socket] of sockets) {
      const address = addressOf(connection, channel);
      try {
        await socket.bind(address);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`start: expected to listen at ${address}, got ${reason}; try it with another port`);
      }
      if (connection.transport === "tcp") ports[channel] = Number(socket.lastEndpoint?.split(":").at(-1));
    }
    void this.#echo();
    void this.#watchSubscriptions();
    void this.#receive("shell", this.#shell);
    void this.#receive("control", this.#control);
    void this.#receive("stdin", this.#stdin);
    return ports;
  }

  /** Broadcasts on iopub. */
  publish(draft: Draft, topic = `kernel.${this.#wire.session}.${draft.type}`): Promise<void> {
    this.#backlog++;
    const frames = this.#wire.encode({ ...draft, identities: [Buffer.from(topic)] });
    return this.#send(this.#iopub, frames).finally(() => this.#backlog--);
  }

  /** Answers on the channel a request came from. */
  reply(channel: "shell" | "control", request: Asker, draft: Draft): Promise<void> {
    const frames = this.#wire.encode({
      parent: request.header,
      identities: request.identities,
      ...draft,
    });
    return this.#send(channel === "shell" ? this.#shell : this.#control, frames);
  }

  /** Asks the client that sent `request` for input. @returns the header of the question */
  ask(request: Asker, content: Draft["content"]): Header {
    const header = this.#wire.header("input_request");
    const draft = { type: "input_request", content, parent: request.header, identities: request.identities };
    void this.#send(this.#stdin, this.#wire.encode(draft, header));
    return header;
  }

  /** Waits until everything has been handed to ZeroMQ, but not for a reader that does not read, and closes. ZeroMQ's
   * own thread goes on sending: the process has to end by itself, since `process.exit` ends that thread. */
  async close(): Promise<void> {
    // What a cell's end would still say is only that it was ended.
    this.#closing = true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([Promise.all(this.#tails.values()), limit]);
    clearTimeout(timer);
    this.#closed = true;
    for (const socket of [this.#heartbeat, this.#shell, this.#control, this.#stdin, this.#iopub]) {
      socket.close();
    }
  }

  #send(socket: zmq.Router | zmq.XPublisher, frames: Uint8Array[]): Promise<void> {
    if (this.#closing) return Promise.resolve();
    const tail = (this.#tails.get(socket) ?? Promise.resolve())
      .then(() => this.#deliver(socket, frames.map(asBuffer)))
      .catch((error: unknown) => this.#events.log(`sending failed: ${String(error)}`));
    this.#tails.set(socket, tail);
    return tail;
  }

  async #deliver(socket: zmq.Router | zmq.XPublisher, frames: Buffer[]): Promise<void> {
    for (let waited = 0; !this.#closed; waited += RETRY_MS) {
      try {
        return await socket.send(frames);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
      if (waited === GIVE_UP_MS) {
        this.#events.log(
          `a reader of iopub has read nothing for ${GIVE_UP_MS / 1000} s; it will miss messages`,
        );
        this.#iopub.noDrop = false;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async #receive(channel: "shell" | "control" | "stdin", socket: zmq.Router): Promise<void> {
    for await (const frames of socket) {
      try {
        const message = this.#wire.decode(frames);
        if (this.#isReplay(message, frames)) throw new WireError("a message seen before");
        this.#events.onMessage(channel, message);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.#events.log(`dropped a message on ${channel}: ${error.message}`);
      }
    }
  }

  /** A signed message received twice is an attacker's copy. */
  #isReplay(message: Message, frames: readonly Buffer[]): boolean {
    const signature = frames[message.identities.length + 1]?.toString() ?? "";
    if (signature === "") return false;
    if (this.#seen.has(signature)) return true;
    this.#seen.add(signature);
    if (this.#seen.size > REMEMBERED_SIGNATURES) {
      const [oldest] = this.#seen;
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return false;
  }

  async #echo(): Promise<void> {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  async #watchSubscriptions(): Promise<void> {
    for await (const [event] of this.#iopub) {
      if (event?.[0] === 1) this.#events.onSubscribe(event.subarray(1).toString());
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
