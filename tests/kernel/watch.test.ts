import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Message } from "gradbook-kernel/client";
import { beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../support/project.js";
import { errorOf, nextMessage, resultText, underWay, useKernel } from "./support/kernel.js";

const IMPORT = 'import { watch } from "gradbook-kernel";';

/** The texts of an output and of what it was changed to, as they come. */
function texts(messages: readonly Message[]): string[] {
  return messages.flatMap(({ content }) => {
    const data = content.data as Record<string, string> | undefined;
    return data?.["text/plain"] === undefined ? [] : [data["text/plain"]];
  });
}

/** Those of one watch: on a busy machine another of an earlier test may be shown late. */
function labelled(label: string, messages: readonly Message[]): string[] {
  return texts(messages).filter((text) => text.startsWith(`${label} = `));
}

const isUpdate =
  (text: RegExp) =>
  ({ header, content }: Message): boolean =>
    header.msg_type === "update_display_data" &&
    text.test(String((content.data as Record<string, unknown>)["text/plain"]));

describe("watch", () => {
  const kernel = useKernel();

  beforeAll(() => {
    mkdirSync(join(kernel.directory, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(kernel.directory, "node_modules", "gradbook"));
  });

  it("shows a value, and follows it while a loop computes without a pause", async () => {
    const { client } = kernel;
    await kernel.run(`${IMPORT}\nlet loss = 1, on = true;`);
    const shown = await kernel.run("watch(() => loss)");
    expect(texts([])).toEqual([]);
    expect(shown.outputs).toMatchObject([
      { output_type: "display_data", data: { "text/plain": "loss = 1" } },
    ]);
    const risen = nextMessage(client, isUpdate(/^loss = \d{4,}$/));
    const higher = nextMessage(client, isUpdate(/^loss = \d{6,}$/));
    const { cell } = await underWay(client, "for (;;) loss += 1;");
    const update = await risen;
    await higher;
    await client.interrupt();
    expect((await cell).status).toBe("error");
    // The cell that ran is the one that the change belongs to.
    expect(update.parentHeader.msg_type).toBe("execute_request");
    expect(String((update.content.data as Record<string, string>)["text/html"])).toContain("<code>loss = ");
  });

  it("ends with the value that the cell has left, without a curve, before the reply", async () => {
    let told = false;
    const reply = await kernel.client.request("control", "create_subshell_request");
    const subshell = String(reply.subshell_id);
    await kernel.run(
      `${IMPORT}\nlet level = 0, enough = false;\nwatch(() => level, { label: "the level" });`,
    );
    const messages: Message[] = [];
    const { status } = await kernel.run(
      // It goes on for as long as a busy machine needs to look twice.
      `let passed = 0;
while (passed++ < 600) {
  level = passed;
  await new Promise((go) => setTimeout(go, 50));
  if (enough) break;
}
level = 5;`,
      {
        onMessage: (message) => {
          messages.push(message);
          const { data } = message.content as { data?: Record<string, string> };
          if (told || !data?.["text/html"]?.includes("<polyline")) return;
          told = true;
          void kernel.run("enough = true;", { subshell });
        },
      },
    );
    expect(status).toBe("ok");
    const updates = messages.filter(({ header }) => header.msg_type === "update_display_data");
    expect(labelled("the level", updates).at(-1)).toBe("the level = 5");
    const last = updates.findLast(
      ({ content }) => labelled("the level", [{ content } as Message]).length > 0,
    );
    expect(last?.content.data).toMatchObject({
      "text/html": "<div><code>the level = 5</code></div>",
    });
    expect(messages.at(-1)?.header.msg_type).toBe("status");
    const curves = updates.map(({ content }) =>
      String((content.data as Record<string, string>)["text/html"]),
    );
    expect(curves.some((html) => html.includes("<polyline"))).toBe(true);
  });

  it("says nothing in a cell that leaves the value as it is", async () => {
    await kernel.run(`${IMPORT}\nlet still = "still";\nwatch(() => still);`);
    const messages: Message[] = [];
    await kernel.run("await new Promise((go) => setTimeout(go, 400));", {
      onMessage: (message) => messages.push(message),
    });
    expect(texts(messages).filter((text) => text.startsWith("still"))).toEqual([]);
  });

  it("follows what the library computes, in a loop by hand and in fit", async () => {
    const messages: Message[] = [];
    const onMessage = (message: Message) => void messages.push(message);
    await kernel.run(`import { tensor, nn } from "gradbook";
${IMPORT}
let error = tensor(0);
const model = nn.sequential([nn.dense(1)]);
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const x = tensor([[1], [2]]), y = tensor([[2], [4]]);
watch(() => error);
watch(() => error.item(), { label: "its number" });
watch(() => model.weights()[0]?.tensor, { label: "weight" });`);
    await kernel.run("for (let i = 0; i < 3; i++) error = tensor(i).square();", { onMessage });
    expect(texts(messages)).toEqual(
      expect.arrayContaining(["error = Tensor [] float32 4", "its number = 4"]),
    );
    const history = await kernel.run(
      'const history = await model.fit([x, y], { epochs: 300, progress: "none" });',
      {
        onMessage,
      },
    );
    expect(history.status).toBe("ok");
    expect(labelled("weight", messages).at(-1)).toMatch(/^weight = Tensor \[1, 1\] float32 \[\d/);
  });

  it("calls what would change something only when a cell has ended", async () => {
    // Once when it is made, and once at the end of its cell.
    await kernel.run(`${IMPORT}\nlet asked = 0;\nconst ask = watch(() => ++asked, { label: "asked" });`);
    const messages: Message[] = [];
    const { outputs } = await kernel.run("await new Promise((go) => setTimeout(go, 400));\nasked", {
      onMessage: (message) => messages.push(message),
    });
    expect(resultText(outputs)).toBe("2");
    expect(labelled("asked", messages)).toEqual(["asked = 3"]);
    await kernel.run("ask.stop()");
  });

  it("shows what a reading throws, and goes on when it no longer does", async () => {
    await kernel.run(
      `${IMPORT}\nlet row: number[] | undefined;\nwatch(() => row!.length, { label: "rows" });`,
    );
    const messages: Message[] = [];
    await kernel.run("row = [1, 2]; undefined", { onMessage: (message) => messages.push(message) });
    expect(labelled("rows", messages)).toEqual(["rows = 2"]);
  });

  it("follows a value in one output: a later watch of its name takes its place", async () => {
    await kernel.run(`${IMPORT}\nlet step = 0;\nwatch(() => step);`);
    await kernel.run("watch(() => step);");
    const messages: Message[] = [];
    await kernel.run("step = 7; undefined", { onMessage: (message) => messages.push(message) });
    expect(labelled("step", messages)).toEqual(["step = 7"]);
  });

  it("stops", async () => {
    await kernel.run(`${IMPORT}\nlet gone = 0;\nconst watching = watch(() => gone);`);
    await kernel.run("watching.stop()");
    const messages: Message[] = [];
    await kernel.run("gone = 1; undefined", { onMessage: (message) => messages.push(message) });
    expect(labelled("gone", messages)).toEqual([]);
  });

  it("takes a function, and says so", async () => {
    const { outputs } = await kernel.run(`${IMPORT}\nwatch(3 as any);`);
    expect(errorOf(outputs)).toMatchObject({
      ename: "TypeError",
      evalue: "watch: expected a function that reads a value, got number; try watch(() => loss)",
    });
  });
});
