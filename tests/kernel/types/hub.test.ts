import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { encodeFrame, FrameDecoder } from "../../../kernel/src/channel/frames.js";
import { Hub, type HubParts } from "../../../kernel/src/type-process/shared/hub.js";
import { SHARED_FRAMES, type SharedMessage } from "../../../kernel/src/type-process/shared/messages.js";
import { LimitError, withinLimit } from "../../../kernel/src/type-process/shared/within-limit.js";
import type { AnsweringService } from "../../../kernel/src/types/answering.js";
import type { ServiceMessage } from "../../../kernel/src/types/messages.js";

let folder = "";
let server: Server;
const events: string[] = [];
const sockets: Socket[] = [];
let closed = 0;
let memory = 0;

/** What a kernel asks here is done by the text that it asks about. */
function answer(message: ServiceMessage): { id: number; value: string } | undefined {
  if (!("ask" in message) || message.ask !== "isComplete") return undefined;
  events.push(message.source);
  if (message.source.startsWith("grow")) memory += 60;
  if (message.source === "forever") for (;;);
  return { id: message.id, value: message.source };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gb-hub-"));
  events.length = 0;
  [closed, memory] = [0, 0];
  const parts: HubParts = {
    open: () => ({ take: answer, close: () => closed++ }) as unknown as AnsweringService,
    within: (task) => withinLimit(2000, task),
    most: (kernels) => 100 * kernels,
    memory: () => memory,
    onEmpty: () => events.push("empty"),
    onDamage: () => events.push("damaged"),
  };
  const hub = new Hub(parts);
  server = createServer((socket) => hub.welcome(socket)).listen(join(folder, "s"));
  await once(server, "listening");
});

afterEach(async () => {
  const hasKernels = sockets.length > 0;
  for (const socket of sockets.splice(0)) socket.destroy();
  await vi.waitFor(() => expect(events.includes("empty")).toBe(hasKernels), 120_000);
  server.close();
  rmSync(folder, { recursive: true });
});

interface Kernel {
  readonly heard: SharedMessage[];
  readonly socket: Socket;
  ask(...sources: readonly string[]): void;
}

async function kernel(): Promise<Kernel> {
  const socket = connect(join(folder, "s"));
  sockets.push(socket);
  const heard: SharedMessage[] = [];
  const decoder = new FrameDecoder(SHARED_FRAMES);
  socket.on("data", (piece) => {
    for (const { message } of decoder.push(piece)) heard.push(message as SharedMessage);
  });
  await vi.waitFor(() => expect(heard).toEqual([{ hello: true }]), 120_000);
  const ask = (...sources: readonly string[]) => {
    const frames = sources.map((source, id) => encodeFrame(SHARED_FRAMES, { ask: "isComplete", source, id }));
    socket.write(Buffer.concat(frames));
  };
  return { heard, socket, ask };
}

test("kernels take turns, one question each, whoever has asked more", async () => {
  const [one, other] = [await kernel(), await kernel()];
  one.ask("a1", "a2", "a3", "a4", "a5");
  other.ask("b1", "b2");
  await vi.waitFor(() => expect(events).toHaveLength(7), 120_000);
  expect(events.indexOf("b1")).toBeLessThanOrEqual(events.indexOf("a2") + 1);
  expect(events.indexOf("b2")).toBeLessThanOrEqual(events.indexOf("b1") + 2);
  expect(events.filter((source) => source.startsWith("a"))).toEqual(["a1", "a2", "a3", "a4", "a5"]);
});

test("a kernel is told what is begun, and answered", async () => {
  const one = await kernel();
  one.ask("a", "b");
  await vi.waitFor(() => expect(one.heard).toHaveLength(5), 120_000);
  const [first, second] = [
    { id: 0, value: "a" },
    { id: 1, value: "b" },
  ];
  expect(one.heard.slice(1)).toEqual([{ begun: 0 }, { answer: first }, { begun: 1 }, { answer: second }]);
});

test("what takes too long is ended, its kernel sent away, and what all share given up", async () => {
  const [one, other] = [await kernel(), await kernel()];
  one.ask("forever");
  await vi.waitFor(() => expect(events).toContain("damaged"), 120_000);
  await vi.waitFor(() => expect(one.heard.at(-1)).toEqual({ leave: "a check took more than 2 s" }), 120_000);
  expect(other.heard).toHaveLength(1);
});

test("who has taken most memory has to leave, and nobody else", async () => {
  const [one, other] = [await kernel(), await kernel()];
  one.ask("grow 1");
  other.ask("grow 2", "grow 3", "grow 4");
  await vi.waitFor(
    () => expect(other.heard.at(-1)).toEqual({ leave: "its cells took more memory than one kernel may" }),
    120_000,
  );
  memory = 0;
  one.ask("still here");
  await vi.waitFor(
    () => expect(one.heard.at(-1)).toEqual({ answer: { id: 0, value: "still here" } }),
    120_000,
  );
});

test("a kernel that leaves is forgotten with what it still asked, and the last one ends it", async () => {
  const [one, other] = [await kernel(), await kernel()];
  one.socket.destroy();
  await vi.waitFor(() => expect(closed).toBe(1), 120_000);
  expect(events).not.toContain("empty");
  other.socket.destroy();
  await vi.waitFor(() => expect(events).toEqual(["empty"]), 120_000);
});

test("a task is ended at its limit, and its own errors are its own", () => {
  expect(withinLimit(1000, () => 42)).toBe(42);
  expect(() => withinLimit(1000, () => JSON.parse("{"))).toThrow(SyntaxError);
  expect(() =>
    withinLimit(30, () => {
      for (;;);
    }),
  ).toThrow(LimitError);
});
