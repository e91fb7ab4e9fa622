import inspector from "node:inspector";
import { Socket } from "node:net";
import { encodeFrame } from "../channel/frames.js";
import { type DebugMessage, type DebugRequest, FROM_WATCHDOG } from "../channel/protocol.js";

type Params = Readonly<Record<string, unknown>>;
type OnAnswer = (error: Error | null, result?: Params) => void;

/** The inspector as one that is asked by name. */
interface Connection {
  connectToMainThread(): void;
  post(method: string, params: Params, onAnswer: OnAnswer): void;
  on(event: "inspectorNotification", listener: (message: { method: string; params: Params }) => void): void;
}

/**
 * How often the loop of this thread turns while the main thread may have something to say, in ms. Node 26 leaves it asleep
 * now and then, about once in five hundred answers, though one has come; any turn takes it. Node 20, 22 and 24 were not seen
 * to.
 */
const TURN_MS = 20;

/** Node's own scripts are not shown to anybody, and there are hundreds. */
const NODES_OWN = /^node:/;

/**
 * The connection of the watchdog thread to V8's debugger of the main thread. The front says what is to be asked, in the
 * words of V8's own protocol; here they are passed on, also while the main thread computes or is paused.
 */
export class DebugConnection {
  readonly #key: number;
  readonly #socket = new Socket({ fd: FROM_WATCHDOG, readable: false, writable: true });
  #connection: Connection | undefined;
  #isPaused = false;
  /** Whether V8's debugger is on, so that it may tell of something at any moment. */
  #isOn = false;
  #unanswered = 0;
  #turning: NodeJS.Timeout | undefined;

  /** @param key of the session's frames */
  constructor(key: number) {
    this.#key = key;
    // The front is gone, and the other pipe tells so; or a cell has closed this one, which the front sees.
    this.#socket.on("error", () => {});
  }

  /** Whether the main thread stands at a breakpoint, or for another reason of the debugger's. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  handle(request: DebugRequest): void {
    if (request.type === "debug_call") this.#call(request);
    else if (request.type === "debug_open") this.#open();
    else this.#close();
  }

  /** Ends what is paused where it stands: nothing of it runs any more. */
  terminatePaused(onAnswer: () => void): void {
    if (this.#connection === undefined) onAnswer();
    else this.#post(this.#connection, "Debugger.resume", { terminateOnResume: true }, onAnswer);
  }

  #open(): void {
    if (this.#connection !== undefined) return;
    const connection = new inspector.Session() as unknown as Connection;
    connection.connectToMainThread();
    connection.on("inspectorNotification", ({ method, params }) => {
      if (method === "Debugger.paused") this.#isPaused = true;
      if (method === "Debugger.resumed") this.#isPaused = false;
      if (method === "Debugger.scriptParsed" && NODES_OWN.test(String(params.url))) return;
      this.#send({ type: "debug_event", method, params });
    });
    this.#connection = connection;
  }

  /** The connection stays: one that was cut while the main thread starts has left the next without an answer. */
  #close(): void {
    if (this.#connection !== undefined) {
      this.#post(this.#connection, "Debugger.resume");
      this.#post(this.#connection, "Debugger.disable");
    }
    this.#isPaused = false;
  }

  #call({ id, method, params }: Extract<DebugRequest, { type: "debug_call" }>): void {
    const answer = (error: Error | null, result: Params = {}): void => {
      this.#send({ type: "debug_answer", id, ...(error === null ? { result } : { error: error.message }) });
    };
    if (this.#connection === undefined) answer(new Error("no debugger is attached"));
    else this.#post(this.#connection, method, params, answer);
  }

  #post(connection: Connection, method: string, params: Params = {}, onAnswer: OnAnswer = () => {}): void {
    if (method === "Debugger.enable") this.#isOn = true;
    if (method === "Debugger.disable") this.#isOn = false;
    this.#unanswered++;
    this.#turn();
    connection.post(method, params, (error, result) => {
      this.#unanswered--;
      this.#turn();
      onAnswer(error, result);
    });
  }

  /** Has the loop turn as long as something may come. */
  #turn(): void {
    if (this.#isOn || this.#unanswered > 0) this.#turning ??= setInterval(() => {}, TURN_MS);
    else {
      clearInterval(this.#turning);
      this.#turning = undefined;
    }
  }

  #send(message: DebugMessage): void {
    this.#socket.write(encodeFrame(this.#key, message));
  }
}
