// A page's type services in a thread of Node's; their world is the page's: the files that it brings along, and no disk.
import "../../../kernel/dist/type-process/typescript.js";
import { fileURLToPath } from "node:url";
import { parentPort } from "node:worker_threads";
import { pageDeclarations } from "gradbook-kernel/page/declarations";

const { serveTypes } = await import("../../../kernel/dist/page/types/serve.js");
const folder = fileURLToPath(new URL("../../../lib", import.meta.url));
const declarations = pageDeclarations([{ name: "gradbook", folder }]);
const take = serveTypes(declarations, (message) => parentPort.postMessage(message));
parentPort.on("message", take);
