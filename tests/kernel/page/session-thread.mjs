// A page's session in a thread of Node's: for what a browser's worker does with classic scripts there is vm.
import vm from "node:vm";
import { parentPort } from "node:worker_threads";
import * as gradbook from "gradbook";
import * as exercise from "gradbook/exercise";
import * as kernel from "gradbook-kernel";
import { startSession } from "../../../kernel/dist/page/session/session.js";
import * as tslab from "../../../kernel/dist/page/tslab.js";

const take = startSession(
  {
    evaluate: (script) => void new vm.Script(script).runInThisContext({ displayErrors: false }),
    post: (message) => parentPort.postMessage(message),
    load: (address) => import(address),
    onRejection: (report) => process.on("unhandledRejection", report),
  },
  { gradbook, "gradbook/exercise": exercise, "gradbook-kernel": kernel, tslab },
);
parentPort.on("message", take);
parentPort.postMessage({ type: "ready" });
