import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Row } from "./part.js";

/** The row of a part that an error has ended: a failure by the error's first line, the rest of which is in the log. */
export function endedEarly(error: unknown, { log, seconds }: { log: string; seconds: number }): Row {
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, `${error instanceof Error ? error.stack : error}\n`);
  const [what = ""] = String(error).split("\n");
  return { what, passed: 0, failed: 1, skipped: 0, seconds, log: relative(process.cwd(), log) };
}
