import type { JsonObject } from "gradbook-kernel/client";
import { expect, test } from "vitest";
import { errorOf, nextMessage, RUNS, resultText, streamText, underWay, useKernel } from "./support/kernel.js";

const kernel = useKernel();

/** Sends a comm message and waits until the kernel has dealt with it. */
async function say(type: string, content: JsonObject, buffers: readonly Uint8Array[] = []): Promise<void> {
  const { wire } = kernel.client;
  const header = wire.header(type);
  const idle = nextMessage(
    kernel.client,
    (message) => message.parentHeader.msg_id === header.msg_id && message.content.execution_state === "idle",
  );
  await kernel.client.sendFrames("shell", wire.encode({ type, content, buffers }, header));
  await idle;
}

test("a cell opens a comm, talks with bytes, and closes it", async () => {
  const sent: [string, JsonObject, number[]][] = [];
  const stop = kernel.client.listen(({ header, content, buffers }, channel) => {
    if (channel === "iopub" && header.msg_type.startsWith("comm_"))
      sent.push([header.msg_type, content, buffers.flatMap((b) => [...b])]);
  });
  await kernel.run(`import { comms } from "gradbook-kernel";
    const mine = comms.open("their-target", { id: "c1", data: { a: 1 } });
    mine.send({ b: 2 }, { buffers: [new Uint8Array([7, 8])] });`);
  expect(await kernel.client.request("shell", "comm_info_request", { target_name: "their-target" })).toEqual({
    status: "ok",
    comms: { c1: { target_name: "their-target" } },
  });
  await kernel.run(
    `let heard: unknown; mine.onMessage(({ data, buffers }) => { heard = [data, buffers[0]?.[0]] })`,
  );
  await say("comm_msg", { comm_id: "c1", data: { c: 3 } }, [Buffer.from([9])]);
  expect(resultText((await kernel.run("heard")).outputs)).toBe("[ { c: 3 }, 9 ]");
  await kernel.run("mine.close()");
  expect((await kernel.client.request("shell", "comm_info_request")).comms).toEqual({});
  stop();
  expect(sent).toEqual([
    ["comm_open", { comm_id: "c1", target_name: "their-target", data: { a: 1 } }, []],
    ["comm_msg", { comm_id: "c1", data: { b: 2 } }, [7, 8]],
    ["comm_close", { comm_id: "c1", data: {} }, []],
  ]);
});

test("a client opens a comm to a registered target; what its handler prints belongs to the message", async () => {
  await kernel.run(`import { comms } from "gradbook-kernel";
    comms.registerTarget("echo", (comm, { data }) => {
      comm.onMessage((event) => { console.log("got", event.data); comm.send({ echo: event.data }); });
      comm.send({ hello: data });
    });`);
  const hello = nextMessage(kernel.client, ({ header }) => header.msg_type === "comm_msg");
  await say("comm_open", { comm_id: "c2", target_name: "echo", data: { n: 1 } });
  expect((await hello).content).toEqual({ comm_id: "c2", data: { hello: { n: 1 } } });
  const printed = nextMessage(kernel.client, ({ header }) => header.msg_type === "stream");
  const header = kernel.client.wire.header("comm_msg");
  const content = { comm_id: "c2", data: { x: 2 } };
  await kernel.client.sendFrames("shell", kernel.client.wire.encode({ type: "comm_msg", content }, header));
  const { parentHeader, content: text } = await printed;
  expect([parentHeader.msg_id, text.text]).toEqual([header.msg_id, "got { x: 2 }\n"]);
});

test("an error in a handler is reported, and the session lives", async () => {
  await kernel.run(`import { comms } from "gradbook-kernel";
    comms.registerTarget("bad", () => { throw new Error("bad target") });`);
  const error = nextMessage(kernel.client, ({ header }) => header.msg_type === "error");
  await say("comm_open", { comm_id: "c3", target_name: "bad", data: {} });
  expect((await error).content.evalue).toBe("bad target");
  expect(streamText((await kernel.run("console.log('alive')")).outputs)).toBe("alive\n");
});

test("messages are handled while a cell awaits", async () => {
  await kernel.run(`import { comms } from "gradbook-kernel";
    let release = () => {};
    comms.registerTarget("release", () => release());`);
  const { cell } = await underWay(
    kernel.client,
    `await new Promise<void>((resolve) => { release = resolve; ${RUNS} }); 'released'`,
  );
  await say("comm_open", { comm_id: "c4", target_name: "release", data: {} });
  expect(resultText((await cell).outputs)).toBe("'released'");
});

test("of thousands of comms each is told once, and what is no object is refused", async () => {
  const { outputs } = await kernel.run(`import { comms } from "gradbook-kernel";
    const many = Array.from({ length: 4000 }, (_, i) => comms.open("many", { id: "m" + i }));
    for (const comm of many.slice(1)) comm.close();
    many[0]!.send({}, { metadata: [1] as any })`);
  expect(errorOf(outputs).evalue).toBe(
    "comm: expected metadata to be an object, got [1]; try { name: value }",
  );
  const { comms } = await kernel.client.request("shell", "comm_info_request", { target_name: "many" });
  expect(comms).toEqual({ m0: { target_name: "many" } });
});
