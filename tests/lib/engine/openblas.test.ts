import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coreFor, isMistaken, processorOf, warningAbout } from "../../../lib/src/engine/blas/cores.js";
import type { Koffi } from "../../../lib/src/engine/blas/koffi.js";
import { described, loadForThisProcessor } from "../../../lib/src/engine/blas/openblas.js";

/** /proc/cpuinfo of a processor, with the instructions that matter. */
const cpuinfo = (vendor: string, family: number, model: number, flags: string) =>
  [
    "processor\t: 0",
    `vendor_id\t: ${vendor}`,
    `cpu family\t: ${family}`,
    `model\t\t: ${model}`,
    "model name\t: Some Processor(R) 8592 @ 1.90GHz",
    `flags\t\t: fpu sse sse2 ssse3 ${flags}`,
    "vmx flags\t: vnmi",
    "",
    "processor\t: 1",
  ].join("\n");

const AVX2 = "avx fma avx2";
const AVX512 = `${AVX2} avx512f avx512dq avx512cd avx512bw avx512vl`;
const emeraldRapids = cpuinfo("GenuineIntel", 6, 0xcf, `${AVX512} avx512_bf16 amx_bf16`);
const raptorLake = cpuinfo("GenuineIntel", 6, 0xb7, AVX2);
const cascadeLake = cpuinfo("GenuineIntel", 6, 0x55, AVX512);
const genoa = cpuinfo("AuthenticAMD", 25, 17, `${AVX512} avx512_bf16`);
const arm = "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n";

describe("the core for a processor", () => {
  it.each([
    ["Emerald Rapids", emeraldRapids, "Cooperlake"],
    ["Raptor Lake", raptorLake, "Haswell"],
    ["Cascade Lake", cascadeLake, "SkylakeX"],
    ["Genoa", genoa, "Cooperlake"],
    ["AVX alone", cpuinfo("GenuineIntel", 6, 0x2a, "avx"), "Sandybridge"],
    ["AVX2 without fused multiply-add", cpuinfo("GenuineIntel", 6, 0xb7, "avx avx2"), "Sandybridge"],
    ["SSE", cpuinfo("GenuineIntel", 6, 0x1a, "sse4_2"), "Nehalem"],
  ])("goes by its instructions: %s", (_, text, core) => {
    expect(coreFor(processorOf(text)!)).toBe(core);
  });

  it("is asked for where x86 is", () => {
    expect(processorOf(arm)).toBeUndefined();
    expect(processorOf("")).toBeUndefined();
    expect(processorOf(genoa)).toMatchObject({ vendor: "AuthenticAMD", family: 25, model: 17 });
  });

  it.each([
    ["0.3.19", false],
    ["0.3.20", true],
    ["0.3.24", true],
    ["0.3.25", false],
    ["0.4.21", false],
    [undefined, true],
  ])("is not known to release %s of OpenBLAS: %s", (release, mistaken) => {
    for (const text of [emeraldRapids, raptorLake]) {
      expect(isMistaken(processorOf(text)!, release)).toBe(mistaken);
    }
    for (const text of [cascadeLake, genoa]) expect(isMistaken(processorOf(text)!, release)).toBe(false);
  });

  it.each([
    [
      undefined,
      "Prescott",
      "libopenblas.so.0: expected AVX-512, which this processor has, got SSE of the core Prescott, which is slower; try OPENBLAS_CORETYPE=Cooperlake, or a newer OpenBLAS",
    ],
    [
      "haswell",
      "Haswell",
      'libopenblas.so.0: expected AVX-512, which this processor has, got AVX2 of the core Haswell, which is slower; try it without OPENBLAS_CORETYPE, which is "haswell"',
    ],
    [undefined, "Cooperlake", undefined],
    [undefined, "SapphireRapids", undefined],
  ])("is warned about, with OPENBLAS_CORETYPE %s: %s", (asked, core, warning) => {
    expect(warningAbout(core, processorOf(emeraldRapids)!, { library: "libopenblas.so.0", asked })).toBe(
      warning,
    );
  });
});

describe("an OpenBLAS that is loaded", () => {
  let folder = "";
  let told: (string | undefined)[] = [];
  const former = process.env.OPENBLAS_CORETYPE;

  /** koffi with an OpenBLAS that takes every processor for a Prescott, unless it is told otherwise. */
  const koffi: Koffi = {
    load() {
      const core = process.env.OPENBLAS_CORETYPE;
      told.push(core);
      return {
        func: (signature) => () =>
          signature.includes("corename") ? (core ?? "Prescott") : `OpenBLAS 0.3.21 DYNAMIC_ARCH ${core}`,
      };
    },
  };

  /** What a library is called and warned of, on a machine with a processor. */
  function loaded(text: string | undefined, name: string) {
    const fs = process.getBuiltinModule("node:fs");
    const read = vi.spyOn(fs, "readFileSync").mockImplementation((path) => {
      if (text === undefined || path !== "/proc/cpuinfo") throw new Error(`ENOENT: ${path}`);
      return text;
    });
    try {
      return described(loadForThisProcessor(koffi, name), "libopenblas.so.0");
    } finally {
      read.mockRestore();
    }
  }

  /** A library that is a link to a file with a release in its name, as they are installed. */
  function installed(release: string): string {
    const file = join(folder, `libopenblasp-r${release}.so`);
    writeFileSync(file, "");
    symlinkSync(file, join(folder, `libopenblas.so.${release}`));
    return join(folder, `libopenblas.so.${release}`);
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-openblas-"));
    told = [];
    delete process.env.OPENBLAS_CORETYPE;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (former === undefined) delete process.env.OPENBLAS_CORETYPE;
    else process.env.OPENBLAS_CORETYPE = former;
  });

  it("is told the core of a processor that it does not know, for as long as it is loaded", () => {
    expect(loaded(emeraldRapids, installed("0.3.21"))).toEqual({
      name: "libopenblas.so.0 (OpenBLAS 0.3.21, Cooperlake)",
      warning: undefined,
    });
    expect(loaded(raptorLake, "libopenblas-of-no-known-release.so").warning).toBeUndefined();
    expect(told).toEqual(["Cooperlake", "Haswell"]);
    expect(process.env.OPENBLAS_CORETYPE).toBeUndefined();
  });

  it("is found where LD_LIBRARY_PATH says", () => {
    vi.stubEnv("LD_LIBRARY_PATH", `${folder}/nowhere:${folder}`);
    installed("0.3.26");
    loaded(emeraldRapids, "libopenblas.so.0.3.26");
    expect(told).toEqual([undefined]);
    vi.unstubAllEnvs();
  });

  it("is left alone where it knows the processor, or nobody does; a slow core is told all the same", () => {
    expect(loaded(emeraldRapids, installed("0.3.26")).warning).toContain("got SSE of the core Prescott");
    expect(loaded(genoa, installed("0.3.21")).warning).toContain("expected AVX-512");
    for (const text of [arm, undefined]) {
      expect(loaded(text, join(folder, "libopenblas.so.0.3.21"))).toEqual({
        name: "libopenblas.so.0 (OpenBLAS 0.3.21, Prescott)",
        warning: undefined,
      });
    }
    expect(told).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("is not told another core than the user's", () => {
    const library = installed("0.3.21");
    for (const own of ["Haswell", ""]) {
      process.env.OPENBLAS_CORETYPE = own;
      loaded(emeraldRapids, library);
      expect(process.env.OPENBLAS_CORETYPE).toBe(own);
    }
    expect(told).toEqual(["Haswell", ""]);
  });

  it("is taken for another BLAS when it tells no core", () => {
    const library = {
      func: () => {
        throw new Error("no such function");
      },
    };
    expect(described(library, "libmkl_rt.so.2")).toEqual({ name: "libmkl_rt.so.2", warning: undefined });
  });
});
