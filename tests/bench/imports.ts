import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";
import type { PeerPlaces } from "./options.js";

const run = promisify(execFile);

/** A program that does nothing but import a library, and prints the megabytes that it then holds. */
interface Import {
  readonly command: readonly string[];
  readonly folder: string;
}

const held = "console.log(process.memoryUsage.rss() / 1e6)";

function inNode(code: string, folder: string = projectRoot): Import {
  return { command: [process.execPath, "--input-type=module", "--eval", `${code};${held}`], folder };
}

function inPython(python: string, module: string): Import {
  const code = `import ${module}, resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)`;
  return { command: [python, "-c", code], folder: projectRoot };
}

/** Start of the process to its end with the library imported, and the memory that it then holds. */
export function importBenches({ python, fromNpm }: PeerPlaces): readonly Bench[] {
  const imports: Record<string, Import> = { gradbook: inNode('await import("gradbook")') };
  imports["bare Node"] = inNode("");
  if (fromNpm !== undefined) {
    imports["jax-js, wasm"] = inNode('await import("@jax-js/jax")', fromNpm);
    imports["TF.js, cpu"] = inNode('await import("@tensorflow/tfjs")', fromNpm);
  }
  if (python !== undefined) {
    for (const [peer, module] of Object.entries({ PyTorch: "torch", Keras: "keras", "JAX jit": "jax" })) {
      imports[peer] = inPython(python, module);
    }
  }
  return ["start and import", "memory after import"].map((name, i) => ({
    name: `library, ${name}`,
    unit: i === 0 ? "ms" : "MB",
    peers: Object.fromEntries(
      Object.entries(imports).map(([peer, what]) => [peer, async () => (await once(what))?.[i]]),
    ),
  }));
}

async function once({ command, folder }: Import): Promise<readonly [number, number] | undefined> {
  const [program = "", ...args] = command;
  const begun = performance.now();
  try {
    const { stdout } = await run(program, args, { cwd: folder });
    return [performance.now() - begun, Number(stdout.trim().split("\n").at(-1))];
  } catch {
    return undefined;
  }
}
