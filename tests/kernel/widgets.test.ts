import type { JsonObject, Message } from "gradbook-kernel/client";
import { expect, test } from "vitest";
import { errorOf, nextMessage, resultData, resultText, streamText, useKernel } from "./support/kernel.js";

const kernel = useKernel();

/** Runs a cell and gives the comm messages it sends. */
async function commsOf(code: string): Promise<{ messages: Message[]; data: JsonObject | undefined }> {
  const messages: Message[] = [];
  const { outputs, status } = await kernel.run(code, {
    onMessage: (message) => {
      if (message.header.msg_type.startsWith("comm_")) messages.push(message);
    },
  });
  expect([status, outputs]).toEqual(["ok", outputs]);
  return { messages, data: resultData(outputs) };
}

interface Opened {
  readonly id: string;
  readonly state: JsonObject;
}

function opened({ content }: Message): Opened {
  return { id: String(content.comm_id), state: (content.data as { state: JsonObject }).state };
}

/** Says something to a widget as a client does, and gives what the kernel sends until it has dealt with it. */
async function say(id: string, data: JsonObject): Promise<Message[]> {
  const { wire } = kernel.client;
  const header = wire.header("comm_msg");
  const answers: Message[] = [];
  const stop = kernel.client.listen((message) => {
    if (message.parentHeader.msg_id === header.msg_id) answers.push(message);
  });
  const idle = nextMessage(
    kernel.client,
    ({ parentHeader, content }) =>
      parentHeader.msg_id === header.msg_id && content.execution_state === "idle",
  );
  const content = { comm_id: id, data };
  await kernel.client.sendFrames("shell", wire.encode({ type: "comm_msg", content }, header));
  await idle;
  stop();
  return answers.filter(({ header: { msg_type } }) => msg_type !== "status");
}

const update = (state: JsonObject) => ({ method: "update", state, buffer_paths: [] });

test("a slider opens its models as ipywidgets 8 does, and shows a view of the last", async () => {
  const { messages, data } = await commsOf(
    `import { widgets } from "gradbook-kernel";
     const slider = widgets.intSlider({ value: 3, min: 1, max: 9, description: "n", layout: { width: "50%" } }); slider`,
  );
  const [layout, style, model] = messages.map(opened);
  expect(messages.map(({ content, metadata }) => [content.target_name, metadata])).toEqual(
    Array.from({ length: 3 }, () => ["jupyter.widget", { version: "2.1.0" }]),
  );
  expect(layout?.state).toMatchObject({
    _model_name: "LayoutModel",
    _model_module: "@jupyter-widgets/base",
    _model_module_version: "2.0.0",
    width: "50%",
  });
  expect(style?.state).toMatchObject({
    _model_name: "SliderStyleModel",
    _model_module: "@jupyter-widgets/controls",
    _view_name: "StyleView",
    _view_module: "@jupyter-widgets/base",
  });
  expect(model?.state).toMatchObject({
    _model_name: "IntSliderModel",
    _view_name: "IntSliderView",
    layout: `IPY_MODEL_${layout?.id}`,
    style: `IPY_MODEL_${style?.id}`,
    value: 3,
    min: 1,
    max: 9,
    step: 1,
    description: "n",
  });
  expect(data).toEqual({
    "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 0, model_id: model?.id },
    "text/plain": "IntSlider(3)",
  });
});

test("what the client changes is echoed, reaches the cell's variables and its listener", async () => {
  const id = String(resultText((await kernel.run("slider.id")).outputs)).replaceAll("'", "");
  await kernel.run(
    "let heard: number[] = []; slider.onChange((value) => { heard.push(value); console.log(value) })",
  );
  const answers = await say(id, update({ value: 7 }));
  expect(answers.map(({ content }) => content)).toEqual([
    { comm_id: id, data: { method: "echo_update", state: { value: 7 }, buffer_paths: [] } },
    { name: "stdout", text: "7\n" },
  ]);
  expect(resultText((await kernel.run("[slider.value, heard]")).outputs)).toBe("[ 7, [ 7 ] ]");
  const { messages } = await commsOf("slider.value = 2; void 0");
  expect(messages.map(({ content }) => content.data)).toEqual([update({ value: 2 })]);
  await say(id, update({ value: 7 }));
  expect(resultText((await kernel.run("heard")).outputs)).toBe("[ 7, 7 ]");
  const [answer] = await say(id, { method: "request_state" });
  expect(answer?.content.data).toMatchObject({ method: "update", state: { value: 7, max: 9 } });
});

test.each([
  [
    "floatSlider({ value: 0.5 })",
    "FloatSlider",
    { value: 0.5, min: 0, max: 1, step: 0.01 },
    { value: 0.25 },
    "0.25",
  ],
  ["checkbox({ value: true })", "Checkbox", { value: true }, { value: false }, "false"],
  ["text({ value: 'a' })", "Text", { value: "a" }, { value: "b" }, "'b'"],
  ["html({ value: '<b>x</b>' })", "HTML", { value: "<b>x</b>" }, { value: "y" }, "'y'"],
  ["play({ max: 5 })", "Play", { value: 0, max: 5, interval: 100 }, { value: 1 }, "1"],
  [
    "dropdown({ options: ['sgd', 'adam'], value: 'adam' })",
    "Dropdown",
    { _options_labels: ["sgd", "adam"], index: 1 },
    { index: 0 },
    "'sgd'",
  ],
  [
    "dropdown({ options: [{ n: 1 }, { n: 2 }], label: (o) => 'n' + o.n })",
    "Dropdown",
    { _options_labels: ["n1", "n2"], index: 0 },
    { index: 1 },
    "{ n: 2 }",
  ],
])("widgets.%s", async (code, kind, state, changed, value) => {
  const { messages } = await commsOf(`const control = widgets.${code};`);
  const model = opened(messages.at(-1)!);
  expect(model.state).toMatchObject({
    _model_name: `${kind}Model`,
    _model_module: "@jupyter-widgets/controls",
    ...state,
  });
  await say(model.id, update(changed));
  expect(resultText((await kernel.run("control.value")).outputs)).toBe(value);
});

test("a button's clicks", async () => {
  const { messages } = await commsOf(
    "let clicks = 0; const go = widgets.button({ description: 'Go' }); go.onClick(() => clicks++); void 0",
  );
  const { id, state } = opened(messages.at(-1)!);
  expect(state).toMatchObject({ _model_name: "ButtonModel", description: "Go" });
  await say(id, { method: "custom", content: { event: "click" } });
  expect(resultText((await kernel.run("clicks")).outputs)).toBe("1");
});

test("boxes hold others; a widget that is closed is gone", async () => {
  const { messages } = await commsOf("const box = widgets.hbox([go, control as any]);");
  const { id, state } = opened(messages.at(-1)!);
  const children = String(resultText((await kernel.run("[go.id, control.id].join()")).outputs));
  expect(state.children).toEqual(
    children
      .replaceAll("'", "")
      .split(",")
      .map((child) => `IPY_MODEL_${child}`),
  );
  await kernel.run("box.close()");
  const { comms } = await kernel.client.request("shell", "comm_info_request", {
    target_name: "jupyter.widget",
  });
  expect(comms).not.toHaveProperty(id);
  expect(Object.keys(comms as object)).toContain(children.slice(1, 37));
});

test("a client that comes later asks for all widgets at once", async () => {
  const { wire } = kernel.client;
  const answer = nextMessage(
    kernel.client,
    ({ content }) => content.comm_id === "late" && content.data !== undefined,
  );
  const open = { comm_id: "late", target_name: "jupyter.widget.control", data: {} };
  await kernel.client.sendFrames("shell", wire.encode({ type: "comm_open", content: open }));
  await say("late", { method: "request_states" });
  const data = (await answer).content.data as { method: string; states: Record<string, JsonObject> };
  expect(data.method).toBe("update_states");
  const names = Object.values(data.states).map((state) => state.model_name);
  expect(names).toContain("IntSliderModel");
  expect(names).not.toContain("HBoxModel");
});

test("wrong values are refused with what to do", async () => {
  expect(errorOf((await kernel.run("widgets.intSlider({ value: 5, max: 3 })")).outputs).evalue).toBe(
    "intSlider: expected min <= value <= max, got 0, 5 and 3; give a min and a max that hold the value",
  );
  const { outputs } = await kernel.run("widgets.dropdown({ options: ['a', 'b'] }).value = 'c' as never");
  expect(errorOf(outputs).evalue).toBe("dropdown: expected one of a, b, got c; add it to options");
});

test("interact makes controls of abbreviations, with their types", async () => {
  const { outputs } = await kernel.run(
    `const made = await widgets.interact(({ n, range, fine, name, kind, on, own }) => {
       const types: [number, number, number, string, "a" | "b", boolean, number] = [n, range, fine, name, kind, on, own];
       console.log(types.join());
     }, { n: 4, range: [0, 10], fine: [0, 1, 0.1], name: "x", kind: ["a", "b"], on: true, own: slider });
     void 0`,
  );
  expect(outputs.filter((output) => output.output_type === "error")).toEqual([]);
  expect(streamText(outputs)).toBe("4,5,0.5,x,a,true,7\n");
  const shown = (await kernel.run("Object.values(made).map(String)")).outputs;
  expect(String(resultText(shown)).replaceAll(/\s+/g, " ")).toBe(
    "[ 'IntSlider(4)', 'IntSlider(5)', 'FloatSlider(0.5)', 'Text(\"x\")', 'Dropdown(\"a\")', 'Checkbox(true)', 'IntSlider(7)' ]",
  );
});

test("interact runs anew at a change, its output belongs to the widget, and errors are shown there", async () => {
  const { messages } = await commsOf(
    `const { w } = await widgets.interact(async ({ w }) => {
       if (w > 5) throw new RangeError("w is too large");
       await null; console.log("printed", w); return { w };
     }, { w: [0, 10] }); void 0`,
  );
  const output = messages
    .map((message) => message.content)
    .find(({ data }) => "outputs" in ((data as { state?: object }).state ?? {}));
  const id = String(resultText((await kernel.run("w.id")).outputs)).replaceAll("'", "");
  const answers = await say(id, update({ value: 3 }));
  const about = answers.map(({ header, content }) => [
    header.msg_type,
    content.comm_id,
    content.data ?? content,
  ]);
  const request = answers[0]?.parentHeader.msg_id;
  expect(about).toEqual([
    ["comm_msg", id, { method: "echo_update", state: { value: 3 }, buffer_paths: [] }],
    ["comm_msg", output?.comm_id, update({ msg_id: request })],
    ["clear_output", undefined, { wait: true }],
    ["stream", undefined, { name: "stdout", text: "printed 3\n" }],
    ["display_data", undefined, { "text/plain": "{ w: 3 }" }],
    ["comm_msg", output?.comm_id, update({ msg_id: "" })],
  ]);
  const failed = await say(id, update({ value: 6 }));
  const said = failed.find(({ header }) => header.msg_type === "stream");
  expect(said?.content).toMatchObject({ name: "stderr" });
  expect(said?.content.text).toMatch(/^RangeError: w is too large\n\s+at .*cell-\d+:2:25/);
});
