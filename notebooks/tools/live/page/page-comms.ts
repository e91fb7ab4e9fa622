import type { CommKind, SessionOutput } from "gradbook-kernel/page";

type Data = Readonly<Record<string, unknown>>;

/** Sends a message to the session. */
export type SendComm = (message: { readonly kind: CommKind; readonly content: Data }) => void;

/** The page's end of a comm. */
export interface PageComm {
  send(data: Data): void;
  close(): void;
}

/** What takes the messages of a comm that the session opens. */
export interface CommEnd {
  message(data: Data): void;
  closed(): void;
}

let count = 0;

/** The comms between a page and its session, by Jupyter's messages. */
export class PageComms {
  readonly #send: SendComm;
  readonly #targets = new Map<string, (comm: PageComm, data: Data, id: string) => CommEnd>();
  readonly #ends = new Map<string, CommEnd>();

  constructor(send: SendComm) {
    this.#send = send;
  }

  /** Says what happens when the session opens a comm to a target. */
  register(target: string, open: (comm: PageComm, data: Data, id: string) => CommEnd): void {
    this.#targets.set(target, open);
  }

  /** Opens a comm to a target of the session. @param send where it is another way than the usual */
  open(
    target: string,
    { data, message, send = this.#send }: { data: Data; message: (data: Data) => void; send?: SendComm },
  ): PageComm {
    const id = `page-${++count}`;
    this.#ends.set(id, { message, closed: () => {} });
    send({ kind: "comm_open", content: { comm_id: id, target_name: target, data } });
    return this.#comm(id);
  }

  /** Takes a message of the session. */
  take({ kind, content }: Extract<SessionOutput, { type: "comm" }>): void {
    const id = String(content.comm_id);
    const data = (content.data ?? {}) as Data;
    if (kind === "comm_open") {
      const open = this.#targets.get(String(content.target_name));
      if (open) this.#ends.set(id, open(this.#comm(id), data, id));
    } else if (kind === "comm_msg") this.#ends.get(id)?.message(data);
    else {
      this.#ends.get(id)?.closed();
      this.#ends.delete(id);
    }
  }

  #comm(id: string): PageComm {
    return {
      send: (data) => this.#send({ kind: "comm_msg", content: { comm_id: id, data } }),
      close: () => {
        this.#ends.delete(id);
        this.#send({ kind: "comm_close", content: { comm_id: id } });
      },
    };
  }
}
