import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { processStat } from "../../kernel/src/process-stat.js";

/** Memory in megabytes. */
export interface Memory {
  /** Resident: pages shared by several processes are counted in each. */
  readonly rss: number;
  /** Proportional: a shared page is divided among those that share it, also processes outside. */
  readonly pss: number;
  /** Unique: what would be free again if these processes ended. */
  readonly uss: number;
}

/** The memory of a process and of all it started, as Linux tells it. */
export function processMemory(pid: number): Memory {
  const total = { rss: 0, pss: 0, uss: 0 };
  for (const member of processTree(pid)) {
    const text = readFileSync(`/proc/${member}/smaps_rollup`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
    total.rss += kilobytes("Rss") / 1024;
    total.pss += kilobytes("Pss") / 1024;
    total.uss += (kilobytes("Private_Clean") + kilobytes("Private_Dirty")) / 1024;
  }
  return total;
}

/** Processor time that a process, its children and theirs have taken, in ms; Linux counts it in hundredths of a second. */
export function processorTime(pid: number): number {
  return processTree(pid).reduce((sum, member) => {
    const [user, system] = processStat(member).slice(11, 13).map(Number);
    return sum + 10 * ((user ?? 0) + (system ?? 0));
  }, 0);
}

/** Waits until no processor time is taken any more. @returns how much has been, in ms */
export async function atRest(used: () => number): Promise<number> {
  for (let before = Number.NaN; ; ) {
    const now = used();
    if (now === before) return now;
    before = now;
    await sleep(1000);
  }
}

/** A process, its children, and theirs. */
function processTree(root: number): readonly number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const tree = [root];
  for (const member of tree) {
    tree.push(...parents.filter(([, parent]) => parent === member).map(([pid]) => pid));
  }
  return tree;
}

/** Undefined for a process that is gone by now. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(processStat(Number(pid))[1]);
  } catch {
    return undefined;
  }
}
