import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { processStat } from "../process-stat.js";

/** Sends a signal to every process that descends from this one. */
export function killChildren(signal: NodeJS.Signals): void {
  if (process.platform === "win32") return;
  const parents = process.platform === "linux" ? parentsFromProc() : parentsFromPs();
  for (const child of descendants(process.pid, parents)) {
    try {
      process.kill(child, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

/** Pairs of a process and its parent. */
type Parents = readonly (readonly [process: number, parent: number])[];

function descendants(ancestor: number, parents: Parents): number[] {
  return parents
    .filter(([, parent]) => parent === ancestor)
    .flatMap(([child]) => [child, ...descendants(child, parents)]);
}

function parentsFromProc(): Parents {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = processStat(Number(name));
        return [[Number(name), Number(parent)] as const];
      } catch {
        return [];
      }
    });
}

function parentsFromPs(): Parents {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [child, parent];
  });
}
