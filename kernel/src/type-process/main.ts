import "./typescript.js";
import { parse } from "node:path";
import { startupSnapshot } from "node:v8";
import { AnsweringService } from "../types/answering.js";
import type { ServiceMessage } from "../types/messages.js";
import { CellService } from "../types/service.js";
import { nodeHost } from "./node-host.js";

/**
 * The type service's process: answers the front's messages one after the other, until the front goes away.
 */

if (startupSnapshot.isBuildingSnapshot()) buildSnapshot();
else serve(new AnsweringService(nodeHost(), log));

function serve(service: AnsweringService): void {
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
  const host = nodeHost();
  // The root of the file system has no tsconfig.json: the snapshot is made for the kernel's own options.
  const service = new CellService(parse(process.cwd()).root, { host, fromKernel: true });
  service.warmUp();
  startupSnapshot.setDeserializeMainFunction(() => serve(AnsweringService.warm(host, log, service)));
}

function log(line: string): void {
  console.error(line);
}
