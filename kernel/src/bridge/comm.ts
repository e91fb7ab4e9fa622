export type Data = Readonly<Record<string, unknown>>;

/** What goes along with the data of a comm message. */
export interface CommExtras {
  readonly metadata?: Data;
  /** Binary data; it is not turned into text on the way. */
  readonly buffers?: readonly Uint8Array[];
}

export interface CommEvent {
  readonly data: Data;
  readonly metadata: Data;
  readonly buffers: readonly Uint8Array[];
}

/** One end of a conversation between a cell's code and the client, by Jupyter's comm messages. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  send(data: Data, extras?: CommExtras): void;
  close(data?: Data, extras?: CommExtras): void;
  /** Sets what is called for each message of the client; one at a time. */
  onMessage(handler: (event: CommEvent) => unknown): void;
  /** Sets what is called when the client closes the comm. */
  onClose(handler: (event: CommEvent) => unknown): void;
}

/** Called when the client opens a comm to a registered target. */
export type CommTarget = (comm: Comm, event: CommEvent) => unknown;

export interface OpenOptions extends CommExtras {
  readonly data?: Data;
  /** Default: a new one. */
  readonly id?: string;
}

/** The session's comms, as in-cell modules have them. */
export interface CommManager {
  /** Says what happens when the client opens a comm to `name`. */
  registerTarget(name: string, target: CommTarget): void;
  unregisterTarget(name: string): void;
  /** Opens a comm to a target that the client knows. */
  open(targetName: string, options?: OpenOptions): Comm;
}
