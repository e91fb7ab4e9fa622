import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";

/**
 * For whoever adds up runs: adds a line "passed failed skipped" to the file that GRADBOOK_TEST_COUNTS names, and what failed,
 * a line each, to the one beside it whose name ends in "-failed".
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env.GRADBOOK_TEST_COUNTS;
    if (path === undefined) return;
    const count = (state: "passed" | "failed" | "skipped"): number =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    // A file that could not be loaded and an error outside any test are failures, too.
    const failures = [
      ...modules.flatMap((module) => [...module.children.allTests("failed")].map(ofTest)),
      ...modules.filter((module) => module.state() === "failed" && !hasFailedTest(module)).map(ofModule),
      ...unhandled.map(firstLine),
    ];
    appendFileSync(path, `${count("passed")} ${failures.length} ${count("skipped")}\n`);
    appendFileSync(`${path}-failed`, failures.map((failure) => `${failure}\n`).join(""));
  }
}

function ofTest(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.[0])}`;
}

function ofModule(module: TestModule): string {
  return `${module.relativeModuleId}: ${firstLine(module.errors()[0])}`;
}

function firstLine(error: { readonly message?: string } | undefined): string {
  return stripVTControlCharacters(error?.message ?? "").split("\n")[0]!;
}

function hasFailedTest(module: TestModule): boolean {
  return !module.children.allTests("failed").next().done;
}
