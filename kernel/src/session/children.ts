import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to the direct children of this process. */
export function killChildren(signal: NodeJS.Signals): void {
  for (const child of children()) {
    try {
      process.kill(child, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

function children(): number[] {
  if (process.platform === "linux") {
    return readdirSync(`/proc/${process.pid}/task`).flatMap((task) =>
      numbers(readFileSync(`/proc/${process.pid}/task/${task}/children`, "utf8")),
    );
  }
  if (process.platform === "win32") return [];
  try {
    return numbers(execFileSync("pgrep", ["-P", String(process.pid)], { encoding: "utf8" }));
  } catch {
    return [];
  }
}

function numbers(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
