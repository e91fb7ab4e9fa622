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
import { DebugConnection } from "./debug-connection.js";
import { endSession } from "./end.js";
import { Phase, Slot, type StopMessage, type WatchdogData } from "./watchdog-state.js";

/** How long the main thread may take to answer before what it runs is terminated, and again after that. */
const GRACE_MS = 4;
const REPEAT_MS = 60;
/** A main thread that does not answer, and does not run the cell either, is stuck in a callback of another. */
const RESTING_ATTEMPTS = 3;

const { state, answers, key } = workerData as WatchdogData;
const debuggee = new inspector.Session();
debuggee.connectToMainThread();
const debugConnection = new DebugConnection(key);
let interrupts = 0;

function interrupt(cell: number): void {
  const stop: StopMessage = { interrupt: ++interrupts, cell };
  Atomics.store(state, Slot.target, cell);
  Atomics.store(state, Slot.asked, stop.interrupt);
  parentPort?.postMessage(stop);
  // What stands at a breakpoint cannot answer.
  const grace = debugConnection.isPaused ? 0 : GRACE_MS;
  setTimeout(() => terminateUntilAcknowledged(stop, 0), grace);
}

function terminateUntilAcknowledged(stop: StopMessage, attempt: number): void {
  if (Atomics.load(state, Slot.acknowledged) >= stop.interrupt) return;
  // A main thread that waits for a child process hears of the termination only when the child has ended.
  if (Atomics.load(state, Slot.children) > 0) killChildren(attempt < 4 ? "SIGINT" : "SIGKILL");
  const terminated = (): void => {
    Atomics.compareExchange(state, Slot.phase, Phase.terminating, Phase.running);
    parentPort?.postMessage(stop);
  };
  if (debugConnection.isPaused && attempt % 2 === 0) {
    // Whatever it belongs to: until it has gone on, no cell can end.
    if (moveFrom(Phase.running) || moveFrom(Phase.resting)) debugConnection.terminatePaused(terminated);
  } else if (mayTerminate(stop, attempt)) debuggee.post("Runtime.terminateExecution", terminated);
  // An idle main thread takes the termination with the next callback: this message gives it one.
  parentPort?.postMessage(stop);
  setTimeout(() => terminateUntilAcknowledged(stop, attempt + 1), REPEAT_MS);
}

/** Moves on to terminating where the main thread runs what is to be stopped. */
function mayTerminate({ cell }: StopMessage, attempt: number): boolean {
  const isStuck = attempt >= RESTING_ATTEMPTS;
  if (isStuck && moveFrom(Phase.resting)) return true;
  return (isStuck || Atomics.load(state, Slot.cell) === cell) && moveFrom(Phase.running);
}

function moveFrom(phase: number): boolean {
  return Atomics.compareExchange(state, Slot.phase, phase, Phase.terminating) === phase;
}

const decoder = new FrameDecoder(key);
const socket = new Socket({ fd: TO_WATCHDOG, readable: true, writable: false });
socket.on("data", (piece) => {
  for (const frame of decoder.push(piece)) {
    const message = frame.message as WatchdogMessage;
    if (message.type === "interrupt") interrupt(message.cell);
    else if (message.type !== "input") debugConnection.handle(message);
    else {
      answers.postMessage(message.value);
      Atomics.store(state, Slot.answered, 1);
      Atomics.notify(state, Slot.answered);
    }
  }
});
socket.on("end", endSession);
socket.on("error", endSession);
