import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the processor. */
const TICK = 10;

/**
 * The processor time that a process has taken so far, in ms.
 * @returns undefined where it cannot be told: of a process that has ended, and on systems other than Linux
 */
export function processorTime(pid: number): number | undefined {
  try {
    // "pid (command) state …": the command may hold spaces; utime and stime are the 14th and 15th field.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return TICK * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}
