import { parse } from "node:path";
import { startupSnapshot } from "node:v8";
import type { Language } from "../cell-contract.js";
import { completeness } from "./completeness.js";
import type { ServiceAnswer, ServiceMessage } from "./messages.js";
import { CellService } from "./service.js";

/**
 * The type service's process: answers the front's messages one after the other, until the front goes away.
 */

/** Housekeeping waits until nothing was asked for this long, in ms. */
const QUIET = 250;

let service: CellService | undefined;
let language: Language = "typescript";
let tidying: NodeJS.Timeout | undefined;

if (startupSnapshot.isBuildingSnapshot()) buildSnapshot();
else serve();

function serve(): void {
  process.on("message", (message: ServiceMessage) => {
    clearTimeout(tidying);
    if ("tell" in message) take(message);
    else answer(message);
    tidying = setTimeout(() => service?.keepHouse(), QUIET);
  });
  process.on("disconnect", () => process.exit());
  // Ctrl-C in a terminal reaches the whole group; it is meant for the cell.
  process.on("SIGINT", () => {});
}

/** What a startup snapshot keeps: the service with everything in it that a first cell needs. */
function buildSnapshot(): void {
  // The root of the file system has no tsconfig.json: the snapshot is made for the kernel's own options.
  service = new CellService(parse(process.cwd()).root, { fromKernel: true });
  service.warmUp();
  startupSnapshot.setDeserializeMainFunction(serve);
}

function take(message: Extract<ServiceMessage, { tell: string }>): void {
  try {
    switch (message.tell) {
      case "open":
        language = message.language;
        open(message.directory).language = language;
        break;
      case "replay":
        open(message.request.directory).replay(message.request);
        break;
      case "commit":
        service?.commit(message.cell);
        break;
      case "reset":
        service?.reset();
        break;
    }
  } catch (error) {
    console.error(`type service: ${describe(error)}`);
  }
}

function answer(message: Extract<ServiceMessage, { ask: string }>): void {
  const { id } = message;
  let reply: ServiceAnswer;
  try {
    reply = { id, value: valueFor(message) };
  } catch (error) {
    reply = { id, error: describe(error) };
  }
  process.send?.(reply);
}

function valueFor(message: Extract<ServiceMessage, { ask: string }>): unknown {
  switch (message.ask) {
    case "compile":
      return open(message.request.directory).compile(message.request);
    case "complete":
      return open(message.position.directory).complete(message.position);
    case "inspect":
      return open(message.position.directory).inspect(message.position);
    case "isComplete":
      return completeness(message.source, language);
  }
}

function open(directory: string): CellService {
  service ??= new CellService(directory);
  return service;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
