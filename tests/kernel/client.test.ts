import { type Message, startKernel } from "gradbook-kernel/client";
import { expect, test } from "vitest";
import { resultText, underWay, useKernel } from "./support/kernel.js";
import { problemOf } from "./support/schema.js";

const kernel = useKernel();

/** What the headless client sends while something is done. */
async function sentDuring(body: () => Promise<unknown>): Promise<readonly Message[]> {
  const { client } = kernel;
  const sent: Message[] = [];
  const send = client.sendFrames;
  client.sendFrames = (channel, frames) => {
    sent.push(client.wire.decode(frames));
    return send.call(client, channel, frames);
  };
  try {
    await body();
  } finally {
    client.sendFrames = send;
  }
  return sent;
}

test("every message that the client sends is as the protocol says", async () => {
  const { client } = kernel;
  const sent = await sentDuring(async () => {
    await client.ready(60_000);
    await client.execute("1 + 1");
    await client.execute("const x = 2", {
      silent: true,
      storeHistory: false,
      stopOnError: false,
      userExpressions: { x: "x" },
    });
    await client.execute("await (await import('gradbook-kernel')).input('? ')", { onInput: () => "Ada" });
    const { cell } = await underWay(client, "while (true) {}");
    await client.interrupt();
    await cell;
  });
  expect(new Set(sent.map(({ header }) => header.msg_type))).toEqual(
    new Set(["kernel_info_request", "execute_request", "input_reply", "interrupt_request"]),
  );
  expect(sent.map((message) => problemOf(message, "client")).filter(Boolean)).toEqual([]);
});

test("a schema finds what is wrong", async () => {
  const [message] = await sentDuring(() => kernel.client.execute("3"));
  const { content } = message!;
  const problem = (changed: object) =>
    problemOf({ ...message!, content: { ...content, ...changed } } as Message, "client");
  expect(problem({})).toBeUndefined();
  expect(problem({ silent: "no" })).toBe('execute_request: silent: expected a boolean, got "no"');
  expect(problem({ user_expressions: [] })).toContain("expected an object");
  expect(problemOf(message!)).toBe("unknown message type execute_request");
});

test("an execution that takes too long is interrupted and fails", async () => {
  await expect(kernel.client.execute("while (true) {}", { timeout: 200 })).rejects.toThrow(
    "execute: expected the cell to end within 200 ms; it was interrupted",
  );
  expect(resultText((await kernel.run("'goes on'")).outputs)).toBe("'goes on'");
});

test("a folder that is not there is named", async () => {
  await expect(startKernel({ directory: "/no/such/folder" })).rejects.toThrow(
    "startKernel: expected a folder, got none at /no/such/folder; try process.cwd()",
  );
});
