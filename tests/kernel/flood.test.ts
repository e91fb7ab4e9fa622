import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as zmq from "zeromq";
import { errorOf, nextMessage, sleep, streamText, underWay, useKernel } from "./support/kernel.js";

const kernel = useKernel();

/** Megabytes that a process holds; undefined where the system does not say. */
function memoryOf(pid: number | undefined): number | undefined {
  if (process.platform !== "linux") return undefined;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

/** A subscriber that does not read. */
async function lazyReader(): Promise<zmq.Subscriber> {
  const reader = new zmq.Subscriber({ linger: 0, receiveHighWaterMark: 10 });
  reader.connect(`tcp://127.0.0.1:${kernel.client.connection.ports.iopub}`);
  const welcome = nextMessage(kernel.client, ({ header }) => header.msg_type === "iopub_welcome");
  reader.subscribe("");
  await welcome;
  return reader;
}

test("50,000 lines reach a reader that pauses for 4 seconds", async () => {
  const reader = await lazyReader();
  const { outputs } = await kernel.run(
    "for (let i = 0; i < 50000; i++) console.log(i + ' ' + '.'.repeat(40))",
  );
  expect(streamText(outputs).split("\n")).toHaveLength(50_001);
  await sleep(4000);
  let text = "";
  while (!text.includes("49999 ")) {
    const frames = await reader.receive();
    const content = JSON.parse(frames.at(-1)?.toString() ?? "{}") as { text?: string };
    text += content.text ?? "";
  }
  expect(text === streamText(outputs)).toBe(true);
  reader.close();
});

test("an endless printing loop with a reader that does not read fills no memory, and stops", async () => {
  const reader = await lazyReader();
  const { cell } = await underWay(kernel.client, "while (true) console.log('0123456789'.repeat(10))");
  await sleep(3000);
  const reply = nextMessage(kernel.client, ({ header }) => header.msg_type === "interrupt_reply");
  void kernel.client.interrupt();
  await reply;
  expect(memoryOf(kernel.client.process?.pid) ?? 0).toBeLessThan(400);
  // Only now can what the kernel still has to say be delivered.
  reader.close();
  const { outputs } = await cell;
  expect(errorOf(outputs.filter((output) => output.output_type === "error")).ename).toBe("KeyboardInterrupt");
  expect(streamText((await kernel.run("console.log('goes on')")).outputs)).toBe("goes on\n");
});

test("one output of 50 MB passes, whole, with under 300 MB of memory", async () => {
  // A character of two units is not to be cut in halves where the text is.
  const { outputs } = await kernel.run("console.log('x' + '😀'.repeat(12_500_000))");
  const text = streamText(outputs);
  expect(text === `x${"😀".repeat(12_500_000)}\n`).toBe(true);
  // The session's own peak is the cell's: how soon V8 collects what it has made.
  const peak = () => peakOf(kernel.client.process?.pid) ?? 0;
  expect(peak()).toBeLessThan(300);
  const shown = await kernel.run(
    "import { display, text } from 'gradbook-kernel'; display(text('y'.repeat(50_000_000)))",
  );
  expect(JSON.stringify(shown.outputs)).toHaveLength(50_000_000 + JSON.stringify(withText("")).length);
  expect(peak()).toBeLessThan(300);
});

const withText = (text: string) => [
  { output_type: "display_data", data: { "text/plain": text }, metadata: {} },
];

/** The most memory a process ever had, in MB. */
function peakOf(pid: number | undefined): number | undefined {
  if (process.platform !== "linux") return undefined;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
