import { describe, expect, test } from "vitest";
import { encodeContent, encodeFrame, FrameDecoder } from "../../../kernel/src/channel/frames.js";

const sent = [
  { message: { type: "a", text: "😀" }, buffers: [] },
  { message: { type: "b" }, buffers: [Buffer.from([1, 2, 3]), Buffer.from([4])] },
  { message: { type: "c", text: "x".repeat(100_000) }, buffers: [] },
];
const bytes = Buffer.concat(sent.map(({ message, buffers }) => encodeFrame(message, buffers)));

test.each([1, 3, 7, 1000, 1_000_000])("frames survive being cut into pieces of %i bytes", (size) => {
  const decoder = new FrameDecoder<unknown>();
  const received = [];
  for (let at = 0; at < bytes.length; at += size)
    received.push(...decoder.push(bytes.subarray(at, at + size)));
  expect(received).toEqual(sent);
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
    const [frame] = new FrameDecoder<unknown>().push(encodeContent({ type: "display_data" }, content));
    expect(frame?.message).toEqual({ type: "display_data" });
    expect(Buffer.from(frame?.buffers[0] ?? []).toString() === JSON.stringify(content)).toBe(true);
  });
});
