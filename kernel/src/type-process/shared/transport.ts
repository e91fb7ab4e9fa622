import type { Socket } from "node:net";
import { encodeFrame, FrameDecoder } from "../../channel/frames.js";
import { processorTime } from "../../processor-time.js";
import type { ServiceMessage } from "../../types/messages.js";
import type { OpenTransport, ServiceTransport, TransportEvents } from "../../types/transport.js";
import { listenerAt, type SharedPlace, shut } from "./generations.js";
import { SHARED_FRAMES, type SharedMessage } from "./messages.js";
import { Patience } from "./patience.js";
import { type Reached, reachShared } from "./reach.js";

export interface SharingOptions {
  readonly place: SharedPlace;
  /** Starts a service for this kernel alone, should there be no other way. */
  readonly own: OpenTransport;
  /** This kernel is not to share again. */
  readonly onAlone: () => void;
  readonly onReached: (reached: Reached) => void;
  /** A service may work on one question for so long, in ms of its processor time. Default: 10,000. */
  readonly longest?: number;
  /** One that owes an answer and says nothing for so long, in ms, is taken to be stuck. Default: 20,000. */
  readonly silence?: number;
}

const LONGEST = 10_000;
/** Longer than one kernel may keep a service busy. */
const SILENCE = 20_000;
/** How often a service that owes an answer is looked at, in ms. */
const LOOK_EVERY = 1000;

/** So many connections that end before the first word are not those of a service that was about to die. */
const MOST_CLOSED_DOORS = 3;

/** A connection to the service that a user's kernels share, or, failing that, to one of this kernel's own. */
export class SharedTransport implements ServiceTransport {
  readonly #events: TransportEvents;
  readonly #options: SharingOptions;
  /** What is to be said once there is someone to say it to. */
  readonly #unsent: ServiceMessage[] = [];
  /** Questions without an answer. */
  readonly #open = new Set<number>();
  readonly #patience: Patience;
  /** The question of this kernel's that the service works on. */
  #begun: number | undefined;
  #socket: Socket | undefined;
  /** Where the service listens. */
  #path = "";
  #own: ServiceTransport | undefined;
  #isWelcome = false;
  #closedDoors = 0;
  #isEnded = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(events: TransportEvents, options: SharingOptions) {
    this.#events = events;
    this.#options = options;
    const { longest = LONGEST, silence = SILENCE } = options;
    this.#patience = new Patience({
      longest,
      silence,
      worked: () => processorTime(listenerAt(this.#path)),
      clock: () => performance.now(),
    });
    void this.#reach();
  }

  /** Of a process of this kernel's own. What all share is nobody's. */
  get pid(): number | undefined {
    return this.#own?.pid;
  }

  send(message: ServiceMessage): void {
    if (this.#isEnded) return;
    if (this.#own !== undefined) {
      this.#own.send(message);
      return;
    }
    if ("ask" in message) this.#open.add(message.id);
    if (this.#isWelcome) this.#write(message);
    else this.#unsent.push(message);
  }

  end(): void {
    this.#isEnded = true;
    // What it works on for this kernel nobody waits for any more, and it may never end.
    if (this.#begun !== undefined) this.#endService();
    this.#release();
    this.#own?.end();
  }

  async #reach(): Promise<void> {
    const { place, onReached } = this.#options;
    try {
      const reached = await reachShared(place);
      if (this.#isEnded) {
        reached.socket.destroy();
        return;
      }
      onReached(reached);
      this.#path = reached.path;
      this.#listen(reached.socket);
    } catch (error) {
      if (!this.#isEnded) this.#goAlone((error as Error).message);
    }
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    const decoder = new FrameDecoder(SHARED_FRAMES);
    socket.on("data", (piece) => {
      try {
        for (const { message } of decoder.push(piece)) this.#take(message as SharedMessage);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => this.#lost());
    this.#watch();
  }

  #take(message: SharedMessage): void {
    if ("hello" in message) {
      this.#isWelcome = true;
      for (const unsent of this.#unsent.splice(0)) this.#write(unsent);
    } else if ("begun" in message) {
      this.#begun = message.begun;
    } else if ("answer" in message) {
      this.#begun = undefined;
      this.#open.delete(message.answer.id);
      this.#events.onMessage(message.answer);
    } else if ("log" in message) {
      this.#events.log(message.log);
    } else {
      this.#leave(message.leave);
    }
    this.#patience.renew({ isOurs: this.#begun !== undefined });
    this.#watch();
  }

  #write(message: ServiceMessage): void {
    this.#socket?.write(encodeFrame(SHARED_FRAMES, message));
    this.#watch();
  }

  /** Looks after the service while something is due from it. */
  #watch(): void {
    const isDue = this.#socket !== undefined && !(this.#isWelcome && this.#open.size === 0);
    if (isDue === (this.#looking !== undefined)) return;
    clearInterval(this.#looking);
    this.#looking = isDue ? setInterval(() => this.#look(), LOOK_EVERY) : undefined;
    this.#patience.renew({ isOurs: this.#begun !== undefined });
  }

  #look(): void {
    const verdict = this.#patience.look();
    if (verdict === undefined) return;
    if (verdict.isOurs) this.#endService();
    else shut(this.#path);
    this.#leave(verdict.reason);
  }

  /** Ends the service in the middle of a question, which nothing else does. The other kernels go on with the next. */
  #endService(): void {
    if (this.#socket === undefined) return;
    try {
      process.kill(listenerAt(this.#path), "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  /** The connection has ended. With a question of this kernel's under way, that may well be the reason. */
  #lost(): void {
    if (this.#isEnded || this.#socket === undefined) return;
    // A service that dies may still take a connection: nothing was said to it yet, and another one is looked for.
    if (!this.#isWelcome && this.#closedDoors++ < MOST_CLOSED_DOORS) {
      this.#release();
      void this.#reach();
      return;
    }
    if (this.#begun !== undefined) this.#options.onAlone();
    this.#gone("the shared type service ended");
  }

  /** What it holds of this kernel's cells is given up; another service is told of them again. */
  #leave(reason: string): void {
    this.#options.onAlone();
    this.#gone(`the shared type service is left: ${reason}`);
  }

  #gone(reason: string): void {
    this.#isEnded = true;
    this.#release();
    // Nobody's question is to blame before it has ended a service of its own.
    this.#events.onExit(reason, false);
  }

  /** There is none to be reached: what was to be said to it is said to one of this kernel's own. */
  #goAlone(reason: string): void {
    const { own, onAlone } = this.#options;
    this.#events.log(`the type service is not shared with other kernels: ${reason}`);
    onAlone();
    this.#own = own(this.#events);
    for (const message of this.#unsent.splice(0)) this.#own.send(message);
  }

  #release(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
    this.#watch();
  }
}
