import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, Message } from "gradbook-kernel/client";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/project.js";
import {
  errorOf,
  heard,
  nextMessage,
  RUNS,
  resultText,
  sleep,
  streamText,
  underWay,
  useKernel,
} from "./support/kernel.js";

/**
 * After ipykernel's tests of its subshells, and Jupyter's enhancement proposal 91. Which of theirs has which twin here:
 *
 *     test_supported                      are told of in kernel_info
 *     test_subshell_id_lifetime           are made, listed and deleted
 *     test_create_while_execute           are made while a cell computes
 *     test_run_concurrently_sequence      a cell of one runs while another cell awaits; cells of one come one after the other
 *     test_execute_stop_on_error          an error aborts what waits in its own shell alone
 *     test_idle_message_parent_headers    states, replies and outputs name the request, with its subshell
 *     test_shutdown_with_subshell         the end of this file: there are subshells when its kernel is shut down
 *     test_no_subshells                   every other test of the kernel
 *     test_thread_counts, _ids            none: JavaScript has one thread
 */
describe("subshells", () => {
  const kernel = useKernel();

  beforeAll(() => {
    mkdirSync(join(kernel.directory, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(kernel.directory, "node_modules", "gradbook"));
  });

  const control = (type: string, content: JsonObject = {}): Promise<JsonObject> =>
    kernel.client.request("control", type, content);

  async function create(): Promise<string> {
    const reply = await control("create_subshell_request");
    expect(reply).toEqual({ status: "ok", subshell_id: expect.stringMatching(/^[\da-f-]{36}$/) });
    return String(reply.subshell_id);
  }

  const WAITING = "let go!: () => void;\nconst gate = new Promise<void>((open) => { go = open; });\n";

  it("are told of in kernel_info", async () => {
    expect(await kernel.client.request("shell", "kernel_info_request")).toMatchObject({
      supported_features: expect.arrayContaining(["kernel subshells"]),
    });
  });

  it("are made, listed and deleted", async () => {
    expect(await control("list_subshell_request")).toEqual({ status: "ok", subshell_id: [] });
    const [first, second] = [await create(), await create()];
    expect(await control("list_subshell_request")).toEqual({ status: "ok", subshell_id: [first, second] });
    expect(await control("delete_subshell_request", { subshell_id: first })).toEqual({ status: "ok" });
    expect(await control("list_subshell_request")).toEqual({ status: "ok", subshell_id: [second] });
    await control("delete_subshell_request", { subshell_id: second });
  });

  it("are made while a cell computes", async () => {
    const { cell } = await underWay(kernel.client, "for (;;);");
    const subshell = await create();
    await control("delete_subshell_request", { subshell_id: subshell });
    await kernel.client.interrupt();
    await cell;
  });

  it("one that is not there is an error, for its deletion and for what is sent to it", async () => {
    const evalue = /^.*expected the id of a subshell, got "nobody"/;
    expect(await control("delete_subshell_request", { subshell_id: "nobody" })).toMatchObject({
      status: "error",
      evalue: expect.stringMatching(evalue),
    });
    const { reply } = await kernel.run("1", { subshell: "nobody" });
    expect(reply).toMatchObject({
      status: "error",
      evalue: 'subshell_id: expected the id of a subshell, got "nobody"; try create_subshell_request',
    });
  });

  it("a cell of one runs while another cell awaits, with the names of that cell, and they share the count", async () => {
    const subshell = await create();
    const { cell } = await underWay(kernel.client, `${WAITING}await gate;\n"opened"`);
    const beside = await kernel.run("go();\ntypeof gate", { subshell });
    expect(resultText(beside.outputs)).toBe("'object'");
    const main = await cell;
    expect(resultText(main.outputs)).toBe("'opened'");
    expect(beside.executionCount).toBe((main.executionCount ?? 0) + 1);
  });

  it("outputs go to the cell that they are of", async () => {
    const subshell = await create();
    const { cell } = await underWay(
      kernel.client,
      `${WAITING}console.log("main before");\nawait gate;\nconsole.log("main after");`,
    );
    const beside = await kernel.run(
      'console.log("beside");\nsetTimeout(() => { console.log("late"); go(); }, 50);\nawait gate;',
      { subshell },
    );
    expect(streamText(beside.outputs)).toBe("beside\nlate\n");
    expect(streamText((await cell).outputs)).toMatch(/main before\nmain after\n$/);
  });

  it("cells of one come one after the other; those of two at once", async () => {
    const [one, two] = [await create(), await create()];
    await kernel.run(`const order: string[] = [];\n${WAITING}`);
    // The first ends by what the cell of the other does: it could not, if they did not run at once.
    const { cell } = await underWay(
      kernel.client,
      'order.push("one begins"); await gate; order.push("one ends");',
      { subshell: one },
    );
    const again = kernel.run('order.push("one again");', { subshell: one });
    await heard(kernel.client);
    await kernel.run('order.push("two"); go();', { subshell: two });
    await Promise.all([cell, again]);
    expect(resultText((await kernel.run("order.join()")).outputs)).toBe(
      "'one begins,two,one ends,one again'",
    );
  });

  it("an error aborts what waits in its own shell alone", async () => {
    const subshell = await create();
    const { cell } = await underWay(kernel.client, `${WAITING}await gate;`);
    const queued = kernel.run("'main goes on'");
    const failing = kernel.run("await null;\nthrow new Error('no')", { subshell });
    const aborted = kernel.run("1", { subshell });
    expect(errorOf((await failing).outputs).evalue).toBe("no");
    expect((await aborted).status).toBe("aborted");
    await kernel.run("go()", { subshell });
    expect((await cell).status).toBe("ok");
    expect(resultText((await queued).outputs)).toBe("'main goes on'");
  });

  it("what waits in one that is deleted is answered", async () => {
    const subshell = await create();
    const { cell: first } = await underWay(kernel.client, `${WAITING}await gate;`, { subshell });
    const second = kernel.run("1", { subshell });
    await heard(kernel.client);
    await control("delete_subshell_request", { subshell_id: subshell });
    expect((await second).status).toBe("aborted");
    await kernel.run("go()");
    expect((await first).status).toBe("ok");
  });

  it("while a cell computes without a pause, a cell of one waits, and is told so", async () => {
    const subshell = await create();
    const { cell } = await underWay(
      kernel.client,
      `import { existsSync } from "node:fs";\n${RUNS}\nwhile (!existsSync("told"));`,
    );
    const told = nextMessage(kernel.client, ({ content }) => content.name === "stderr");
    const waiting = kernel.run("'at last'", { subshell });
    await told;
    kernel.write("told", "");
    const beside = await waiting;
    expect(resultText(beside.outputs)).toBe("'at last'");
    expect(streamText(beside.outputs, "stderr")).toMatch(
      /^This cell of a subshell waits: JavaScript has one thread/,
    );
    expect((await cell).status).toBe("ok");
  });

  it("one that waits since the machine is slow, with no other cell under way, is not told of another", async () => {
    const subshell = await create();
    const session = Number(resultText((await kernel.run("process.pid")).outputs));
    process.kill(session, "SIGSTOP");
    const slow = kernel.run("'in the end'", { subshell });
    // Longer than a cell waits until it is told.
    await sleep(2000);
    process.kill(session, "SIGCONT");
    const { outputs } = await slow;
    expect(resultText(outputs)).toBe("'in the end'");
    expect(streamText(outputs, "stderr")).toBe("");
  });

  it.each([
    ["awaits beside a cell of a subshell that computes", "await gate;", "for (;;);"],
    ["awaits beside one that awaits", "await gate;", "await new Promise(() => {});"],
    ["computes, and another waits", "for (;;);", "'never'"],
  ])("Stop ends all that is under way: a cell that %s", async (_, main, beside) => {
    const subshell = await create();
    const { cell } = await underWay(kernel.client, `${WAITING}let kept = 5;\n${main}`);
    const other = kernel.run(beside, { subshell });
    if (main.startsWith("for")) await heard(kernel.client);
    else {
      await nextMessage(
        kernel.client,
        ({ header, content }) => header.msg_type === "execute_input" && content.code === beside,
      );
    }
    await kernel.client.interrupt();
    expect(errorOf((await cell).outputs).ename).toBe("KeyboardInterrupt");
    await other;
    expect(resultText((await kernel.run("kept")).outputs)).toBe("5");
    expect(resultText((await kernel.run("6 * 7", { subshell })).outputs)).toBe("42");
  });

  it("input is asked of the client of the cell that asks", async () => {
    const subshell = await create();
    const { cell } = await underWay(kernel.client, `${WAITING}await gate;`);
    const beside = await kernel.run('import { input } from "gradbook-kernel";\nawait input("name? ")', {
      subshell,
      onInput: (prompt) => `answer to ${prompt}`,
    });
    expect(resultText(beside.outputs)).toBe("'answer to name? '");
    await kernel.run("go()", { subshell });
    await cell;
  });

  it("states, replies and outputs name the request, with its subshell", async () => {
    const subshell = await create();
    const messages: Message[] = [];
    await kernel.run("console.log(1);\n2", { subshell, onMessage: (message) => messages.push(message) });
    expect(messages.map(({ header }) => header.msg_type)).toEqual([
      "status",
      "execute_input",
      "stream",
      "execute_result",
      "status",
    ]);
    expect(new Set(messages.map(({ parentHeader }) => parentHeader.subshell_id))).toEqual(
      new Set([subshell]),
    );
  });

  it("a comm's messages through one arrive while a cell awaits a long fit", async () => {
    const subshell = await create();
    const { client } = kernel;
    await kernel.run(`import { comms } from "gradbook-kernel";
import { nn, tensor } from "gradbook";
let moved = 0;
comms.registerTarget("slider", (comm) => comm.onMessage(({ data }) => { moved = Number(data.value); comm.send({ moved }); }));
const model = nn.sequential([nn.dense(1)]);
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });`);
    const send = (type: string, content: JsonObject): Promise<void> => {
      const header = { ...client.wire.header(type), subshell_id: subshell };
      return client.sendFrames("shell", client.wire.encode({ type, content }, header));
    };
    await send("comm_open", { comm_id: "c1", target_name: "slider", data: {} });
    const { cell } = await underWay(
      client,
      `await model.fit([tensor([[1]]), tensor([[2]])], {
  epochs: 1e9,
  progress: "none",
  callbacks: [{ onEpochEnd(_epoch, _logs, { stop }) { if (moved === 7) stop("moved"); } }],
});
"moved"`,
    );
    const answer = nextMessage(client, ({ header }) => header.msg_type === "comm_msg");
    await send("comm_msg", { comm_id: "c1", data: { value: 7 } });
    expect((await answer).content).toMatchObject({ data: { moved: 7 } });
    expect(resultText((await cell).outputs)).toBe("'moved'");
  });

  it("go on after the session was lost", async () => {
    const subshell = await create();
    expect(errorOf((await kernel.run("process.exit(1)")).outputs).ename).toBe("SessionEnded");
    expect(resultText((await kernel.run("6 * 7", { subshell })).outputs)).toBe("42");
  });
});
