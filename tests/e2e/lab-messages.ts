import { writeFileSync } from "node:fs";
import type { Page } from "playwright-core";

/** A message between JupyterLab and a kernel, as it went through the window's websocket. */
export interface LabMessage {
  readonly isSent: boolean;
  readonly channel: string;
  readonly header: {
    readonly msg_id: string;
    readonly msg_type: string;
    readonly subshell_id?: string | null;
  };
  readonly parent: { readonly msg_id?: string };
  readonly metadata: { readonly cellId?: string };
  readonly content: {
    readonly type?: string;
    readonly command?: string;
    readonly event?: string;
    readonly arguments?: { readonly source?: { readonly path?: string } };
    readonly body?: { readonly sourcePath?: string };
    readonly code?: string;
    readonly status?: string;
    readonly execution_state?: string;
  };
}

/**
 * What JupyterLab and a kernel have said to each other since the window was opened. What the window shows cannot say it: it
 * calls a kernel idle until the first message of a cell has come, and while a cell is paused.
 */
export class LabMessages {
  readonly #all: LabMessage[] = [];
  readonly #since: number[] = [];
  readonly #start = performance.now();

  constructor(page: Page) {
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => this.#take(payload, true));
      socket.on("framereceived", ({ payload }) => this.#take(payload, false));
    });
  }

  get all(): readonly LabMessage[] {
    return this.#all;
  }

  /** What the kernel has replied to a message, as far as it has. */
  replyTo({ header: { msg_id }, channel }: LabMessage): LabMessage | undefined {
    return this.#all.find((it) => !it.isSent && it.channel === channel && it.parent.msg_id === msg_id);
  }

  /** Writes a line for each message, to be read by whoever wants to know why a test has failed. */
  write(path: string): void {
    const lines = this.#all.map((message, i) => `${this.#since[i]} ${line(message)}`);
    writeFileSync(path, `${lines.join("\n")}\n`);
  }

  #take(payload: string | Buffer, isSent: boolean): void {
    // Other sockets of the window's speak JSON.
    if (typeof payload === "string") return;
    this.#all.push({ isSent, ...messageOf(payload) });
    this.#since.push(Math.round(performance.now() - this.#start));
  }
}

/** Reads Jupyter's `v1.kernel.websocket.jupyter.org`: how many places, the places, and the parts that begin there. */
function messageOf(frame: Buffer): Omit<LabMessage, "isSent"> {
  const place = (i: number): number => Number(frame.readBigUInt64LE(8 * (i + 1)));
  const part = (i: number): string => frame.toString("utf8", place(i), place(i + 1));
  const [header, parent, metadata, content] = [1, 2, 3, 4].map((i) => JSON.parse(part(i)));
  return { channel: part(0), header, parent, metadata, content };
}

function line({ isSent, channel, header, parent, content, metadata }: LabMessage): string {
  const { command, event, code, status, execution_state } = content;
  const said = [command, event, execution_state, status, code?.slice(0, 40), metadata.cellId];
  const ids = `${header.msg_id.slice(-6)} of ${parent.msg_id?.slice(-6) ?? "none"}`;
  return `${isSent ? ">" : "<"} ${channel} ${header.msg_type} ${said.filter(Boolean).join(" ")} (${ids})`;
}
