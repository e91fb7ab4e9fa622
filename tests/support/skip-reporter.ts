import type { Reporter, TestModule } from "vitest/node";

interface SkippedTest {
  readonly name: string;
  /** What the machine lacks, where the suite said so. */
  readonly need: string | undefined;
  readonly reason: string;
}

/**
 * Names every test that was skipped and why, after all else. With GRADBOOK_NO_SKIP=1 a skipped test is a
 * failure, except for the needs listed in GRADBOOK_MAY_SKIP (such as "data").
 */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests("skipped")].map((test) => explain(test.fullName)),
    );
    if (skipped.length === 0) return;
    console.log(`\nSkipped ${skipped.length} tests:`);
    for (const reason of new Set(skipped.map((test) => test.reason))) {
      console.log(`  ${reason}`);
      for (const test of skipped) if (test.reason === reason) console.log(`    ${test.name}`);
    }
    if (process.env.GRADBOOK_NO_SKIP !== "1") return;
    const allowed = (process.env.GRADBOOK_MAY_SKIP ?? "").split(",");
    const refused = skipped.filter((test) => test.need === undefined || !allowed.includes(test.need));
    if (refused.length === 0) return;
    console.log(`  ${refused.length} of these may not be skipped here (GRADBOOK_NO_SKIP=1).`);
    process.exitCode = 1;
  }
}

/** Takes apart the name that `describeWith` gave a suite. */
function explain(fullName: string): SkippedTest {
  const [whole, need, why] = / \[needs (\w+): ([^\]]+)\]/.exec(fullName) ?? [];
  if (whole === undefined) return { name: fullName, need: undefined, reason: "no reason given" };
  return { name: fullName.replace(whole, ""), need, reason: `needs ${need}: ${why}` };
}
