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
import { Phase, Slot, type StopMessage, type WatchdogData } from "./watchdog-state.js";

/** How long the main thread may take to answer before what it runs is terminated, and again after that. */
const GRACE_MS = 4;
const REPEAT_MS = 60;
/** Without a cell, a main thread that does not answer is stuck in a callback of an earlier one. */
const RESTING_ATTEMPTS = 5;

const { state, answers } = workerData as WatchdogData;
const debuggee = new inspector.Session();
debuggee.connectToMainThread();
let interrupts = 0;

function interrupt(cell: number): void {
  const stop: StopMessage = { interrupt: ++interrupts, cell };
  parentPort?.postMessage(stop);
  setTimeout(() => terminateUntilAcknowledged(stop, 0), GRACE_MS);
}

function terminateUntilAcknowledged(stop: StopMessage, attempt: number): void {
  if (Atomics.load(state, Slot.acknowledged) >= stop.interrupt) return;
  // A main thread that waits for a child process hears of the termination only when the child has ended.
  if (Atomics.load(state, Slot.children) > 0) killChildren(attempt < 4 ? "SIGINT" : "SIGKILL");
  const from = attempt < RESTING_ATTEMPTS ? Phase.running : Phase.resting;
  if (mayTerminate(Phase.running) || mayTerminate(from)) {
    debuggee.post("Runtime.terminateExecution", () => {
      Atomics.compareExchange(state, Slot.phase, Phase.terminating, Phase.running);
      parentPort?.postMessage(stop);
    });
  }
  // An idle main thread takes the termination with the next callback: this message gives it one.
  parentPort?.postMessage(stop);
  setTimeout(() => terminateUntilAcknowledged(stop, attempt + 1), REPEAT_MS);
}

/** Moves from a phase to terminating, unless the phase is another. */
function mayTerminate(from: number): boolean {
  return Atomics.compareExchange(state, Slot.phase, from, Phase.terminating) === from;
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
