import type { Socket } from "node:net";
import { encodeFrame, FrameDecoder } from "../../channel/frames.js";
import type { AnsweringService } from "../../types/answering.js";
import type { ServiceMessage } from "../../types/messages.js";
import { SHARED_FRAMES, type SharedMessage } from "./messages.js";
import { LimitError } from "./within-limit.js";

export interface HubParts {
  /** Makes the service of one more kernel. */
  readonly open: (log: (line: string) => void) => AnsweringService;
  /** Works on one message, for as long as that may take. @throws LimitError after that */
  readonly within: <T>(task: () => T) => T;
  /** With so many kernels, the bytes in use above which the one that has taken most has to leave. */
  readonly most: (kernels: number) => number;
  readonly memory: () => number;
  /** The last kernel has left. */
  readonly onEmpty: () => void;
  /** Something was ended in the middle: what all kernels share may be damaged. */
  readonly onDamage: () => void;
}

/**
 * Serves several kernels from one process. They take turns, one message at a time, and between two messages what has
 * come meanwhile is read: a kernel waits for no more than what another is being answered just then.
 */
export class Hub {
  readonly #parts: HubParts;
  readonly #members = new Set<Member>();
  /** Those with something to do, in the order of their turns. */
  readonly #turns: Member[] = [];
  #isWorking = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  welcome(socket: Socket): void {
    const member: Member = {
      socket,
      queue: [],
      grown: 0,
      answering: this.#parts.open((log) => tell(member, { log })),
    };
    this.#members.add(member);
    const decoder = new FrameDecoder(SHARED_FRAMES);
    socket.on("data", (piece) => {
      try {
        for (const { message } of decoder.push(piece)) this.#enqueue(member, message as ServiceMessage);
      } catch {
        // What is no frame comes from no kernel.
        socket.destroy();
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => this.#leave(member));
    tell(member, { hello: true });
  }

  #enqueue(member: Member, message: ServiceMessage): void {
    if (!this.#members.has(member)) return;
    member.queue.push(message);
    if (member.queue.length === 1) this.#turns.push(member);
    this.#plan();
  }

  /** A turn after what is to be read by now has been read. */
  #plan(): void {
    if (this.#isWorking || this.#turns.length === 0) return;
    this.#isWorking = true;
    setImmediate(() => {
      this.#isWorking = false;
      const member = this.#turns.shift();
      if (member !== undefined) this.#work(member);
      this.#plan();
    });
  }

  #work(member: Member): void {
    const message = member.queue.shift();
    if (message === undefined || !this.#members.has(member)) return;
    if (member.queue.length > 0) this.#turns.push(member);
    if ("ask" in message) tell(member, { begun: message.id });
    const before = this.#parts.memory();
    try {
      const answer = this.#parts.within(() => member.answering.take(message));
      if (answer !== undefined) tell(member, { answer });
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      tell(member, { leave: `a check ${error.message}` });
      this.#parts.onDamage();
      return;
    }
    const after = this.#parts.memory();
    member.grown += Math.max(0, after - before);
    if (after > this.#parts.most(this.#members.size)) this.#relieve();
  }

  /** Sends away the kernel whose messages the memory has grown by most. */
  #relieve(): void {
    const [heaviest] = [...this.#members].sort((one, other) => other.grown - one.grown);
    if (heaviest === undefined) return;
    tell(heaviest, { leave: "its cells took more memory than one kernel may" });
    heaviest.socket.end();
    this.#leave(heaviest);
    for (const member of this.#members) member.grown = 0;
  }

  #leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    member.queue.length = 0;
    member.answering.close();
    if (this.#members.size === 0) this.#parts.onEmpty();
  }
}

/** A kernel as its service sees it. */
interface Member {
  readonly socket: Socket;
  readonly answering: AnsweringService;
  readonly queue: ServiceMessage[];
  /** Bytes that the heap has grown by while its messages were worked on, garbage and all. */
  grown: number;
}

function tell({ socket }: Member, message: SharedMessage): void {
  if (socket.writable) socket.write(encodeFrame(SHARED_FRAMES, message));
}
