import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

const GIBIBYTE = 2 ** 30;

/**
 * How much memory what runs here may take, in bytes: the least of what JupyterHub says (MEM_LIMIT), of what the system
 * holds each process to, and of what it holds the kernel's control group to. Undefined where nobody set a limit.
 */
export function memoryLimit(): number | undefined {
  const [, perProcess] = /^Max data size\s+(\d+)/m.exec(textOf("/proc/self/limits")) ?? [];
  // A limit above what the machine has is none, as in version 1 of control groups where nobody set one.
  const limits = [process.env.MEM_LIMIT, perProcess, ofGroup("memory.max", "memory.limit_in_bytes")]
    .map(Number)
    .filter((bytes) => bytes > 0 && bytes < totalmem());
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** What is said of memory that has run out: that it has, and how much there was, if somebody set a limit. */
export function outOfMemory(limit: number | undefined): string {
  return `the session ran out of memory${limit === undefined ? "" : ` (${amountOf(limit)} at most)`}`;
}

/**
 * The same of a session that ended by itself, by its last words: V8 says when it met its own limit for JavaScript's values,
 * which is the front's, too. Where the system allows less than that, the system's is what was met.
 */
export function outOfMemoryBy(
  lastWords: string,
  limits = { system: memoryLimit(), heap: heapLimit() },
): string {
  const { system, heap } = limits;
  if (!/heap limit/.test(lastWords) || heap >= (system ?? heap + 1)) return outOfMemory(system);
  return `the session ran out of memory for JavaScript's values (${amountOf(heap)} at most: NODE_OPTIONS=--max-old-space-size=${2 * Math.round(heap / 2 ** 20)} where the kernel starts allows twice that)`;
}

function heapLimit(): number {
  return getHeapStatistics().heap_size_limit;
}

function amountOf(bytes: number): string {
  return bytes < GIBIBYTE
    ? `${Math.round(bytes / 2 ** 20)} MB`
    : `${Number((bytes / GIBIBYTE).toFixed(1))} GB`;
}

/** How many processes the system has ended so far because the kernel's control group had no memory left. */
export function memoryKills(): number {
  const [, kills] = /^oom_kill (\d+)$/m.exec(ofGroup("memory.events", "memory.oom_control")) ?? [];
  return Number(kills ?? 0);
}

/**
 * Where memory runs out the system ends a session before anything else of its user: what computes is what took the
 * memory, and the kernel can say so only while it lives.
 */
export function endFirst(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "500");
  } catch {
    // Not Linux, or it has ended.
  }
}

/**
 * A file of the control group that holds this process's memory, of version 2 or 1. A container may see its own group as
 * the topmost, under the path that it has outside.
 */
function ofGroup(name: string, before: string): string {
  const groups = textOf("/proc/self/cgroup");
  const [, path = "/"] = /^0::(.*)$/m.exec(groups) ?? [];
  const [, pathBefore = "/"] = /^\d+:(?:.+,)?memory(?:,.+)?:(.*)$/m.exec(groups) ?? [];
  const root = "/sys/fs/cgroup";
  return (
    [`${path}/${name}`, `/${name}`, `/memory${pathBefore}/${before}`, `/memory/${before}`]
      .map((file) => textOf(`${root}${file}`))
      .find((text) => text !== "") ?? ""
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
