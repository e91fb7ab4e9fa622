import { group } from "./group.mjs";
import { SetupProblem } from "./problem.mjs";
import { setUp } from "./set-up.mjs";
import { start } from "./start.mjs";
import { runNode, runTool } from "./tool.mjs";

/**
 * Runs a command with its arguments, and resolves with the exit code.
 *
 * @typedef {(args: readonly string[]) => Promise<number>} Command
 */

/**
 * What each npm command does. Each does its own set-up first.
 *
 * @type {ReadonlyMap<string, Command>}
 */
export const commands = new Map([
  ["start", (args) => start(args, { setUp })],
  ["test", test],
  ["render", tool("notebooks/tools/render/main.ts")],
  ["lessons:execute", tool("notebooks/tools/execute/main.ts")],
  ["lessons:lint", withoutArguments("lessons:lint", tool("notebooks/tools/lint/main.ts"))],
  ["lessons:new", tool("notebooks/tools/new/main.ts")],
  ["bench", tool("tests/bench/main.ts")],
  ["check", withoutArguments("check", check)],
  ["check:long", tool("tests/long/main.ts", { python: true })],
  ["build", withoutArguments("build", build)],
  ["group", withoutArguments("group", () => group({ setUp }))],
]);

/** @type {Command} */
async function test(args) {
  const { project, progress, withoutPython } = await ready({ python: true });
  if (withoutPython) progress.note(`${withoutPython}\nTests that need Python will be skipped.`);
  return runNode(["node_modules/vitest/vitest.mjs", "run", ...args], project);
}

/** @type {Command} */
async function check() {
  const { project } = await ready({ python: false });
  const cruiser = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
  const codes = await Promise.all(
    [
      ["node_modules/@biomejs/biome/bin/biome", "check", "."],
      ["node_modules/typescript/bin/tsc", "-b"],
      [cruiser, "lib/src", "kernel/src", "notebooks/tools", "tests"],
    ].map((command) => runNode(command, project)),
  );
  return Math.max(...codes);
}

/** @type {Command} */
async function build() {
  await ready({ python: false });
  return 0;
}

/**
 * A command that is a TypeScript program of the project.
 *
 * @param {string} script
 * @param {{ python: boolean }} [wanted]
 * @returns {Command}
 */
function tool(script, wanted = { python: false }) {
  return async (args) => runTool(script, args, (await ready(wanted)).project);
}

/**
 * @param {string} name
 * @param {Command} command
 * @returns {Command}
 */
function withoutArguments(name, command) {
  return async (args) => {
    if (args.length === 0) return command(args);
    throw new SetupProblem(
      `npm run ${name}: expected no arguments, got ${args.join(" ")}; try npm run ${name} -- --help`,
    );
  };
}

/** @param {{ python: boolean }} wanted */
const ready = (wanted) => setUp(wanted, async (ready) => ready);
