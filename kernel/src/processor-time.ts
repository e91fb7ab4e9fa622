import { processStat } from "./process-stat.js";

/** Linux counts in hundredths of a second, whatever the processor. */
const TICK = 10;

/**
 * The processor time that a process has taken so far, in ms.
 * @returns undefined where it cannot be told: of a process that has ended, and on systems other than Linux
 */
export function processorTime(pid: number): number | undefined {
  try {
    const [user, system] = processStat(pid).slice(11, 13);
    return TICK * (Number(user) + Number(system));
  } catch {
    return undefined;
  }
}
