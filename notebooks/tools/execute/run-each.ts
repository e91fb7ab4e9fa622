import { progressTo } from "../setup/progress.mjs";

/** What is run under a name of its own; `say` shows how far it is. */
export interface Job {
  readonly name: string;
  run(say: (text: string) => void): Promise<void>;
}

/**
 * Runs one job after the other, shows progress, and goes on when one fails.
 *
 * @returns what failed, by name, in the words of its error
 */
export async function runEach(
  jobs: readonly Job[],
  out: { isTTY?: boolean; write(text: string): unknown } = process.stdout,
): Promise<ReadonlyMap<string, string>> {
  const progress = progressTo(out);
  const failures = new Map<string, string>();
  for (const [index, { name, run }] of jobs.entries()) {
    const line = progress.begin(`${index + 1}/${jobs.length} ${name}`);
    try {
      await run(line.detail);
      line.done();
    } catch (error) {
      line.fail();
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return failures;
}

/** The failures as text for a terminal; empty when there are none. */
export function describeFailures(failures: ReadonlyMap<string, string>, jobs: readonly Job[]): string {
  if (failures.size === 0) return "";
  const each = [...failures].map(([name, message]) => `${name}: ${message}`.replaceAll("\n", "\n    "));
  return [`${failures.size} of ${jobs.length} failed:`, ...each].join("\n  ");
}
