import * as gradbook from "gradbook";
import { info, OptionError, setThreads } from "gradbook";
import { afterEach, describe, expect, it } from "vitest";
import { withEngine } from "../../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { crewOfThreads } from "../../../../lib/src/engine/wasm/threads/team.js";
import { recordingState } from "../../../../lib/src/recorder/record-step.js";
import { hash, networks, trainingProgram, trainingStep } from "../training-program.js";

const former = info().threads;
afterEach(() => setThreads(former));

/** Trains until worker threads are up, then some steps; gives the same lines as `trainingProgram`. */
function trainedWith(threads: number, network: (typeof networks)[number], steps: number) {
  setThreads(threads);
  // Workers start with the first step that gains from them, and take some time: another network is trained meanwhile.
  const warm = trainingStep(gradbook, network);
  const patience = performance.now() + 120_000;
  for (let i = 0; i < 8 || (crewOfThreads()?.isReady === false && performance.now() < patience); i++)
    warm.run();
  const before = crewOfThreads()?.jobs ?? 0;
  const lines = trainingProgram(gradbook, network, steps);
  return { lines, jobs: (crewOfThreads()?.jobs ?? 0) - before };
}

describe("threads", () => {
  // The reference engine takes its time for a character model, and native kernels make few jobs of a step.
  const stepsOf = { dense: 16, convolutions: 16, characters: 12 } as const;
  for (const network of networks) {
    const steps = stepsOf[network];
    it(`give the bits of the reference engine, however many there are: ${network}`, () => {
      const expected = withEngine(referenceEngine, () => trainingProgram(gradbook, network, steps));
      const alone = trainedWith(1, network, steps);
      expect(alone).toEqual({ lines: expected, jobs: 0 });
      for (const threads of [2, 3]) {
        const { lines, jobs } = trainedWith(threads, network, steps);
        expect(lines).toEqual(expected);
        // From the fifth run of a replay on, every second one is shared at first.
        expect(jobs).toBeGreaterThan(network === "characters" ? 1 : 8);
      }
    });
  }

  it("share chains of operations with many arrays", () => {
    const generator = gradbook.random.generator(5);
    const [x, y] = [generator.normal([128, 160]), generator.normal([160])];
    const run = () =>
      gradbook.train.step((a: typeof x, row: typeof y) => {
        let sum = a.add(row);
        const kept: Record<string, typeof x> = {};
        for (let i = 0; i < 45; i++) {
          sum = i % 9 === 8 ? sum.sub(sum.mean(0)) : sum.mul(0.75).add(row);
          kept[i] = sum;
        }
        return kept;
      });
    const bits = (outputs: Readonly<Record<string, typeof x>>) =>
      Object.values(outputs).map(({ data }) => hash([data]));
    const expected = bits(withEngine(referenceEngine, () => run()(x, y)));
    for (const threads of [1, 2, 3]) {
      setThreads(threads);
      const step = run();
      const before = crewOfThreads()?.jobs ?? 0;
      const patience = performance.now() + 60_000;
      let runs = 0;
      do expect(bits(step(x, y))).toEqual(expected);
      while (
        ++runs < 8 ||
        (threads > 1 && crewOfThreads()!.jobs < before + 8 && performance.now() < patience)
      );
      if (threads > 1) expect(crewOfThreads()!.jobs).toBeGreaterThanOrEqual(before + 8);
    }
  });

  it("follow setThreads between the runs of a step", () => {
    const run = (counts: readonly number[]) => {
      const step = trainingStep(gradbook, "dense");
      const losses = counts.map((count) => {
        setThreads(count);
        return hash([step.run().data]);
      });
      expect(recordingState(step.recorded)?.replayed).toBe(true);
      return losses;
    };
    const counts = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 1, 1, 2, 2];
    expect(run(counts)).toEqual(run(counts.map(() => 1)));
  });

  it("are told by info()", () => {
    setThreads(3);
    expect(info().threads).toBe(3);
    expect(withEngine(referenceEngine, info).threads).toBe(1);
  });

  it("are a whole number from 1 to 64", () => {
    for (const count of [0, 1.5, 65, Number.NaN]) {
      expect(() => setThreads(count)).toThrow(
        new OptionError(`setThreads: expected a whole number from 1 to 64, got ${count}; try 2`),
      );
    }
  });
});
