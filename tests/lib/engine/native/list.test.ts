import * as gradbook from "gradbook";
import { setThreads } from "gradbook";
import { afterEach, expect, it } from "vitest";
import "../../../../lib/src/engine/native/offer.js";
import { joined } from "../../../../lib/src/engine/native/join.js";
import { declarationsOf } from "../../../../lib/src/engine/native/kernels.js";
import { type ListProgram, listProgram } from "../../../../lib/src/engine/native/list-program.js";
import { Arena } from "../../../../lib/src/engine/wasm/arena.js";
import type { ListedCall } from "../../../../lib/src/engine/wasm/ground.js";
import { crewOfThreads } from "../../../../lib/src/engine/wasm/threads/team.js";
import { describeWith, needs } from "../../../support/needs.js";

const former = gradbook.info().threads;
afterEach(() => setThreads(former));

const VALUES = 4096;

/** x, y and z in an arena, and the calls y = -x and z = |y|, each in four parts. */
function twoCalls() {
  const arena = Arena.create(1 << 20)!;
  const set = arena.nativeSet!;
  const [x, y, z] = Array.from({ length: 3 }, () => {
    return arena.view("float32", arena.reserve(VALUES * 4), VALUES) as Float32Array;
  }) as [Float32Array, Float32Array, Float32Array];
  x.forEach((_, i) => {
    x[i] = i - 100;
  });
  const call = (name: string, from: Float32Array, to: Float32Array): ListedCall => ({
    set,
    kernel: set.numbers.get(name)!,
    numbers: [from.byteOffset, to.byteOffset, VALUES],
    split: { size: 2, moves: { 0: 4, 1: 4 }, unit: 1024, work: 150_000 },
  });
  const calls = [call("neg", x, y), call("abs", y, z)];
  const list = listProgram(arena, calls, { declarations: declarationsOf(set), threads: 2 });
  const run = (count: number) => set.calls[set.numbers.get("runList")!]!(0, list.at, 0, count);
  return { arena, list, run, isDone: () => z.every((value, i) => value === Math.abs(x[i]!)) };
}

/** Says that somebody has taken parts of the first call. */
function take(arena: Arena, { at }: ListProgram, parts: number): void {
  (arena.view("int32", at, 2) as Int32Array)[0] = parts;
}

describeWith(needs.native(), "a list of calls", () => {
  it("runs them in order, and again", () => {
    const { list, run, isDone } = twoCalls();
    for (let i = 0; i < 3; i++) {
      list.begin();
      run(1);
      expect(isDone()).toBe(true);
    }
  });

  it("leaves the rest to who holds a part, and begins the call again when that one is lost", () => {
    const { arena, list, run, isDone } = twoCalls();
    list.begin();
    take(arena, list, 1);
    run(1);
    expect(isDone()).toBe(false);
    // What the pool of threads calls when a thread has ended: with the count of all.
    run(2);
    expect(isDone()).toBe(true);
  });

  it("joins what only calls kernels, and keeps the order with what does not", () => {
    const { arena } = twoCalls();
    const order: string[] = [];
    const command = (name: string | undefined, does: string) => ({ name, run: () => void order.push(does) });
    const run = joined(arena, arena.nativeSet!, [command("add", "a"), command(undefined, "b")]);
    expect(order).toEqual(["a", "b"]);
    // An addition that called no kernel computed in JavaScript: it runs again.
    run();
    expect(order).toEqual(["a", "b", "a", "b"]);
  });

  it("makes a prediction one job of the threads", () => {
    setThreads(2);
    const model = gradbook.nn.sequential(
      [
        gradbook.nn.dense(256, { activation: "relu" }),
        gradbook.nn.batchNormalization(),
        gradbook.nn.dense(256, { activation: "relu" }),
        gradbook.nn.dense(10, { activation: "softmax" }),
      ],
      { seed: 1 },
    );
    const x = gradbook.random.generator(1).normal([256, 256]);
    const step = gradbook.train.step((batch: typeof x) => ({ y: model.predict(batch) }));
    const expected = step(x).y.data.slice();
    const most = { jobs: 0 };
    const patience = performance.now() + 60_000;
    for (let runs = 0; runs < 40 || (most.jobs === 0 && performance.now() < patience); runs++) {
      const before = crewOfThreads()!.jobs;
      expect(step(x).y.data).toEqual(expected);
      // The first runs of a replay are not joined yet: each large call of theirs is a job.
      if (runs > 20) most.jobs = Math.max(most.jobs, crewOfThreads()!.jobs - before);
    }
    expect(most.jobs).toBe(1);
  });
});
