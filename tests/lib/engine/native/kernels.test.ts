import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as gradbook from "gradbook";
import { expect, it } from "vitest";
import "../../../../lib/src/engine/native/offer.js";
import { moduleOf } from "../../../../lib/src/engine/native/compiled-calls.js";
import { kernelsOver } from "../../../../lib/src/engine/native/kernels.js";
import { nativeKernels } from "../../../../lib/src/engine/native/library.js";
import { Arena } from "../../../../lib/src/engine/wasm/arena.js";
import { bytesOf } from "../../../../lib/src/engine/wasm/byte-text.js";
import { sequenceBinary } from "../../../../lib/src/engine/wasm/sequence-binary.js";
import { describeWith, needs } from "../../../support/needs.js";
import { projectRoot } from "../../../support/project.js";
import { networks, trainingStep } from "../training-program.js";

/** Kernels of WebAssembly's that only move values, or belong to a way of doing that native kernels do not go. */
const onlyInWasm = ["borderImages", "memory", "pack", "turnKernel"];

describeWith(needs.native(), "native kernels", () => {
  it("are all those of WebAssembly that compute, one for chains and one for lists of calls", () => {
    const arena = Arena.create(0)!;
    const brought = arena.compile(bytesOf(sequenceBinary));
    const all = [...arena.set.numbers.keys(), ...brought.numbers.keys()];
    const wasm = [...new Set(all)].filter((name) => !onlyInWasm.includes(name));
    const names = (mode: "exact" | "fast") => [...kernelsOver(undefined, mode)!.numbers.keys()];
    expect(names("exact").sort()).toEqual([...wasm, "chain", "runList"].sort());
    expect(names("fast").sort()).toEqual(names("exact").sort());
  });

  it("are what computes, and info tells it", () => {
    expect(gradbook.info().kernels).toBe(`native (${nativeKernels()!.kind})`);
    const called = new Set<string>();
    const set = Arena.prototype;
    const { get } = Object.getOwnPropertyDescriptor(set, "nativeSet")!;
    Object.defineProperty(set, "nativeSet", {
      configurable: true,
      get(this: Arena) {
        const found = get!.call(this) as Arena["nativeSet"];
        const names = [...found!.numbers.keys()];
        return {
          ...found,
          calls: found!.calls.map((call, i) => (...n: number[]) => {
            called.add(names[i]!);
            return call(...n);
          }),
        };
      },
    });
    try {
      gradbook.setThreads(1);
      for (const network of networks) {
        const step = trainingStep(gradbook, network);
        for (let i = 0; i < 4; i++) step.run();
      }
    } finally {
      Object.defineProperty(set, "nativeSet", { configurable: true, get: get! });
    }
    const expected = [
      "adam",
      "chain",
      "convolve",
      "inputGradient",
      "kernelGradient",
      "maxPool2dIndices",
      "multiplyPanels",
    ];
    expect([...called]).toEqual(expect.arrayContaining(expected));
  });

  it("compute unless they are switched off, to the same bits", () => {
    const program = `
      import { info, random, nn, train, losses, optimizers, tensor } from ${JSON.stringify(join(projectRoot, "lib/dist/node/index.js"))};
      const x = random.generator(1).normal([64, 300]);
      const y = random.generator(2).normal([64, 200]);
      const model = nn.sequential([nn.dense(520, { activation: "tanh" }), nn.dense(200)], { seed: 1 });
      const optimizer = optimizers.adam();
      const step = train.step((x, y) => {
        const loss = losses.meanSquaredError(y, model.apply(x));
        loss.backward();
        optimizer.step(model.parameters());
        return { loss };
      });
      let last;
      for (let i = 0; i < 6; i++) last = step(x, y).loss;
      console.log(JSON.stringify([info().kernels, last.item()]));`;
    const run = (native: string) => {
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
        encoding: "utf8",
        env: { ...process.env, GRADBOOK_NATIVE: native, GRADBOOK_THREADS: "1" },
      });
      expect(stderr).toBe("");
      return JSON.parse(stdout) as [string, number];
    };
    const [without, loss] = run("off");
    expect(without).toBe("WebAssembly");
    const { kinds } = moduleOf(nativeKernels()!.libraries.exact);
    for (const kind of ["", ...kinds]) {
      const [kernels, other] = run(kind);
      expect(kernels).toBe(`native (${kind || kinds[0]})`);
      expect(other).toBe(loss);
    }
  });
});
