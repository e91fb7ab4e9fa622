import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseConnection } from "../../../kernel/src/wire/connection.js";
import { Wire } from "../../../kernel/src/wire/message.js";

const draft = { type: "stream", content: { name: "stdout", text: "😀" }, buffers: [Buffer.from([1, 2])] };

/** Replaces one frame of a good message. */
function damaged(index: number, frame: Buffer): Uint8Array[] {
  const frames = new Wire("key").encode(draft);
  frames[index] = frame;
  return frames;
}

describe("messages", () => {
  test("what one end packs the other unpacks", () => {
    const message = new Wire("key").decode(
      new Wire("key").encode({ ...draft, identities: [Buffer.from("id")] }),
    );
    expect(message.content).toEqual(draft.content);
    expect(message.header.msg_type).toBe("stream");
    expect(Buffer.from(message.identities[0] ?? []).toString()).toBe("id");
    expect([...(message.buffers[0] ?? [])]).toEqual([1, 2]);
  });

  test("the signature is the HMAC-SHA256 of the four frames in hexadecimal", () => {
    const [, signature, ...rest] = new Wire("a-key").encode(draft);
    const hmac = createHmac("sha256", "a-key");
    for (const frame of rest.slice(0, 4)) hmac.update(frame);
    expect(Buffer.from(signature ?? []).toString()).toBe(hmac.digest("hex"));
  });

  test("an empty key means unsigned", () => {
    const frames = new Wire("").encode(draft);
    expect(frames[1]).toHaveLength(0);
    expect(new Wire("").decode(frames).content).toEqual(draft.content);
  });

  test.each([
    ["wrong signature", damaged(1, Buffer.from("0".repeat(64)))],
    ["wrong signature", damaged(1, Buffer.from(""))],
    ["wrong signature", damaged(5, Buffer.from("{}"))],
    ["no <IDS|MSG> delimiter", [Buffer.from("x")]],
    ["expected a signature and 4 frames, got 2 frames", new Wire("key").encode(draft).slice(0, 3)],
  ])("%s", (reason, frames) => {
    expect(() => new Wire("key").decode(frames)).toThrow(reason);
  });

  test.each([
    ["a frame is not JSON", "{"],
    ["a frame is not a JSON object", "[]"],
    ["a frame is not a JSON object", "null"],
  ])("%s: %s", (reason, text) => {
    const frames = new Wire("").encode(draft);
    frames[5] = Buffer.from(text);
    expect(() => new Wire("").decode(frames)).toThrow(reason);
  });

  test("a header without an id is refused", () => {
    const frames = new Wire("").encode(draft);
    frames[2] = Buffer.from('{"msg_type":"x"}');
    expect(() => new Wire("").decode(frames)).toThrow("the header lacks msg_id, msg_type or session");
  });
});

describe("connection files", () => {
  const ports = { shell_port: 1, control_port: 2, stdin_port: 3, iopub_port: 4, hb_port: 5 };
  const good = { transport: "tcp", ip: "127.0.0.1", key: "k", signature_scheme: "hmac-sha256", ...ports };

  test("a good one is read", () => {
    expect(parseConnection(good)).toEqual({
      transport: "tcp",
      ip: "127.0.0.1",
      key: "k",
      ports: { shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 },
    });
  });

  test.each([
    ["not a JSON object", null],
    ["ip is not a string", { ...good, ip: 3 }],
    ["transport is udp, not tcp or ipc", { ...good, transport: "udp" }],
    ["signature_scheme is md5, not hmac-sha256", { ...good, signature_scheme: "md5" }],
    ["hb_port is not a port", { ...good, hb_port: 70_000 }],
  ])("%s", (reason, value) => {
    expect(() => parseConnection(value)).toThrow(reason);
  });
});
