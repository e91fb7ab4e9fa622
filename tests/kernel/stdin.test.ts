import type { ExecuteResult } from "gradbook-kernel/client";
import { expect, test } from "vitest";
import { errorOf, nextMessage, resultText, streamText, useKernel } from "./support/kernel.js";

const kernel = useKernel();

test("input asks the client and gives its answer", async () => {
  const asked: [string, boolean][] = [];
  const { outputs } = await kernel.run(
    `import { input, password } from "gradbook-kernel";
     const answers = [await input("name? "), await password("word? ")]; answers`,
    {
      onInput: (prompt, hidden) => {
        asked.push([prompt, hidden]);
        return `answer ${asked.length}`;
      },
    },
  );
  expect(asked).toEqual([
    ["name? ", false],
    ["word? ", true],
  ]);
  expect(resultText(outputs)).toBe("[ 'answer 1', 'answer 2' ]");
});

test("an answer that does not say what it answers is taken for the last question's", async () => {
  const { client } = kernel;
  const asked = nextMessage(client, ({ header }) => header.msg_type === "input_request");
  const answered = client.send("shell", "execute_request", {
    code: "await (await import('gradbook-kernel')).input('who? ')",
    user_expressions: { more: "1 + 1" },
    allow_stdin: true,
  });
  await asked;
  await client.sendFrames("stdin", client.wire.encode({ type: "input_reply", content: { value: "Ada" } }));
  expect((await answered).content.status).toBe("ok");
});

test("prompt, confirm and alert block as in a browser", async () => {
  const answers = ["Ada", "y", ""];
  const { outputs } = await kernel.run(
    `console.log("before"); const who: string | null = prompt("who?"); const sure: boolean = confirm("sure?");
     alert("done"); [who, sure]`,
    { onInput: () => answers.shift() ?? "" },
  );
  expect(streamText(outputs)).toBe("before\n");
  expect(resultText(outputs)).toBe("[ 'Ada', true ]");
});

test("their types are known, and a cell may use their names for its own", async () => {
  const { outputs } = await kernel.run("const answer: string = prompt('who?')");
  expect(errorOf(outputs).evalue).toMatch(
    /^TS2322: Type 'string \| null' is not assignable to type 'string'/,
  );
  expect(resultText((await kernel.run("const prompt = 5; prompt.toFixed(1)")).outputs)).toBe("'5.0'");
});

test("a client that takes no input is an error that says so", async () => {
  const { outputs } = await kernel.run(`import { input } from "gradbook-kernel"; await input("?")`);
  expect(errorOf(outputs).evalue).toBe(
    "input: expected a client that takes input, got one that does not (allow_stdin is false); " +
      "set the value in the cell instead",
  );
});

test.each(["await (await import('gradbook-kernel')).input('?')", "globalThis.prompt('?')"])(
  "an interrupt ends the wait for an answer: %s",
  async (code) => {
    let cell: Promise<ExecuteResult> | undefined;
    await new Promise<void>((asked) => {
      const onInput = () => {
        asked();
        return new Promise<string>(() => {});
      };
      cell = kernel.run(code, { onInput });
    });
    await kernel.client.interrupt();
    expect(errorOf((await cell)?.outputs ?? []).ename).toBe("KeyboardInterrupt");
    expect(resultText((await kernel.run("1")).outputs)).toBe("1");
  },
);
