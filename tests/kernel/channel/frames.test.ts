import { expect, test } from "vitest";
import { encodeFrame, FrameDecoder } from "../../../kernel/src/channel/frames.js";

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
