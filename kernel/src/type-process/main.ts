import "./typescript.js";
import { parse } from "node:path";
import { startupSnapshot } from "node:v8";
import { AnsweringService } from "../types/answering.js";
import type { ServiceMessage } from "../types/messages.js";
import { ParsedFiles } from "../types/parsed-files.js";
import { CellService } from "../types/service.js";
import { nodeHost } from "./node-host.js";
import { type ServedGeneration, serveShared } from "./shared/serve.js";

/**
 * The type service's process: answers messages one after the other, of the front that started it until that goes away,
 * or, given where they meet, of all the user's kernels.
 */

const host = nodeHost();
const parsed = new ParsedFiles(host.files);

if (startupSnapshot.isBuildingSnapshot()) buildSnapshot();
else serve();

/** @param warm a service for the first kernel that has seen cells already */
function serve(warm?: CellService): void {
  const [place] = process.argv.slice(2);
  if (place === undefined) {
    serveFront(new AnsweringService(host, { log, parsed, warm }));
    return;
  }
  let next = warm;
  serveShared(JSON.parse(place) as ServedGeneration, (toKernel) => {
    const answering = new AnsweringService(host, { log: toKernel, parsed, warm: next });
    next = undefined;
    return answering;
  });
}

function serveFront(service: AnsweringService): void {
  process.on("message", (message: ServiceMessage) => {
    const answer = service.take(message);
    if (answer !== undefined) process.send?.(answer);
  });
  process.on("disconnect", () => process.exit());
  // Ctrl-C in a terminal reaches the whole group; it is meant for the cell.
  process.on("SIGINT", () => {});
}

/** What a startup snapshot keeps: the service with everything in it that a first cell needs. */
function buildSnapshot(): void {
  // The root of the file system has no tsconfig.json: the snapshot is made for the kernel's own options.
  const service = new CellService(parse(process.cwd()).root, { host, parsed, fromKernel: true });
  service.warmUp();
  startupSnapshot.setDeserializeMainFunction(() => serve(service));
}

function log(line: string): void {
  console.error(line);
}
