import { tensor } from "gradbook";
import type { Bench } from "./measure.js";

/** The library alone: one matrix product, and the network of the first lesson. */
export function libraryBenches(): readonly Bench[] {
  const [m, k, n] = [128, 784, 512] as const;
  const a = tensor(grid(m, k));
  const b = tensor(grid(k, n));
  const X = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const W1 = tensor([
    [5, -7],
    [5, -7],
  ]);
  const b1 = tensor([-8, 3]);
  const W2 = tensor([[-11], [-11]]);
  const b2 = tensor([6]);
  return [
    {
      name: `library: matmul ${m} x ${k} x ${n}`,
      unit: "ms",
      peers: { gradbook: async () => perCall(20, () => a.matmul(b)) },
    },
    {
      name: "library: XOR 2-2-1, forward",
      unit: "µs",
      peers: {
        gradbook: async () =>
          1000 * perCall(20_000, () => X.matmul(W1).add(b1).sigmoid().matmul(W2).add(b2).sigmoid()),
      },
    },
  ];
}

/** Numbers of both signs that differ from one another, the same in every run. */
function grid(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => Math.sin(i * columns + j)),
  );
}

/** Milliseconds per call, after as many calls to warm up. */
function perCall(times: number, call: () => unknown): number {
  for (let i = 0; i < times; i++) call();
  const begun = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - begun) / times;
}
