import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { resultText, underWay, useKernel } from "./support/kernel.js";

const kernel = useKernel({ transport: "ipc" });

test("a connection over socket files works on every channel", async () => {
  const { connection } = kernel.client;
  expect(existsSync(`${connection.ip}-${connection.ports.shell}`)).toBe(true);
  const answer = await kernel.run("prompt('who?')", { onInput: () => "Ada" });
  expect(resultText(answer.outputs)).toBe("'Ada'");
  const { cell } = await underWay(kernel.client, "while (true) {}");
  await kernel.client.interrupt();
  expect((await cell).status).toBe("error");
});
