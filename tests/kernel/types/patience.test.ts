import { spawn } from "node:child_process";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { processorTime } from "../../../kernel/src/processor-time.js";
import { Patience } from "../../../kernel/src/type-process/shared/patience.js";

/** The clock, and the processor time of a service, as these tests have them. */
let clock = 0;
let worked: number | undefined;
let patience: Patience;

beforeEach(() => {
  [clock, worked] = [0, 0];
  patience = new Patience({ longest: 10_000, silence: 20_000, worked: () => worked, clock: () => clock });
});

/** Looks once for each second of the clock, in which the service has worked for so long. @returns the second of a verdict */
function lookFor(seconds: number, { works }: { readonly works: number | undefined }) {
  for (let second = 0; second <= seconds; second++) {
    const verdict = patience.look();
    if (verdict !== undefined) return { ...verdict, second };
    clock += 1000;
    worked = works === undefined ? undefined : (worked ?? 0) + works;
  }
  return undefined;
}

describe("a question of this kernel's", () => {
  beforeEach(() => patience.renew({ isOurs: true }));

  test("may take ten seconds of processor time", () => {
    expect(lookFor(100, { works: 1000 })).toEqual({
      isOurs: true,
      reason: "a check took more than 10 s",
      second: 10,
    });
  });

  test("may take as much on a machine that leaves it a tenth of a core", () => {
    expect(lookFor(99, { works: 100 })).toBeUndefined();
    expect(lookFor(1, { works: 100 })?.reason).toBe("a check took more than 10 s");
  });

  test("may take ten seconds of the clock where the system tells no other time", () => {
    worked = undefined;
    expect(lookFor(100, { works: undefined })).toMatchObject({ isOurs: true, second: 10 });
  });
});

describe("a service that says nothing", () => {
  beforeEach(() => patience.renew({ isOurs: false }));

  test("is left after twenty seconds of its work", () => {
    expect(lookFor(100, { works: 1000 })).toEqual({
      isOurs: false,
      reason: "it has not said anything for 20 s",
      second: 20,
    });
  });

  test("is waited for while it has little of a busy machine", () => {
    expect(lookFor(199, { works: 100 })).toBeUndefined();
  });

  test("is waited for anew after a word", () => {
    expect(lookFor(15, { works: 1000 })).toBeUndefined();
    patience.renew({ isOurs: false });
    expect(lookFor(100, { works: 1000 })?.second).toBe(20);
  });

  test("is left by the clock where it does nothing at all, and where the system tells no other time", () => {
    expect(lookFor(100, { works: 0 })).toEqual({
      isOurs: false,
      reason: "it has not done anything for 20 s",
      second: 20,
    });
    worked = undefined;
    patience.renew({ isOurs: false });
    expect(lookFor(100, { works: undefined })?.second).toBe(20);
  });
});

test.runIf(process.platform === "linux")(
  "a process that computes takes processor time, and one that has ended tells none",
  async () => {
    const works = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
    const end = new Promise((resolve) => works.once("exit", resolve));
    await vi.waitFor(() => expect(processorTime(works.pid!)).toBeGreaterThan(300), 120_000);
    works.kill("SIGKILL");
    await end;
    expect(processorTime(works.pid!)).toBeUndefined();
  },
);
