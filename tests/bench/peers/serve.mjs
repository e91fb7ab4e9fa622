/*
 * The loop of a peer's process: a line of JSON asks for a task, a line of JSON answers. The same loop stands in
 * serve.py, so that every library is called and timed in the same way.
 */
import { createInterface } from "node:readline";

/**
 * @typedef {object} Task
 * @property {() => unknown} call what is timed; its work is done when it returns, or when its promise resolves
 * @property {number} result a number that any library must get, within rounding
 * @property {number} [calls] how often a call does what is measured; once if it does not say
 * @property {number} [first] of a training: milliseconds that its first steps took
 */

/** A call that takes longer than this is not repeated. */
const LONG = 2000;

/**
 * Answers `{ "task": "w1-train", "seconds": 0.5 }` with `{ "ms": 5.1, "result": 2.3, "memory": 101 }`, the last of
 * which are the most megabytes that the process has held, or with `{ "missing": "why" }` when the library cannot do it.
 *
 * @param {Record<string, () => Task | Promise<Task>>} tasks
 */
export async function serve(tasks) {
  /** @type {Map<string, Task>} */
  const ready = new Map();
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const { task: name, seconds } = JSON.parse(line);
    console.log(JSON.stringify(await answer(name, seconds)));
  }

  /** @param {string} name @param {number} seconds */
  async function answer(name, seconds) {
    const prepare = tasks[name];
    if (prepare === undefined) return { missing: "not there" };
    try {
      let task = ready.get(name);
      if (task === undefined) {
        task = await prepare();
        ready.set(name, task);
        await timed(task.call, seconds);
      }
      const ms = (await timed(task.call, seconds)) / (task.calls ?? 1);
      const { result, first } = task;
      return { ms, result, first, memory: process.resourceUsage().maxRSS / 1e3 };
    } catch (error) {
      delete tasks[name];
      return { missing: String(error).split("\n", 1)[0] };
    }
  }
}

/**
 * Milliseconds of one call: the median of batches of calls, each long enough for the clock.
 *
 * @param {() => unknown} call
 * @param {number} seconds how long to go on
 */
async function timed(call, seconds) {
  let begun = performance.now();
  await call();
  const first = performance.now() - begun;
  if (first > LONG) return first;
  const batch = Math.max(1, Math.round(2 / Math.max(first, 0.001)));
  const end = performance.now() + 1000 * seconds;
  const times = [];
  while (performance.now() < end) {
    begun = performance.now();
    for (let i = 0; i < batch; i++) {
      const pending = call();
      if (pending instanceof Promise) await pending;
    }
    times.push((performance.now() - begun) / batch);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? first;
}
