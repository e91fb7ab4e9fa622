import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Arena } from "../../../../lib/src/engine/wasm/arena.js";
import { Trial } from "../../../../lib/src/engine/wasm/threads/trial.js";

const crew = vi.hoisted(() => ({ isReady: true, settle() {}, learn() {} }));
vi.mock("../../../../lib/src/engine/wasm/threads/team.js", async (actual) => ({
  ...(await actual<object>()),
  crewOfThreads: () => crew,
}));

/** The clock that runs are measured by: it moves by what a run is said to take. */
let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

type Takes = (run: number) => number;

/** Runs a step so many times; gives how each run was computed. */
function runs(trial: Trial, count: number, { alone, shared }: { alone: Takes; shared: Takes }): string[] {
  const arena = Arena.create(0)!;
  return Array.from({ length: count }, (_, run) => {
    let way = "";
    trial.run(arena, () => {
      arena.offers++;
      way = arena.crew === undefined ? "alone" : "shared";
      now += arena.crew === undefined ? alone(run) : shared(run);
    });
    return way;
  });
}

const shareOf = (ways: readonly string[], way: string) =>
  ways.filter((each) => each === way).length / ways.length;

describe("whether a replay is shared between threads", () => {
  it("is tried by turns first, then the faster way is taken", () => {
    const begin = [...Array(4).fill("alone"), ...Array(6).fill(["shared", "alone"]).flat()];
    const ways = runs(new Trial(), 600, { alone: () => 2, shared: () => 1 });
    expect(ways.slice(0, 16)).toEqual(begin);
    expect(shareOf(ways.slice(16), "shared")).toBeGreaterThan(0.95);
    const others = runs(new Trial(), 600, { alone: () => 1, shared: () => 2 });
    expect(shareOf(others.slice(16), "alone")).toBeGreaterThan(0.95);
  });

  it("is not, when that gains nothing", () => {
    const ways = runs(new Trial(), 600, { alone: () => 1, shared: () => 0.99 });
    expect(shareOf(ways.slice(16), "alone")).toBeGreaterThan(0.95);
  });

  it("is not, when threads wait for one another now and then for longer than they gain", () => {
    const ways = runs(new Trial(), 2000, { alone: () => 1, shared: (run) => (run % 8 === 0 ? 10 : 0.9) });
    expect(shareOf(ways.slice(500), "alone")).toBeGreaterThan(0.95);
  });

  it("changes when the other cores get busy, and when they are free again", () => {
    const trial = new Trial();
    const free = { alone: () => 2, shared: () => 1 };
    const busy = { alone: () => 2, shared: () => 3 };
    runs(trial, 300, free);
    expect(shareOf(runs(trial, 300, busy).slice(100), "alone")).toBeGreaterThan(0.9);
    expect(shareOf(runs(trial, 3000, free).slice(-300), "shared")).toBeGreaterThan(0.9);
  });

  it("is soon, when threads come late: they load kernels first", () => {
    const ways = runs(new Trial(), 300, { alone: () => 2, shared: (run) => (run < 40 ? 2.5 : 1) });
    expect(shareOf(ways.slice(75), "shared")).toBeGreaterThan(0.95);
  });

  it("is not asked for steps that have nothing to share", () => {
    const trial = new Trial();
    const arena = Arena.create(0)!;
    for (let i = 0; i < 50; i++) {
      trial.run(arena, () => expect(arena.crew).toBeUndefined());
    }
  });
});
