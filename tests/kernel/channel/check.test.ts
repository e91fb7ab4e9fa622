import { expect, test } from "vitest";
import { isSessionMessage } from "../../../kernel/src/channel/check.js";

const one = [new Uint8Array(2)];

test.each([
  [{ type: "ready" }, []],
  [{ type: "stream", cell: 1, name: "stdout", text: "a" }, []],
  [{ type: "execute_result", cell: 1 }, one],
  [{ type: "comm", cell: 1, kind: "comm_msg", content: {}, metadata: {} }, [...one, ...one]],
  [{ type: "comm_state", id: "a" }, []],
  [{ type: "exit", code: -1 }, []],
  [{ type: "error", cell: 1, error: { ename: "E", evalue: "", traceback: ["a"] } }, []],
  [
    { type: "done", cell: 1, status: "ok", mark: 3, unmarked: ["stderr"], value: { data: {}, metadata: {} } },
    [],
  ],
])("the front takes %j", (message, buffers) => {
  expect(isSessionMessage(message, buffers)).toBe(true);
});

test.each([
  [null, []],
  ["ready", []],
  [[], []],
  [{}, []],
  [{ type: "constructor" }, []],
  [{ type: ["ready"] }, []],
  [{ type: "stream", cell: "1", name: "stdout", text: "a" }, []],
  [{ type: "stream", cell: 1, name: "stdin", text: "a" }, []],
  [{ type: "stream", cell: 1, name: "stdout", text: { length: 5 } }, []],
  [{ type: "execute_result", cell: 1 }, []],
  [{ type: "comm", cell: 1, kind: "comm_msg", content: "arr", metadata: {} }, []],
  [{ type: "comm", cell: 1, kind: "execute_reply", content: {}, metadata: {} }, []],
  [{ type: "error", cell: 1, error: { ename: "E", evalue: "", traceback: "a" } }, []],
  [{ type: "error", cell: 1, error: { ename: "E", evalue: "", traceback: [], at: { cell: 0.5 } } }, []],
  [{ type: "done", cell: 1, status: "fine", mark: 3, unmarked: [] }, []],
  [{ type: "done", cell: 1, status: "ok", mark: 3 }, []],
])("the front does not take %j", (message, buffers) => {
  expect(isSessionMessage(message, buffers)).toBe(false);
});
