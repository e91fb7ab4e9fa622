import { readFileSync } from "node:fs";
import { cpus, freemem, hostname, totalmem } from "node:os";
import { processorTime } from "../processor-time.js";
import type { JsonObject } from "../wire/message.js";

/** Processor time in ms, and memory in bytes, of some processes at a moment. */
interface Use {
  readonly at: number;
  readonly processor: number;
  readonly memory: number;
}

/** What the kernel takes of its machine, for extensions of JupyterLab that show it. */
export class Usage {
  #last: Use | undefined;
  #lastCpus = times();

  /** The content of a usage_reply. Where it cannot be told (not on Linux), the kernel's processor share is missing.
   * @param others the processes of the kernel beside this one */
  reply(others: readonly (number | undefined)[]): JsonObject {
    const use = usedBy([process.pid, ...others]);
    const before = this.#last;
    this.#last = use;
    const total = totalmem();
    const free = freemem();
    const percent = Math.round((1000 * (total - free)) / total) / 10;
    return {
      hostname: hostname(),
      pid: process.pid,
      ...(use === undefined ? {} : { kernel_cpu: share(before, use), kernel_memory: use.memory }),
      cpu_count: cpus().length,
      host_cpu_percent: this.#hostShare(),
      host_virtual_memory: { total, available: free, percent, used: total - free, free },
    };
  }

  /** Busy time of the machine since the last time it was asked, in percent. */
  #hostShare(): number {
    const before = this.#lastCpus;
    const now = times();
    this.#lastCpus = now;
    const all = now.all - before.all;
    return all <= 0 ? 0 : Math.round((1000 * (all - (now.idle - before.idle))) / all) / 10;
  }
}

/** Processor time between two looks, in percent of one processor; 0 at the first. */
function share(before: Use | undefined, { at, processor }: Use): number {
  if (before === undefined || at <= before.at) return 0;
  return Math.max(0, Math.round((1000 * (processor - before.processor)) / (at - before.at)) / 10);
}

function usedBy(processes: readonly (number | undefined)[]): Use | undefined {
  let [processor, memory] = [0, 0];
  try {
    for (const pid of processes) {
      if (pid === undefined) continue;
      const time = processorTime(pid);
      if (time === undefined) return undefined;
      processor += time;
      memory +=
        1024 * Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    }
    return { at: performance.now(), processor, memory };
  } catch {
    return undefined;
  }
}

function times(): { readonly all: number; readonly idle: number } {
  let [all, idle] = [0, 0];
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return { all, idle };
}
