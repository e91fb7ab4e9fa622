import type { Comm, CommEvent, CommManager, CommTarget, Data, OpenOptions } from "../../bridge/comm.js";
import type { CommKind, CommToSession } from "../messages.js";

/** Sends a comm's message to the page. */
export type SendComm = (kind: CommKind, content: Data) => void;

interface OpenComm {
  readonly comm: Comm;
  message: ((event: CommEvent) => unknown) | undefined;
  closed: ((event: CommEvent) => unknown) | undefined;
}

/** The comms of a page's session: both ends are in the same browser. */
export class PageComms implements CommManager {
  readonly #send: SendComm;
  readonly #targets = new Map<string, CommTarget>();
  readonly #open = new Map<string, OpenComm>();
  #count = 0;

  constructor(send: SendComm) {
    this.#send = send;
  }

  registerTarget(name: string, target: CommTarget): void {
    this.#targets.set(name, target);
  }

  unregisterTarget(name: string): void {
    this.#targets.delete(name);
  }

  open(targetName: string, { data = {}, id = `comm-${++this.#count}` }: OpenOptions = {}): Comm {
    const comm = this.#create(id, targetName);
    this.#send("comm_open", plain({ comm_id: id, target_name: targetName, data }));
    return comm;
  }

  /** Takes a message of the page. */
  async receive({ kind, content }: CommToSession): Promise<void> {
    const id = String(content.comm_id);
    const event: CommEvent = { data: (content.data ?? {}) as Data, metadata: {}, buffers: [] };
    if (kind === "comm_open") {
      const name = String(content.target_name);
      await this.#targets.get(name)?.(this.#create(id, name), event);
      return;
    }
    const found = this.#open.get(id);
    if (kind === "comm_msg") await found?.message?.(event);
    else {
      this.#open.delete(id);
      await found?.closed?.(event);
    }
  }

  #create(id: string, targetName: string): Comm {
    const comm: Comm = {
      id,
      targetName,
      send: (data) => this.#send("comm_msg", plain({ comm_id: id, data })),
      close: (data = {}) => {
        this.#open.delete(id);
        this.#send("comm_close", plain({ comm_id: id, data }));
      },
      onMessage: (handler) => {
        entry.message = handler;
      },
      onClose: (handler) => {
        entry.closed = handler;
      },
    };
    const entry: OpenComm = { comm, message: undefined, closed: undefined };
    this.#open.set(id, entry);
    return comm;
  }
}

/** What JSON makes of it, as on its way to a Jupyter client. */
function plain(content: Data): Data {
  return JSON.parse(JSON.stringify(content)) as Data;
}
