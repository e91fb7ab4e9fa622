import { runInThisContext } from "node:vm";
import { nn, noGrad, tensor } from "gradbook";
import { afterEach, expect, it } from "vitest";

const runKey = Symbol.for("gradbook.test.run");
const interruptKey = Symbol.for("gradbook.onInterrupt");

/** Stops a function in the middle as a kernel's Stop does: without running its finally blocks. */
function terminate(run: () => void): void {
  Reflect.set(globalThis, runKey, run);
  expect(() => runInThisContext('globalThis[Symbol.for("gradbook.test.run")]()', { timeout: 50 })).toThrow(
    "Script execution timed out",
  );
  for (const reset of Reflect.get(globalThis, interruptKey) as Set<() => void>) reset();
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, runKey);
});

class Endless extends nn.Module {
  forward(): never {
    for (;;);
  }
}

it("a forward pass that was interrupted in training leaves no training mode behind", () => {
  terminate(() => new Endless().apply(tensor([1]), { training: true }));
  const x = tensor([1, 2, 3, 4]);
  expect(nn.dropout(0.5, { seed: 1 }).apply(x).toArray()).toEqual([1, 2, 3, 4]);
});

it("a prediction that was interrupted leaves gradients on", () => {
  terminate(() =>
    noGrad(() => {
      for (;;);
    }),
  );
  const w = tensor([1, 2], { requiresGrad: true });
  w.sum().backward();
  expect(w.grad?.toArray()).toEqual([1, 1]);
});
