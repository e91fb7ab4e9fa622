import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { markText } from "../../../kernel/src/channel/protocol.js";
import { RawOutput } from "../../../kernel/src/front/raw-output.js";

test.each([1, 2, 5, 1000])("marks are taken out of output that comes in pieces of %i bytes", async (size) => {
  const stream = new PassThrough();
  let text = "";
  const raw = new RawOutput(stream, "secret", (piece) => {
    text += piece;
  });
  const bytes = Buffer.from(`one 😀${markText("secret", 1)}two\u0000not a mark${markText("secret", 2)}`);
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
  await raw.reached(1);
  await raw.reached(2);
  expect(text).toBe("one 😀two\u0000not a mark");
});

test("a stream that ends keeps nobody waiting, and loses no text", async () => {
  const stream = new PassThrough();
  let text = "";
  const raw = new RawOutput(stream, "secret", (piece) => {
    text += piece;
  });
  stream.end("rest\u0000sec");
  await raw.reached(7);
  expect(text).toBe("rest\u0000sec");
});
