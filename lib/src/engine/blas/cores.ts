/*
 * OpenBLAS has a version of its products for each kind of processor, a core, and chooses one when it is loaded: by the
 * processor's number, which it may not know yet. Releases 0.3.20 to 0.3.24 take Intel's processors of family 6 from model
 * 0xB0 on (Emerald Rapids, the 13th and 14th generation of Core) for a Prescott, which computes a fifth to a tenth as fast.
 */

/** What Linux tells of an x86 processor. */
export interface Processor {
  readonly vendor: string;
  readonly family: number;
  readonly model: number;
  /** Its instructions, as in `avx512_bf16`. */
  readonly features: ReadonlySet<string>;
}

/** The processor that a text as that of /proc/cpuinfo begins with; undefined when it is none of x86. */
export function processorOf(text: string): Processor | undefined {
  const field = (name: string) => text.match(new RegExp(`^${name}\\s*:(.*)$`, "m"))?.[1]?.trim();
  const [vendor, flags] = [field("vendor_id"), field("flags")];
  if (vendor === undefined || flags === undefined) return undefined;
  const [family, model] = [Number(field("cpu family")), Number(field("model"))];
  return { vendor, family, model, features: new Set(flags.split(/\s+/)) };
}

/** Instructions, the slowest first, and what a processor has to have for them. */
const kinds = [
  { name: "SSE", needs: [] },
  { name: "AVX", needs: ["avx"] },
  { name: "AVX2", needs: ["avx2", "fma"] },
  { name: "AVX-512", needs: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"] },
] as const;
type Kind = (typeof kinds)[number]["name"];

/** The cores that use them; all others have SSE at most. */
const cores: Readonly<Record<Exclude<Kind, "SSE">, readonly string[]>> = {
  AVX: ["Sandybridge", "Bulldozer", "Piledriver", "Steamroller"],
  AVX2: ["Haswell", "Zen", "Excavator"],
  "AVX-512": ["SkylakeX", "Cooperlake", "SapphireRapids"],
};

function kindOf({ features }: Processor): number {
  let best = 0;
  kinds.forEach(({ needs }, kind) => {
    if (needs.every((feature) => features.has(feature))) best = kind;
  });
  return best;
}

/** The fastest instructions of a processor, as in "AVX2". */
export function instructionsOf(processor: Processor): string {
  return kinds[kindOf(processor)]!.name;
}

function kindOfCore(core: string): number {
  const found = Object.entries(cores).find(([, names]) => names.some((name) => isSame(name, core)));
  return Math.max(
    0,
    kinds.findIndex(({ name }) => name === found?.[0]),
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The core for a processor, by its instructions. */
export function coreFor(processor: Processor): string {
  if (instructionsOf(processor) === "AVX-512") {
    return processor.features.has("avx512_bf16") ? "Cooperlake" : "SkylakeX";
  }
  return ["Nehalem", "Sandybridge", "Haswell"][kindOf(processor)]!;
}

/** Whether a release of OpenBLAS, as in "0.3.21", takes a processor for another one; an unknown release may do so. */
export function isMistaken({ vendor, family, model }: Processor, release: string | undefined): boolean {
  if (vendor !== "GenuineIntel" || family !== 6 || model < 0xb0) return false;
  const [major, minor, patch] = (release ?? "0.3.20").split(".").map(Number);
  return major === 0 && minor === 3 && patch! >= 20 && patch! <= 24;
}

/** What to say of a core that leaves instructions of the processor unused; `asked` is the core that the user asked for. */
export function warningAbout(
  core: string,
  processor: Processor,
  { library, asked }: { readonly library: string; readonly asked: string | undefined },
): string | undefined {
  const [has, uses] = [kindOf(processor), kindOfCore(core)];
  if (uses >= has) return undefined;
  const advice =
    asked === undefined
      ? `OPENBLAS_CORETYPE=${coreFor(processor)}, or a newer OpenBLAS`
      : `it without OPENBLAS_CORETYPE, which is ${JSON.stringify(asked)}`;
  return `${library}: expected ${instructionsOf(processor)}, which this processor has, got ${kinds[uses]!.name} of the core ${core}, which is slower; try ${advice}`;
}
