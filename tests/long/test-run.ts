import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { projectRoot } from "../support/project.js";
import type { Row, Surroundings } from "./part.js";

export interface TestRunOptions extends Surroundings {
  /** What the row is called. */
  readonly what: string;
  /** The file that receives everything vitest prints. */
  readonly log: string;
  /** Takes how far the run is. */
  readonly say: (text: string) => void;
}

/** Runs vitest once and counts its tests. */
export async function runTests(
  args: readonly string[],
  { what, log, say, node = dirname(process.execPath), env }: TestRunOptions,
): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-long-"));
  const counts = join(folder, "counts");
  const started = performance.now();
  mkdirSync(dirname(log), { recursive: true });
  const sink = createWriteStream(log);
  try {
    const vitest = join(projectRoot, "node_modules", "vitest", "vitest.mjs");
    const child = spawn(join(node, "node"), [vitest, "run", ...args], {
      cwd: projectRoot,
      env: {
        ...process.env,
        PATH: `${node}${delimiter}${process.env.PATH}`,
        ...env,
        GRADBOOK_TEST_COUNTS: counts,
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let files = 0;
    const take = (chunk: Buffer): void => {
      sink.write(chunk);
      files += [...chunk.toString("utf8").matchAll(/^ ?[✓❯×↓] .*\.test\.ts/gm)].length;
      say(`${files} ${files === 1 ? "file" : "files"}`);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const { passed, failed, skipped } = readCounts(counts);
    // A refused skip and a run that found or began nothing are failures, too.
    const broken = failed === 0 && (code !== 0 || passed + skipped === 0) ? 1 : failed;
    return { what, passed, failed: broken, skipped, seconds: (performance.now() - started) / 1000, log };
  } finally {
    sink.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(path: string): { passed: number; failed: number; skipped: number } {
  try {
    const [passed = 0, failed = 0, skipped = 0] = readFileSync(path, "utf8").trim().split(" ").map(Number);
    return { passed, failed, skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
