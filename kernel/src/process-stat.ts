import { readFileSync } from "node:fs";

/**
 * What Linux says of a process, from its state on: state, parent, … The command before it, in brackets, may hold spaces and
 * brackets.
 * @throws Error where there is no such process, and on other systems
 */
export function processStat(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
