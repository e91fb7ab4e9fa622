import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LookBudget } from "../../../kernel/src/debugger/look-budget.js";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("what looks may take of a cell's time", () => {
  let budget: LookBudget;
  let spent = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    budget = new LookBudget(() => Date.now());
    budget.cellRuns(true);
    spent = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Looks again and again for ten seconds, as one who never has enough. @returns how often */
  async function insist(kind: string, took: number): Promise<number> {
    const end = Date.now() + 10_000;
    let looks = 0;
    while (Date.now() < end) {
      await budget.turn();
      await budget.look(kind, async () => {
        await sleep(took);
        spent += took;
        looks++;
      });
    }
    return looks;
  }

  it.each([1, 5, 20, 100])("is 2 %% where one look after the other takes %i ms", async (took) => {
    const insisting = insist("value", took);
    await vi.advanceTimersByTimeAsync(30_000);
    const looks = await insisting;
    // The last one may have begun at the very end.
    expect(spent).toBeLessThanOrEqual(0.02 * 10_000 + took);
    expect(looks).toBeGreaterThanOrEqual(200 / took);
  });

  it("is 2 % for all kinds together, each by the time that it takes", async () => {
    const insisting = [
      insist("value", 1),
      insist("names", 4),
      insist("watch 1", 10),
      insist("variables", 10),
    ];
    await vi.advanceTimersByTimeAsync(30_000);
    await Promise.all(insisting);
    // How long a kind takes is known only after the first of it.
    expect(spent).toBeLessThanOrEqual(0.02 * 10_000 + 2 * 25);
  });

  it("is the least of the last times: one that waited for a long native call does not count in full", async () => {
    await looked(2);
    expect(budget.wait).toBe(100);
    await vi.advanceTimersByTimeAsync(100);
    await looked(300);
    expect(budget.wait).toBe(0);
  });

  /** A look that takes so long. */
  async function looked(took: number): Promise<void> {
    const look = budget.look("value", () => sleep(took));
    await vi.advanceTimersByTimeAsync(took);
    await look;
  }

  it("lets nobody wait longer than he has patience, nor at all where no cell computes", async () => {
    await looked(10);
    expect(budget.wait).toBe(500);
    expect(await budget.turn(400)).toBe(false);
    const waiting = budget.turn();
    budget.cellRuns(false);
    expect(await waiting).toBe(true);
    expect(budget.wait).toBe(0);
    await looked(10);
    expect(await budget.turn(0)).toBe(true);
  });
});
