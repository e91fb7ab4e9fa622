import { type callbacks, nn, tensor, train } from "gradbook";
import { afterEach, describe, expect, it, vi } from "vitest";

const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const y = tensor([[0], [1], [1], [0]]);

function model() {
  const net = nn.sequential([nn.dense(1)], { seed: 1 });
  net.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  return net;
}

const running: train.progress.ProgressState = {
  task: "fit",
  epochs: 5,
  rows: [{ epoch: 1, logs: { loss: 0.5, accuracy: 0.75 } }],
  running: {
    epoch: 2,
    batch: 234,
    batches: 468,
    logs: { loss: 0.00001, accuracy: 1 },
    millisecondsPerStep: 11.2,
    secondsLeft: 125,
  },
};
const ended: train.progress.ProgressState = { ...running, running: undefined };

describe("in a terminal", () => {
  it("one line changes in place, ended epochs stay", () => {
    let written = "";
    const sink = train.progress.terminalProgress((text) => {
      written += text;
    });
    sink.show(running);
    expect(written).toBe(
      "\r\x1b[KEpoch 1/5  loss 0.5000  accuracy 0.7500\n" +
        "Epoch 2/5  [##########----------] 234/468  loss 1.0000e-5  accuracy 1.0000  11 ms/step  2 min 5 s left",
    );
    written = "";
    sink.finish(ended);
    expect(written).toBe("\r\x1b[K");
  });
});

describe("in a log", () => {
  it("a line per epoch, each once", () => {
    const lines: string[] = [];
    const sink = train.progress.plainProgress((line) => lines.push(line));
    sink.show(running);
    sink.show(running);
    sink.finish(ended);
    expect(lines).toEqual(["Epoch 1/5  loss 0.5000  accuracy 0.7500"]);
  });
});

describe("in a notebook", () => {
  const key = Symbol.for("gradbook.session");
  afterEach(() => {
    Reflect.deleteProperty(globalThis, key);
  });

  type Shown = { readonly data: Record<string, string>; readonly id: string; readonly update: boolean };
  const recorder = () => {
    const shown: Shown[] = [];
    const session: train.progress.NotebookSession = {
      display: ({ data }, { id, update }) => shown.push({ data: data as Record<string, string>, id, update }),
    };
    return { shown, session };
  };

  it("one output changes in place and shows no time at the end", () => {
    const { shown, session } = recorder();
    const sink = train.progress.notebookProgress(session);
    sink.show(running);
    sink.finish(ended);
    const [first, last] = shown as [Shown, Shown];
    expect(first.data["text/plain"]).toContain("[##########----------] 234/468");
    expect(first.data["text/html"]).toContain(
      '<progress max="468" value="234"></progress> 234/468 · 11 ms/step · 2 min 5 s left',
    );
    expect(last.data["text/plain"]).toBe("Epoch 1/5  loss 0.5000  accuracy 0.7500");
    expect(last.data["text/html"]).not.toMatch(/ms|progress>|left/);
    expect(last.data["text/html"]).toContain("0.7500</td>");
    expect([first.update, last.update]).toEqual([false, true]);
    expect(last.id).toBe(first.id);
  });

  it("fit uses the kernel's display when there is one", async () => {
    const { shown, session } = recorder();
    Reflect.set(globalThis, key, session);
    await model().fit([x, y], { epochs: 3 });
    await model().fit([x, y], { epochs: 1 });
    const last = new Map(shown.map(({ id, data }) => [id, data["text/plain"]!]));
    const lines = [...last.values()].map((text) => text.split("\n").map((line) => line.slice(0, 9)));
    expect(lines).toEqual([["Epoch 1/3", "Epoch 2/3", "Epoch 3/3"], ["Epoch 1/1"]]);
  });
});

describe("without a display", () => {
  it("fit prints lines that are the same on every run", async () => {
    const spy = vi.spyOn(console, "log").mockImplementation(() => undefined);
    try {
      await model().fit([x, y], { epochs: 2 });
      await model().fit([x, y], { epochs: 2 });
      const lines = spy.mock.calls.map(([line]) => line as string);
      expect(lines.length).toBe(4);
      expect(lines.slice(0, 2)).toEqual(lines.slice(2));
      expect(lines[0]).toMatch(/^Epoch 1\/2 {2}loss \d\.\d{4}$/);
    } finally {
      spy.mockRestore();
    }
  });
  it("keeps about ten lines of many epochs", async () => {
    const lines: string[] = [];
    const sink = train.progress.plainProgress((line) => lines.push(line.split("  ")[0]!));
    await model().fit([x, y], { epochs: 1000, progress: sink });
    expect(lines).toEqual(
      [1, ...[100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]].map((n) => `Epoch ${n}/1000`),
    );
  });
  it("tells how far it is while it runs, with the time that is left", async () => {
    const states: train.progress.ProgressState[] = [];
    const sink = {
      show: (state: train.progress.ProgressState) => states.push(state),
      finish: () => undefined,
    };
    const slow: callbacks.Callback = {
      onBatchEnd: () => new Promise((resolve) => setTimeout(resolve, 40)),
    };
    await model().fit([x, y], { epochs: 2, batchSize: 1, seed: 3, callbacks: [slow], progress: sink });
    const seen = states.filter((state) => state.running !== undefined).map((state) => state.running!);
    expect(seen.length).toBeGreaterThan(1);
    for (const { batches, secondsLeft, millisecondsPerStep, logs } of seen) {
      expect(batches).toBe(4);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
      expect(millisecondsPerStep).toBeGreaterThan(0);
      expect(logs.loss).toBeGreaterThan(0);
    }
  });
});
