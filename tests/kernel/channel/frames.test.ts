import { describe, expect, test } from "vitest";
import {
  encodeContent,
  encodeFrame,
  FrameDecoder,
  FrameError,
  frameKey,
} from "../../../kernel/src/channel/frames.js";

const KEY = frameKey("c0ffee11aa");

const sent = [
  { message: { type: "a", text: "😀" }, buffers: [] },
  { message: { type: "b" }, buffers: [Buffer.from([1, 2, 3]), Buffer.from([4])] },
  { message: { type: "c", text: "x".repeat(100_000) }, buffers: [] },
];
const bytes = Buffer.concat(sent.map(({ message, buffers }) => encodeFrame(KEY, message, buffers)));

test.each([1, 3, 7, 1000, 1_000_000])("frames survive being cut into pieces of %i bytes", (size) => {
  const decoder = new FrameDecoder(KEY);
  const received = [];
  for (let at = 0; at < bytes.length; at += size)
    received.push(...decoder.push(bytes.subarray(at, at + size)));
  const read = received.map(({ message, buffers }) => ({
    message,
    buffers: buffers.map((b) => Buffer.from(b)),
  }));
  expect(read).toEqual(sent);
});

describe("content goes as the JSON that JSON.stringify would make", () => {
  const long = `${"x".repeat(131_071)}😀${'"\\\n\ud800'.repeat(50_000)}`;
  test.each([
    ["of short fields", { data: { "text/plain": "1" }, metadata: {} }],
    [
      "of a long text, whose characters are not cut",
      { data: { "text/plain": long, "text/html": "" }, metadata: {} },
    ],
    ["of a long text at the top, and nothing beside it", { text: long }],
    [
      "with what JSON has nothing for",
      { data: { a: undefined, b: () => 1, c: long, d: null, e: [undefined] } },
    ],
    [
      "with fields of all kinds",
      { data: { a: { deep: { date: new Date(0) } }, b: [1], c: long }, transient: {} },
    ],
  ])("%s", (_, content) => {
    const [frame] = new FrameDecoder(KEY).push(encodeContent(KEY, { type: "display_data" }, content));
    expect(frame?.message).toEqual({ type: "display_data" });
    expect(Buffer.from(frame?.buffers[0] ?? []).toString() === JSON.stringify(content)).toBe(true);
  });
});

describe("what is no frame is refused", () => {
  const frame = (json: string, { extra = 0, key = KEY, jsonLength = Buffer.byteLength(json) } = {}) => {
    const body = Buffer.from(json);
    const head = Buffer.alloc(12);
    head.writeUInt32LE(key, 0);
    head.writeUInt32LE(4 + body.length + extra, 4);
    head.writeUInt32LE(jsonLength, 8);
    return Buffer.concat([head, body, Buffer.alloc(extra)]);
  };
  const read = (piece: Buffer) => [...new FrameDecoder(KEY).push(piece)];

  test("and one is not", () => {
    expect(read(frame('[{"a":1},[2]]', { extra: 2 }))).toMatchObject([{ message: { a: 1 } }]);
  });

  test.each([
    ["text", Buffer.from("hello, world"), "bytes that begin no message"],
    ["another session's key", frame("[1,[]]", { key: KEY + 1 }), "bytes that begin no message"],
    ["a length of nearly 4 GB", Buffer.concat([frame("").subarray(0, 4), Buffer.alloc(8, 0xff)]), "bytes"],
    ["JSON beyond the end", frame("[1,[]]", { jsonLength: 7 }), "longer than its frame"],
    ["no JSON", frame("[1,[]"), "not JSON"],
    ["no sizes", frame('{"type":"ready"}'), "without the sizes"],
    ["sizes that are text", frame('[1,"arr"]'), "without the sizes"],
    ["sizes below 0", frame("[1,[-1]]"), "without the sizes"],
    ["buffers that are not there", frame("[1,[5]]"), "buffers that do not fill"],
    ["buffers that nobody names", frame("[1,[]]", { extra: 3 }), "buffers that do not fill"],
    ["deep nesting", frame(`[${"[".repeat(2000)}${"]".repeat(2000)},[]]`), "nested too deep"],
  ])("%s", (_, piece, message) => {
    expect(() => read(piece)).toThrow(FrameError);
    expect(() => read(piece)).toThrow(message);
  });

  test("by the sender already: data that is nested too deep", () => {
    const deep = JSON.parse("[".repeat(1100) + "]".repeat(1100)) as unknown;
    const message = "expected data nested at most 1000 deep, got more; send it as text";
    expect(() => encodeFrame(KEY, deep)).toThrow(message);
    expect(() => encodeContent(KEY, { type: "display" }, { data: { "application/json": deep } })).toThrow(
      message,
    );
    expect(() =>
      encodeContent(KEY, { type: "display" }, { data: { "text/plain": "[".repeat(5000) } }),
    ).not.toThrow();
  });
});
