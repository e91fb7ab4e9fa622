import { existsSync, readFileSync } from "node:fs";
import { type JsonObject, KernelClient, type Message, startKernel } from "gradbook-kernel/client";
import { describe, expect, test } from "vitest";
import * as zmq from "zeromq";
import { DELIMITER, sign } from "../../kernel/src/wire/signature.js";
import { heard, nextMessage, resultText, streamText, underWay, useKernel } from "./support/kernel.js";

const kernel = useKernel();

/**
 * Does something, and waits until the kernel has logged a text for it: the log comes by a pipe, which may be read later
 * than what the kernel answers.
 */
async function logs(text: string, act: () => Promise<unknown>): Promise<void> {
  const before = kernel.log.length;
  await act();
  await expect.poll(() => kernel.log.slice(before)).toContain(text);
}

/** The types of the messages that a request causes on iopub, with the state of each status. */
function trace(messages: readonly Message[]): string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === "status" ? String(content.execution_state) : header.msg_type,
  );
}

describe("the kernel as such", () => {
  test("heartbeats are echoed, also while a cell computes", async () => {
    const { connection } = kernel.client;
    const heart = new zmq.Request({ linger: 0, receiveTimeout: 60_000 });
    heart.connect(`tcp://${connection.ip}:${connection.ports.hb}`);
    const { cell } = await underWay(kernel.client, "while (true) {}");
    await heart.send("beat");
    const [echo] = await heart.receive();
    expect(echo?.toString()).toBe("beat");
    heart.close();
    await kernel.client.interrupt();
    expect((await cell).status).toBe("error");
  });

  test("kernel_info names the language and the protocol", async () => {
    const info = await kernel.client.request("shell", "kernel_info_request");
    expect(info).toMatchObject({
      status: "ok",
      protocol_version: "5.4",
      implementation: "gradbook-kernel",
      implementation_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      banner: expect.stringContaining("TypeScript"),
      language_info: {
        name: "typescript",
        version: expect.stringMatching(/^6\./),
        file_extension: ".ts",
        mimetype: "text/typescript",
        pygments_lexer: "typescript",
        codemirror_mode: expect.anything(),
        nbconvert_exporter: "script",
      },
      help_links: expect.arrayContaining([
        { text: expect.any(String), url: expect.stringMatching(/^https:/) },
      ]),
      supported_features: ["debugger", "kernel subshells"],
    });
    expect(await kernel.client.request("control", "kernel_info_request")).toEqual(info);
  });

  test("messages carry the kernel's own session and their topic", async () => {
    const message = nextMessage(kernel.client, ({ header }) => header.msg_type === "stream");
    await kernel.run("console.log(1)");
    const { header, identities } = await message;
    expect(header.session).not.toBe(kernel.client.wire.session);
    expect(Buffer.from(identities[0] ?? []).toString()).toBe(`kernel.${header.session}.stream`);
  });

  test("a new subscriber is welcomed", async () => {
    const other = new KernelClient(kernel.client.connection);
    const welcome = await nextMessage(other, ({ header }) => header.msg_type === "iopub_welcome");
    expect(welcome.content).toEqual({ subscription: "" });
    other.close();
  });

  test.each(["odd_request", "constructor", "toString", "__proto__"])(
    "requests of unknown type are ignored and logged: %s",
    async (type) => {
      const frames = kernel.client.wire.encode({ type, content: {} });
      await logs(`ignored a message of unknown type ${type}\n`, () =>
        kernel.client.sendFrames("shell", frames),
      );
      await kernel.run("1");
    },
  );

  test.each([
    ["nested 200,000 deep", `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)},`],
    ["of 100,000 characters", `{"a":"${"x".repeat(100_000)}",`],
  ])("a header %s, correctly signed, is dropped", async (_, beginning) => {
    const { wire, connection } = kernel.client;
    const header = `${beginning}${JSON.stringify(wire.header("kernel_info_request")).slice(1)}`;
    const signed = [header, "{}", "{}", "{}"].map((frame) => Buffer.from(frame));
    const frames = [DELIMITER, Buffer.from(sign(connection.key, signed)), ...signed];
    await logs(`dropped a message on shell: a header of ${header.length} bytes`, () =>
      kernel.client.sendFrames("shell", frames),
    );
    await kernel.run("1");
  });

  test("content that is nested too deep is dropped", async () => {
    const { wire, connection } = kernel.client;
    const deep = `{"code":"1","metadata":${"[".repeat(1100)}${"]".repeat(1100)}}`;
    const signed = [JSON.stringify(wire.header("execute_request")), "{}", "{}", deep].map((frame) =>
      Buffer.from(frame),
    );
    const frames = [DELIMITER, Buffer.from(sign(connection.key, signed)), ...signed];
    await logs("dropped a message on shell: a frame is nested more than 1000 deep", () =>
      kernel.client.sendFrames("shell", frames),
    );
    await kernel.run("1");
  });

  test("an expression may be called __proto__", async () => {
    const { reply } = await kernel.run("1", { userExpressions: JSON.parse('{"__proto__": "2 + 3"}') });
    const results = reply.user_expressions as Record<string, unknown>;
    expect(Object.getOwnPropertyDescriptor(results, "__proto__")?.value).toMatchObject({
      data: { "text/plain": "5" },
    });
  });

  test("usage_request says what the kernel's processes take", async () => {
    const first = await kernel.client.request("control", "usage_request");
    // By the processor's time: on a busy machine little of the clock's is the cell's.
    await kernel.run("for (const start = process.cpuUsage(); process.cpuUsage(start).user < 100_000; );");
    const second = await kernel.client.request("control", "usage_request");
    expect(first.kernel_cpu).toBe(0);
    expect(second.kernel_cpu).toBeGreaterThan(0);
    expect(second.kernel_memory).toBeGreaterThan(50_000_000);
  });

  test("a debug_request before the debugger is started is refused", async () => {
    const reply = await kernel.client.request("control", "debug_request", { command: "next", seq: 3 });
    expect(reply).toMatchObject({ success: false, command: "next", request_seq: 3 });
  });

  test("comm_info names no comms, and a comm to an unknown target is closed", async () => {
    expect(await kernel.client.request("shell", "comm_info_request")).toEqual({ status: "ok", comms: {} });
    const closed = nextMessage(kernel.client, ({ header }) => header.msg_type === "comm_close");
    const idle = nextMessage(
      kernel.client,
      ({ content, parentHeader }) =>
        parentHeader.msg_type === "comm_open" && content.execution_state === "idle",
    );
    const content = { comm_id: "c1", target_name: "nobody", data: {} };
    await kernel.client.sendFrames("shell", kernel.client.wire.encode({ type: "comm_open", content }));
    expect((await closed).content.comm_id).toBe("c1");
    await idle;
  });
});

describe("execute", () => {
  test("the messages of a cell come in their order, idle last", async () => {
    const messages: Message[] = [];
    await kernel.run("console.log('out'); 5", { onMessage: (message) => messages.push(message) });
    expect(trace(messages)).toEqual(["busy", "execute_input", "stream", "execute_result", "idle"]);
    expect(messages[1]?.content.code).toBe("console.log('out'); 5");
  });

  test("each cell counts one up", async () => {
    const first = await kernel.run("1");
    const second = await kernel.run("2");
    expect(second.executionCount).toBe((first.executionCount ?? 0) + 1);
  });

  test("silent cells run, show nothing and do not count", async () => {
    const before = await kernel.run("let quiet = 0");
    const messages: Message[] = [];
    const { executionCount } = await kernel.run("quiet = 7; console.log('unheard'); quiet", {
      silent: true,
      onMessage: (message) => messages.push(message),
    });
    expect(executionCount).toBe(before.executionCount);
    expect(trace(messages)).toEqual(["busy", "idle"]);
    expect(resultText((await kernel.run("quiet")).outputs)).toBe("7");
  });

  test("a cell without store_history shows its output, does not count and is not remembered", async () => {
    const before = await kernel.run("1");
    const { executionCount, outputs } = await kernel.run("'not stored'", { storeHistory: false });
    expect(executionCount).toBe(before.executionCount);
    expect(resultText(outputs)).toBe("'not stored'");
    const { history } = await kernel.client.request("shell", "history_request", {
      hist_access_type: "tail",
      n: 1,
    });
    expect(history).toEqual([[0, before.executionCount, "1"]]);
  });

  test("user_expressions are evaluated after the cell, each for itself", async () => {
    const { reply } = await kernel.run("const base = 20", {
      userExpressions: {
        good: "base + 1",
        bad: "missing",
        thrown: "(() => { throw new RangeError('r') })()",
      },
    });
    expect(reply.user_expressions).toMatchObject({
      good: { status: "ok", data: { "text/plain": "21" } },
      bad: { status: "error", ename: "TypeScriptError" },
      thrown: { status: "error", ename: "RangeError", evalue: "r" },
    });
  });

  test("an error aborts what is queued behind it", async () => {
    const cells = ["prompt(); throw new Error('first')", "console.log(2)", "3"];
    // The first goes on when the others are in the queue.
    const onInput = () => heard(kernel.client).then(() => "");
    const [first, second, third] = await Promise.all(cells.map((code) => kernel.run(code, { onInput })));
    expect([first?.status, second?.status, third?.status]).toEqual(["error", "aborted", "aborted"]);
    expect(second?.outputs).toEqual([]);
    expect((await kernel.run("4")).status).toBe("ok");
  });

  test("with stop_on_error false the queue goes on", async () => {
    const first = kernel.run("throw new Error('goes on')", { stopOnError: false });
    const second = kernel.run("'went on'");
    expect((await first).status).toBe("error");
    expect(resultText((await second).outputs)).toBe("'went on'");
  });

  test("statuses of queued cells do not interleave", async () => {
    const states: string[] = [];
    const stop = kernel.client.listen(({ header, content, parentHeader }) => {
      if (header.msg_type === "status") states.push(`${parentHeader.msg_id} ${content.execution_state}`);
    });
    await Promise.all(["await 1", "2", "await 3"].map((code) => kernel.run(code)));
    stop();
    expect(states).toHaveLength(6);
    for (let i = 0; i < 6; i += 2) {
      const [id] = (states[i] ?? "").split(" ");
      expect(states.slice(i, i + 2)).toEqual([`${id} busy`, `${id} idle`]);
    }
  });

  test("two clients each get their own outputs", async () => {
    const other = new KernelClient(kernel.client.connection);
    await other.ready(60_000);
    const [mine, theirs] = await Promise.all([
      kernel.run("console.log('mine')"),
      other.execute("console.log('theirs')"),
    ]);
    expect(streamText(mine.outputs)).toBe("mine\n");
    expect(streamText(theirs.outputs)).toBe("theirs\n");
    other.close();
  });

  test("a request of the wrong form is answered with an error", async () => {
    expect(await kernel.client.request("shell", "execute_request", { code: 5 }).catch(String)).toMatchObject({
      status: "error",
      ename: "RequestError",
      evalue: "expected code to be a string, got a number",
    });
  });
});

describe("questions about code", () => {
  const ask = (type: string, content: JsonObject): Promise<JsonObject> =>
    kernel.client.request("shell", type, content);

  test("completion counts in code points", async () => {
    await kernel.run("const completable = { alphaBeta: 1 }");
    const code = "'😀'; completable.alph";
    const reply = await ask("complete_request", { code, cursor_pos: [...code].length });
    expect(reply.matches).toContain("alphaBeta");
    expect([reply.cursor_start, reply.cursor_end]).toEqual([[...code].length - 4, [...code].length]);
  });

  test("inspection tells the type", async () => {
    await kernel.run("const inspectable: Map<string, number> = new Map()");
    const reply = await ask("inspect_request", { code: "inspectable", cursor_pos: 3, detail_level: 0 });
    expect(reply.found).toBe(true);
    expect(JSON.stringify(reply.data)).toContain("Map<string, number>");
    expect(await ask("inspect_request", { code: "   ", cursor_pos: 1 })).toMatchObject({ found: false });
  });

  test("the second level of detail of an inspection shows the declaration", async () => {
    await kernel.run("/** Twice x. */ function twice(x: number) { return x * 2 }");
    const [short, long] = await Promise.all(
      [0, 1].map(async (detail_level) =>
        JSON.stringify((await ask("inspect_request", { code: "twice", cursor_pos: 5, detail_level })).data),
      ),
    );
    expect(short).toContain("Twice x.");
    expect(short).not.toContain("return x * 2");
    expect(long).toContain("return x * 2");
  });

  test("both are answered while a cell computes", async () => {
    const { cell } = await underWay(kernel.client, "while (true) {}");
    const reply = await ask("complete_request", { code: "Math.hyp", cursor_pos: 8 });
    expect(reply.matches).toContain("hypot");
    await kernel.client.interrupt();
    expect((await cell).status).toBe("error");
  });

  test.each([
    ["1 + 1", "complete"],
    ["function f() {", "incomplete"],
    ["let let let }", "invalid"],
  ])("is_complete: %s is %s", async (code, status) => {
    expect(await ask("is_complete_request", { code })).toMatchObject({ status });
  });

  test("cursors outside the code are no error", async () => {
    expect(await ask("complete_request", { code: "1", cursor_pos: 1000 })).toMatchObject({ status: "ok" });
    expect(await ask("complete_request", { code: "1", cursor_pos: -5 })).toMatchObject({ status: "ok" });
    expect(await ask("complete_request", { code: "1", cursor_pos: "x" })).toMatchObject({
      ename: "RequestError",
    });
  });
});

describe("messages not to be trusted", () => {
  const executed = "globalThis.wasExecuted = true";

  /** Sends frames that must not run their code, and waits for what the log says of them. */
  async function attack(said: string, change: (frames: Uint8Array[]) => Uint8Array[]): Promise<void> {
    const { wire } = kernel.client;
    const content = { code: executed, silent: false, store_history: true };
    const frames = change(wire.encode({ type: "execute_request", content }));
    await logs(said, () => kernel.client.sendFrames("shell", frames));
    const { outputs } = await kernel.run("'wasExecuted' in globalThis");
    expect(resultText(outputs)).toBe("false");
  }

  test("a wrong signature", async () => {
    await attack("dropped a message on shell: wrong signature", (frames) =>
      frames.with(1, Buffer.from("0".repeat(64))),
    );
  });

  test("a missing delimiter", async () => {
    await attack("no <IDS|MSG> delimiter", (frames) => frames.slice(1));
  });

  test("frames that are cut short", async () => {
    await attack("expected a signature and 4 frames", (frames) => frames.slice(0, 4));
  });

  test("bad JSON, rightly signed", async () => {
    const { wire } = kernel.client;
    const header = Buffer.from(JSON.stringify(wire.header("execute_request")));
    const { createHmac } = await import("node:crypto");
    const frames = [header, Buffer.from("{}"), Buffer.from("{}"), Buffer.from("{")];
    const hmac = createHmac("sha256", kernel.client.connection.key);
    for (const frame of frames) hmac.update(frame);
    const signed = [Buffer.from("<IDS|MSG>"), Buffer.from(hmac.digest("hex")), ...frames];
    await attack("a frame is not JSON", () => signed);
  });

  test("a message that was seen before", async () => {
    await kernel.run("let replays = 0");
    const frames = kernel.client.wire.encode({ type: "execute_request", content: { code: "replays += 1" } });
    await kernel.client.sendFrames("shell", frames);
    await logs("a message seen before", () => kernel.client.sendFrames("shell", frames));
    expect(resultText((await kernel.run("replays")).outputs)).toBe("1");
  });

  test("giant frames and a flood of damaged messages, each dropped while the kernel goes on", async () => {
    const { client } = kernel;
    const giant = Buffer.alloc(60_000_000, "x");
    await logs("no <IDS|MSG> delimiter", () => client.sendFrames("shell", [giant]));
    await attack("dropped a message on shell: wrong signature", (frames) => [...frames.slice(0, -1), giant]);
    for (let i = 0; i < 3000; i++) {
      const frames = client.wire.encode({ type: "execute_request", content: { code: executed } });
      void client.sendFrames(i % 2 === 0 ? "shell" : "control", frames.with(1, Buffer.from(`${i}`)));
    }
    expect(resultText((await kernel.run("'wasExecuted' in globalThis")).outputs)).toBe("false");
  });

  test("a flood of good requests is answered, each once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => kernel.client.request("control", "kernel_info_request")),
    );
    expect(answers.every(({ status }) => status === "ok")).toBe(true);
  });
});

test("an empty key means that messages are not signed, and signatures not looked at", async () => {
  const client = await startKernel({ directory: kernel.directory, key: "" });
  const frames = client.wire.encode({
    type: "execute_request",
    content: { code: "const taken = 'unsigned'" },
  });
  expect(frames[1]).toHaveLength(0);
  await client.sendFrames("shell", frames.with(1, Buffer.from("anything")));
  expect(resultText((await client.execute("taken")).outputs)).toBe("'unsigned'");
  await client.shutdown();
});

test("the kernel listens at the connection file's address alone", () => {
  const { connection } = kernel.client;
  expect(connection.ip).toBe("127.0.0.1");
  const listening = ["tcp", "tcp6"].flatMap((table) => {
    const file = `/proc/net/${table}`;
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(1) : [];
    return lines.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === "0A");
  });
  for (const port of Object.values(connection.ports)) {
    const hexadecimal = port.toString(16).toUpperCase().padStart(4, "0");
    const places = listening
      .map(([, local]) => String(local))
      .filter((local) => local.endsWith(`:${hexadecimal}`));
    expect(places).toEqual([`0100007F:${hexadecimal}`]);
  }
});
