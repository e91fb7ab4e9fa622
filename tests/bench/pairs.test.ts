import { describe, expect, it } from "vitest";
import { pairBenches } from "./pairs.js";
import type { Peer } from "./peers/peer.js";

/** Processes on a machine that gets slower with everything that is asked, by more than tasks differ. */
function drifting(times: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  let ended = 0;
  const start = (name: string) => (): Peer => {
    const ask = async (task: string) => {
      asked.push(`${name} ${task}`);
      const slowness = asked.length < 12 ? 1 : 3;
      return { ms: (times[`${name} ${task}`] ?? Number.NaN) * slowness, result: 0, memory: 0 };
    };
    return { ask, end: () => void ended++ } as unknown as Peer;
  };
  return { asked, start, ended: () => ended };
}

describe("two ways held against each other", () => {
  it("take turns in one process, and the median of their ratios counts", async () => {
    const machine = drifting({ "gradbook w1-fit": 2, "gradbook w1-fit-own-loss": 2.1 });
    const [own] = pairBenches(new Map([["gradbook", machine.start("gradbook")]]), 0.1);
    expect(await own?.peers.gradbook?.()).toBeCloseTo(1.05, 12);
    expect(machine.asked.slice(0, 4)).toEqual([
      "gradbook w1-fit-own-loss",
      "gradbook w1-fit",
      "gradbook w1-fit",
      "gradbook w1-fit-own-loss",
    ]);
    expect(machine.ended()).toBe(1);
  });

  it("run beside a busy core in two processes, two threads against one", async () => {
    const machine = drifting({ "two w2": 4, "one w2": 5 });
    const starts = new Map([
      ["gradbook", machine.start("two")],
      ["gradbook, 1 thread", machine.start("one")],
    ]);
    const bench = pairBenches(starts, 0.1).find(({ name }) => name.includes("W2"));
    expect(await bench?.peers.gradbook?.()).toBeCloseTo(0.8, 12);
    expect(machine.ended()).toBe(2);
  });

  it("have no number where one of them cannot be had", async () => {
    const machine = drifting({});
    const [own, busy] = pairBenches(new Map([["gradbook", machine.start("gradbook")]]), 0.1);
    expect(await own?.peers.gradbook?.()).toBeUndefined();
    expect(await busy?.peers.gradbook?.()).toBeUndefined();
  });
});
