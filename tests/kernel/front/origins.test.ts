import { expect, test } from "vitest";
import { Origins } from "../../../kernel/src/front/origins.js";
import { Wire } from "../../../kernel/src/wire/message.js";

const request = (content: Record<string, unknown>) => {
  const wire = new Wire("");
  const frames = wire.encode({ type: "execute_request", content, buffers: [new Uint8Array(10)] });
  return wire.decode([Buffer.from("me"), ...frames]);
};

test("of a request is kept what answers need, and nothing else", () => {
  const origins = new Origins();
  const message = request({ code: "x".repeat(1000) });
  origins.add(1, { request: message, silent: false, source: "let a" });
  const found = origins.find(1);
  expect(found?.request).toEqual({ header: message.header, identities: message.identities });
  expect(origins.source(1)).toBe("let a");
});

test("sources are kept up to a number of characters, the latest in any case", () => {
  const origins = new Origins();
  for (const cell of [1, 2, 3]) {
    origins.add(cell, { request: request({}), silent: false, source: String(cell).repeat(3_000_000) });
  }
  expect([1, 2, 3].map((cell) => origins.source(cell)?.length)).toEqual([undefined, 3_000_000, 3_000_000]);
  origins.add(4, { request: request({}), silent: false, source: "4".repeat(9_000_000) });
  expect([2, 3, 4].map((cell) => origins.source(cell)?.length)).toEqual([undefined, undefined, 9_000_000]);
  expect(origins.find(1)?.request.header.msg_type).toBe("execute_request");
});

test("of more than 2000 requests the oldest are forgotten, with their sources", () => {
  const origins = new Origins();
  for (let cell = 0; cell <= 2000; cell++) {
    origins.add(cell, { request: request({}), silent: cell === 0, source: "a" });
  }
  expect(origins.source(0)).toBeUndefined();
  expect(origins.find(0)).toBe(origins.latest);
  expect(origins.source(1)).toBe("a");
});
