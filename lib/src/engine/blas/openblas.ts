import { coreFor, isMistaken, processorOf, warningAbout } from "./cores.js";
import { firstOf, type Koffi } from "./koffi.js";

const CORE = ["const char *openblas_get_corename()"];
const CONFIGURATION = ["const char *openblas_get_config()"];
/** Where Linux tells about the processor. */
const CPU = "/proc/cpuinfo";
/** Where its libraries are, beside LD_LIBRARY_PATH. */
const FOLDERS = [
  "/lib/x86_64-linux-gnu",
  "/usr/lib/x86_64-linux-gnu",
  "/lib64",
  "/usr/lib64",
  "/usr/lib",
  "/usr/local/lib",
];
/** Loads a library; an OpenBLAS that would take the processor for another one is told which core is right. */
export function loadForThisProcessor(koffi: Koffi, name: string): ReturnType<Koffi["load"]> {
  const { env } = process;
  const processor = thisProcessor();
  const isTold = env.OPENBLAS_CORETYPE !== undefined || processor === undefined;
  if (isTold || !isMistaken(processor, releaseOf(name))) return koffi.load(name);
  // It looks at the variable once, while it is loaded. In a worker thread this changes nothing, and is said to be slow.
  env.OPENBLAS_CORETYPE = coreFor(processor);
  try {
    return koffi.load(name);
  } finally {
    delete env.OPENBLAS_CORETYPE;
  }
}

function thisProcessor() {
  try {
    return processorOf(process.getBuiltinModule("node:fs").readFileSync(CPU, "utf8"));
  } catch {
    return undefined;
  }
}

/** The release that the file is called after, as libopenblasp-r0.3.21.so. */
function releaseOf(name: string): string | undefined {
  const { realpathSync } = process.getBuiltinModule("node:fs");
  const folders = name.includes("/") ? [""] : [...(process.env.LD_LIBRARY_PATH ?? "").split(":"), ...FOLDERS];
  for (const folder of folders) {
    try {
      const file = realpathSync(folder === "" ? name : `${folder}/${name}`);
      return file.match(/-r(\d+\.\d+\.\d+)\.so/)?.[1];
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** What an OpenBLAS tells about itself once it is loaded. */
export function described(
  library: ReturnType<Koffi["load"]>,
  name: string,
): { readonly name: string; readonly warning: string | undefined } {
  const core = firstOf(library, CORE)?.();
  if (typeof core !== "string") return { name, warning: undefined };
  const release = String(firstOf(library, CONFIGURATION)?.()).match(/OpenBLAS \S+/)?.[0] ?? "OpenBLAS";
  const processor = thisProcessor();
  const asked = process.env.OPENBLAS_CORETYPE;
  return {
    name: `${name} (${release}, ${core})`,
    warning: processor && warningAbout(core, processor, { library: name, asked }),
  };
}
