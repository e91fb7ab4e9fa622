import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, release, type } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { instructionsOf, processorOf } from "../../lib/src/engine/blas/cores.js";

/** What figures depend on: to be written beside them. */
export interface Machine {
  /** As in "AMD EPYC". */
  readonly processor: string;
  readonly cores: number;
  /** The widest vectors it has, and what else makes products faster; empty where the system does not tell. */
  readonly features: string;
  readonly system: string;
  readonly node: string;
  /** What multiplies matrices in fast mode: a BLAS with its release and core. */
  readonly products: string;
  readonly warnings: readonly string[];
  readonly date: string;
}

/** Instructions for products beside those that `instructionsOf` names. */
const others = ["avx512_bf16", "amx_bf16", "amx_tile", "asimd", "asimddp", "sve"];

/** The features of the processor that a text as that of /proc/cpuinfo is about. */
export function featuresOf(text: string): string {
  const processor = processorOf(text);
  const flags = new Set(
    text
      .match(/^(?:flags|Features)\s*:(.*)$/m)?.[1]
      ?.trim()
      .split(/\s+/),
  );
  const kind = processor === undefined ? [] : [instructionsOf(processor)];
  return [...kind, ...others.filter((flag) => flags.has(flag))].join(", ");
}

const program = fileURLToPath(new URL("peers/gradbook-info.mjs", import.meta.url));

/** This machine, with the BLAS that fast mode finds from a folder. */
export async function thisMachine(folder: string | undefined): Promise<Machine> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program],
    folder === undefined ? {} : { cwd: folder },
  );
  const { products, warnings } = JSON.parse(stdout) as Pick<Machine, "products" | "warnings">;
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    features: existsSync("/proc/cpuinfo") ? featuresOf(readFileSync("/proc/cpuinfo", "utf8")) : "",
    system: `${type()} ${release()}`,
    node: process.versions.node,
    products,
    warnings,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** One line about a machine, and one for each warning. */
export function caption(machine: Machine): string {
  const { processor, cores, features, system, node, products, warnings, date } = machine;
  const hardware = [processor, `${cores} ${cores === 1 ? "core" : "cores"}`, features].filter(
    (part) => part !== "",
  );
  const software = [system, `Node ${node}`, `fast mode: ${products}`];
  const line = `${hardware.join(", ")}; ${software.join("; ")}; ${date}`;
  return [line, ...warnings.map((warning) => `Slower than it could be: ${warning}`)].join("\n\n");
}
