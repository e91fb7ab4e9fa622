/**
 * What VS Code's Jupyter extension expects of a kernel that it starts by itself, without a Jupyter server. It cannot be
 * run here; this follows its own launcher and connection, in github.com/microsoft/vscode-jupyter:
 * src/kernels/raw/launcher/kernelProcess.node.ts and src/kernels/raw/session/rawKernelConnection.node.ts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as zmq from "zeromq";
import { freePorts } from "../../../kernel/src/client/free-ports.js";
import { kernelSpec } from "../../../kernel/src/install/kernelspec.js";
import { type Message, Wire } from "../../../kernel/src/wire/message.js";
import { isAlive } from "../../../notebooks/tools/setup/alive.mjs";
import { sleep } from "../support/kernel.js";

const KEY = "4d9e0a2c-6a8b-4b8e-9f53-2f7f0a1c7d11";

let folder = "";
let running: Launched[] = [];

interface Launched {
  readonly process: ChildProcess;
  readonly ports: readonly number[];
  /** Sends on shell, and gives the reply to it. */
  ask(type: string, content?: Record<string, unknown>): Promise<Message>;
  /** From now on, what the kernel publishes. */
  subscribe(): Promise<void>;
  /** Waits for what is published and not yet taken. */
  published(accept: (message: Message) => boolean): Promise<Message>;
  /** As the extension ends a kernel: its children first, then itself, without a message. */
  dispose(): Promise<void>;
}

/** By the kernelspec, in the notebook's folder, with a connection file whose path may hold a space. */
async function launch(env: Record<string, string> = {}): Promise<Launched> {
  const ports = await freePorts(5);
  const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = ports;
  const file = join(folder, "runtime files", `kernel-v2-${shell}.json`);
  mkdirSync(join(folder, "runtime files"), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({
      version: 1,
      transport: "tcp",
      ip: "127.0.0.1",
      key: KEY,
      signature_scheme: "hmac-sha256",
      kernel_name: "gradbook",
      shell_port: shell,
      iopub_port: iopub,
      stdin_port: stdin,
      control_port: control,
      hb_port: hb,
    }),
  );
  const spec = kernelSpec({ language: "typescript", prefix: folder, sysPrefix: false }) as {
    readonly argv: readonly string[];
  };
  const [command = "", ...args] = spec.argv.map((part) => part.replace("{connection_file}", file));
  const inherited = { ...process.env };
  // Jupyter's servers set it, the extension does not.
  delete inherited.JPY_PARENT_PID;
  const child = spawn(command, args, { cwd: folder, env: { ...inherited, ...env } });
  await Promise.all([portUsed(shell), portUsed(iopub)]);
  const launched = connection(child, { ports, shell, iopub });
  running.push(launched);
  return launched;
}

/** As the package tcp-port-used looks: it connects, says nothing and goes. */
async function portUsed(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isUsed = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUsed) return;
    await sleep(20);
  }
}

function connection(
  child: ChildProcess,
  {
    ports,
    shell,
    iopub,
  }: { readonly ports: readonly number[]; readonly shell: number; readonly iopub: number },
): Launched {
  const wire = new Wire(KEY, "vscode");
  const dealer = new zmq.Dealer({ linger: 0, routingId: `vscode-${shell}` });
  const subscriber = new zmq.Subscriber({ linger: 0 });
  const replies: Message[] = [];
  const heard: Message[] = [];
  const take = async (list: Message[], accept: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const at = list.findIndex(accept);
      const [found] = at < 0 ? [] : list.splice(at, 1);
      if (found !== undefined) return found;
      await sleep(5);
    }
  };
  const read = async (socket: AsyncIterable<Buffer[]>, into: Message[]): Promise<void> => {
    for await (const frames of socket) into.push(wire.decode(frames));
  };
  dealer.connect(`tcp://127.0.0.1:${shell}`);
  void read(dealer, replies);
  return {
    process: child,
    ports,
    async ask(type, content = {}) {
      const header = wire.header(type);
      await dealer.send(wire.encode({ type, content }, header) as Buffer[]);
      return take(replies, ({ parentHeader }) => parentHeader.msg_id === header.msg_id);
    },
    async subscribe() {
      subscriber.connect(`tcp://127.0.0.1:${iopub}`);
      subscriber.subscribe();
      void read(subscriber, heard);
      await take(heard, ({ header }) => header.msg_type === "iopub_welcome");
    },
    published: (accept) => take(heard, accept),
    async dispose() {
      dealer.close();
      subscriber.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "kernel-vscode-")));
});
afterEach(async () => {
  for (const launched of running) await launched.dispose();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

const cell = (code: string) => ({
  code,
  silent: false,
  store_history: true,
  user_expressions: {},
  allow_stdin: true,
  stop_on_error: true,
});

const isStream = (text: string) => (message: Message) => message.content.text === text;

test("kernel_info is answered while nobody has subscribed; the folder and environment are the launcher's", async () => {
  const kernel = await launch({ OF_THE_WORKSPACE: "yes" });
  const info = await kernel.ask("kernel_info_request");
  expect(info.content).toMatchObject({
    status: "ok",
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
  });
  await kernel.subscribe();
  const reply = await kernel.ask(
    "execute_request",
    cell("console.log([process.cwd(), process.env.OF_THE_WORKSPACE].join())"),
  );
  expect(reply.content).toMatchObject({ status: "ok", execution_count: 1 });
  await kernel.published(isStream(`${folder},yes\n`));
});

test.each(["a message on shell", "SIGINT"])(
  "an interrupt by %s stops the cell, and nothing is lost",
  async (way) => {
    const kernel = await launch();
    await kernel.subscribe();
    await kernel.ask("execute_request", cell("let kept = 1"));
    const looping = kernel.ask(
      "execute_request",
      cell('require("node:fs").writeSync(1, "runs\\n"); while (true) kept++'),
    );
    await kernel.published(isStream("runs\n"));
    if (way === "SIGINT") kernel.process.kill("SIGINT");
    // The extension sends it on shell, and waits for the reply.
    else expect((await kernel.ask("interrupt_request")).content).toEqual({ status: "ok" });
    expect((await looping).content).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const after = await kernel.ask("execute_request", {
      ...cell(""),
      user_expressions: { more: "kept > 1" },
    });
    expect(after.content.user_expressions).toMatchObject({ more: { data: { "text/plain": "true" } } });
  },
);

test("completions say their kinds, and is_complete what a console needs", async () => {
  const kernel = await launch();
  const code = "const list = [1]; list.fla";
  const { content } = await kernel.ask("complete_request", { code, cursor_pos: code.length });
  expect(content).toMatchObject({ status: "ok", cursor_start: code.length - 3, cursor_end: code.length });
  expect(content.matches).toContain("flat");
  const { _jupyter_types_experimental: kinds } = content.metadata as Record<string, unknown>;
  expect(kinds).toContainEqual(expect.objectContaining({ text: "flat", type: "function" }));
  for (const [text, status] of [
    ["1 + 1", "complete"],
    ["function f() {", "incomplete"],
    ["let = = 1", "invalid"],
  ]) {
    expect((await kernel.ask("is_complete_request", { code: text })).content.status).toBe(status);
  }
});

test("a restart is another kernel: the first ends by its signal, with all of its processes", async () => {
  const first = await launch();
  await first.subscribe();
  await first.ask("execute_request", cell("console.log(process.pid); globalThis.old = 1"));
  const { content } = await first.published(({ header }) => header.msg_type === "stream");
  await first.dispose();
  expect(first.process.exitCode).toBe(0);
  const session = Number(content.text);
  await expect.poll(() => isAlive(session)).toBe(false);
  const second = await launch();
  const reply = await second.ask("execute_request", cell("typeof (globalThis as any).old"));
  expect(reply.content).toMatchObject({ status: "ok", execution_count: 1 });
});
