/**
 * The watchdog thread: stops what the main thread runs when the front says so, hands it answers it waits
 * for, and ends the session when the front is gone.
 */
import inspector from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { FrameDecoder } from "../channel/frames.js";
import { TO_WATCHDOG, type WatchdogMessage } from "../channel/protocol.js";
import { killChildren } from "./children.js";
import { endSession } from "./end.js";
import { Slot, type WatchdogData } from "./watchdog-state.js";

/** How long the main thread may take to answer before what it runs is terminated, and again after that. */
const GRACE_MS = 4;
const REPEAT_MS = 60;

const { state, answers } = workerData as WatchdogData;
const debuggee = new inspector.Session();
debuggee.connectToMainThread();

function interrupt(cell: number): void {
  const number = Atomics.add(state, Slot.requested, 1) + 1;
  parentPort?.postMessage(cell);
  setTimeout(() => terminateUntilAcknowledged(number, 0), GRACE_MS);
}

function terminateUntilAcknowledged(number: number, attempt: number): void {
  if (Atomics.load(state, Slot.acknowledged) >= number) return;
  // A main thread that waits for a child process hears of the termination only when the child has ended.
  if (Atomics.load(state, Slot.children) > 0) killChildren(attempt < 4 ? "SIGINT" : "SIGKILL");
  debuggee.post("Runtime.terminateExecution", () => {});
  setTimeout(() => terminateUntilAcknowledged(number, attempt + 1), REPEAT_MS);
}

const decoder = new FrameDecoder<WatchdogMessage>();
const socket = new Socket({ fd: TO_WATCHDOG, readable: true, writable: false });
socket.on("data", (piece) => {
  for (const { message } of decoder.push(piece)) {
    if (message.type === "interrupt") interrupt(message.cell);
    else {
      answers.postMessage(message.value);
      Atomics.store(state, Slot.answered, 1);
      Atomics.notify(state, Slot.answered);
    }
  }
});
socket.on("end", endSession);
socket.on("error", endSession);
