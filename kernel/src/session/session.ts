/** The session's parts, put together. Loaded into a realm of the kernel's own, see realm/load.ts. */
import childProcess from "node:child_process";
import { randomUUID } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { ownBytes } from "../channel/bytes.js";
import { FrameDecoder, frameKey } from "../channel/frames.js";
import { type FrontMessage, TO_SESSION } from "../channel/protocol.js";
import { installBridge } from "./bridge.js";
import { createCellContext } from "./cell-context.js";
import { Cells } from "./cells.js";
import { Comms } from "./comms.js";
import { captureConsole } from "./console.js";
import { bundleNow, toBundle } from "./display.js";
import { endSession, sleepForever } from "./end.js";
import { Evaluator } from "./evaluator.js";
import { Link } from "./link.js";
import { createLooker } from "./look/looker.js";
import { Watches } from "./look/watches.js";
import { Modules } from "./modules/modules.js";
import { cellsGlobal, functionForCells, promiseForCells } from "./realm/cells-realm.js";
import { cellOf, installStackTraces, reportError } from "./stack.js";
import { Stdin } from "./stdin.js";
import { Watchdog } from "./watchdog.js";

const [secret = ""] = process.argv.slice(2);
const key = frameKey(secret);
const link = new Link(key);
const context = createCellContext();
const watchdog: Watchdog = new Watchdog(key, (interrupt, acknowledge) =>
  cells.interrupt(interrupt, acknowledge),
);
const cells: Cells = new Cells({
  link,
  console: captureConsole(link, () => cells.current),
  context,
  evaluator: new Evaluator(),
  modules: new Modules(process.cwd()),
  watchdog,
  secret,
});
const comms = new Comms({ link, current: () => cells.current });
const stdin = new Stdin({ link, cells, watchdog });
const watches = new Watches({ link, current: () => cells.current });

installStackTraces();
installBridge({
  display: (bundle, { id, update }) => {
    const type = update ? "update_display_data" : "display_data";
    const transient = id === undefined ? {} : { display_id: id };
    link.show({ type, cell: cells.current }, bundle, { transient });
  },
  bundleNow: (value) => {
    const bundle = bundleNow(value);
    return bundle instanceof Promise ? promiseForCells(bundle) : bundle;
  },
  bundleOf: (data) => toBundle(data),
  newId: () => randomUUID(),
  hold: (work) => cells.hold(work),
  clear: (wait) => link.send({ type: "clear", cell: cells.current, wait: Boolean(wait) }),
  input: (prompt, options) => promiseForCells(stdin.ask(prompt, options)),
  inputNow: (prompt) => stdin.askNow(prompt),
  signal: () => cells.signal,
  messageId: () => cells.messageId,
  comms,
  watch: (watch) => watches.add(watch),
  unwatch: (id) => watches.remove(String(id)),
  look: createLooker((id) => watches.reader(id)),
});

// The watchdog must know when the main thread waits for a child process.
for (const name of ["spawnSync", "execSync", "execFileSync"] as const) {
  const original = childProcess[name] as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => watchdog.whileChildRuns(() => original(...args));
  Reflect.set(childProcess, name, functionForCells(watched));
}
syncBuiltinESMExports();

const browserLike: Readonly<Record<string, (message?: string, preset?: string) => unknown>> = {
  prompt: (message = "", preset) => stdin.askNow(message) ?? preset ?? null,
  confirm: (message = "") => /^y(es)?$/i.test(stdin.askNow(`${message} [y/N] `) ?? ""),
  alert: (message = "") => void stdin.askNow(`${message} [Enter] `),
};
for (const [name, value] of Object.entries(browserLike)) {
  Object.defineProperty(cellsGlobal, name, {
    value: functionForCells(value),
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

const reportLate = (thrown: unknown): void => {
  const error = reportError(thrown);
  link.send({ type: "error", cell: context.current() ?? cellOf(error) ?? cells.current, error });
};
process.on("uncaughtException", reportLate);
process.on("unhandledRejection", reportLate);
// The front ends the process: node itself would first wait for the watchdog's inspector and say so.
Reflect.set(process, "reallyExit", (code: number) => {
  link.send({ type: "exit", code: Math.trunc(Number(code)) || 0 });
  sleepForever();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const decoder = new FrameDecoder(key);
const socket = new Socket({ fd: TO_SESSION, readable: true, writable: false });
socket.on("data", (piece) => {
  context.clear();
  for (const { message, buffers } of read(piece)) {
    if (message.type === "comm") void cells.handle(message, () => comms.receive(message, buffers));
    else if (message.type === "run") void cells.run(message);
    else if (message.type === "input") stdin.answer(message.id, message.value);
  }
});
socket.on("end", endSession);

/** The front's frames; the front is right unless a cell has read from its pipe, after which nothing can be. */
function read(piece: Uint8Array): readonly { message: FrontMessage; buffers: readonly Uint8Array[] }[] {
  try {
    return [...decoder.push(ownBytes(piece))] as { message: FrontMessage; buffers: readonly Uint8Array[] }[];
  } catch {
    return endSession();
  }
}

link.send({ type: "ready" });
