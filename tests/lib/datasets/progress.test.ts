import { describe, expect, it } from "vitest";
import { progressBar } from "../../../lib/src/datasets/progress.js";

const write = (isTTY: boolean, received: readonly number[]): string[] => {
  const lines: string[] = [];
  const listen = progressBar({ isTTY, write: (text) => lines.push(text) });
  for (const receivedBytes of received) {
    listen({ title: "MNIST", file: "train.gz", receivedBytes, totalBytes: 10_000_000 });
  }
  return lines;
};

describe("the progress bar", () => {
  it("draws one line in place, and ends it", () => {
    expect(write(false, [0, 5_000_000, 10_000_000])).toEqual([
      "\rMNIST ░░░░░░░░░░░░░░░░░░░░ 0.0 of 10.0 MB",
      "\rMNIST ██████████░░░░░░░░░░ 5.0 of 10.0 MB",
      "\rMNIST ████████████████████ 10.0 of 10.0 MB\n",
    ]);
  });

  it("draws every percent in a terminal and every tenth elsewhere", () => {
    const everyThousandth = Array.from({ length: 1001 }, (_, i) => i * 10_000);
    expect(write(true, everyThousandth).length).toBe(101);
    expect(write(false, everyThousandth).length).toBe(11);
  });
});
