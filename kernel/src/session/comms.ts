import { randomUUID } from "node:crypto";
import type {
  Comm,
  CommEvent,
  CommExtras,
  CommManager,
  CommTarget,
  Data,
  OpenOptions,
} from "../bridge/comm.js";
import { ownBytes } from "../channel/bytes.js";
import type { CommMessage } from "../channel/protocol.js";
import type { Link } from "./link.js";
import { bytesForCells, parseForCells } from "./realm/cells-realm.js";

interface OpenComm {
  readonly comm: Comm;
  message: ((event: CommEvent) => unknown) | undefined;
  closed: ((event: CommEvent) => unknown) | undefined;
}

export interface CommsParts {
  readonly link: Link;
  /** The cell that the current code belongs to. */
  readonly current: () => number;
}

/** What the client would read. @throws TypeError for what is no object to it */
function plain(metadata: unknown): Data {
  const json: unknown = JSON.parse(JSON.stringify(metadata) ?? "null");
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Data;
  throw new TypeError(
    `comm: expected metadata to be an object, got ${JSON.stringify(json)}; try { name: value }`,
  );
}

/** The session's comms. */
export class Comms implements CommManager {
  readonly #parts: CommsParts;
  readonly #targets = new Map<string, CommTarget>();
  readonly #open = new Map<string, OpenComm>();

  constructor(parts: CommsParts) {
    this.#parts = parts;
  }

  /** Says what happens when the client opens a comm to `name`. */
  registerTarget(name: string, target: CommTarget): void {
    this.#targets.set(name, target);
  }

  unregisterTarget(name: string): void {
    this.#targets.delete(name);
  }

  /** Opens a comm to a target of the client. */
  open(targetName: string, options: OpenOptions = {}): Comm {
    const comm = this.#add(String(options.id ?? randomUUID()), String(targetName));
    this.#send("comm_open", { comm_id: comm.id, target_name: targetName, data: options.data ?? {} }, options);
    return comm;
  }

  /** Takes a message of the client. */
  receive({ kind, content, metadata }: CommMessage, buffers: readonly Uint8Array[]): unknown {
    const id = String(content.comm_id);
    const event: CommEvent = {
      data: parseForCells(JSON.stringify(content.data ?? {})) as Data,
      metadata: parseForCells(JSON.stringify(metadata)) as Data,
      buffers: buffers.map(bytesForCells),
    };
    if (kind === "comm_open") return this.#opened(id, String(content.target_name), event);
    const open = this.#open.get(id);
    if (kind === "comm_msg") return open?.message?.(event);
    this.#remove(id);
    return open?.closed?.(event);
  }

  #opened(id: string, targetName: string, event: CommEvent): unknown {
    const target = this.#targets.get(targetName);
    if (target === undefined) {
      this.#send("comm_close", { comm_id: id, data: {} }, {});
      return undefined;
    }
    return target(this.#add(id, targetName), event);
  }

  #add(id: string, targetName: string): Comm {
    const open: OpenComm = {
      message: undefined,
      closed: undefined,
      comm: {
        id,
        targetName,
        send: (data, extras = {}) => this.#send("comm_msg", { comm_id: id, data }, extras),
        close: (data = {}, extras = {}) => {
          if (!this.#open.has(id)) return;
          this.#send("comm_close", { comm_id: id, data }, extras);
          this.#remove(id);
        },
        onMessage: (handler) => {
          open.message = handler;
        },
        onClose: (handler) => {
          open.closed = handler;
        },
      },
    };
    this.#open.set(id, open);
    this.#tell({ id, target: targetName });
    return open.comm;
  }

  #remove(id: string): void {
    if (this.#open.delete(id)) this.#tell({ id });
  }

  /** The front answers comm_info requests also while a cell computes. */
  #tell(state: { readonly id: string; readonly target?: string }): void {
    this.#parts.link.send({ type: "comm_state", ...state });
  }

  #send(kind: CommMessage["kind"], content: Data, { metadata = {}, buffers = [] }: CommExtras): void {
    const cell = this.#parts.current();
    const message = { type: "comm", cell, kind, content, metadata: plain(metadata) } as const;
    this.#parts.link.send(message, buffers.map(ownBytes));
  }
}
