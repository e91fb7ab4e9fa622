import { commands } from "./commands.mjs";
import { helpFor } from "./help.mjs";
import { printProblem, SetupProblem } from "./problem.mjs";

/**
 * Runs one of the project's commands and sets the exit code.
 *
 * @param {readonly string[]} args the command's name and its arguments
 */
export async function main([name = "", ...args]) {
  try {
    const command = commands.get(name);
    if (command === undefined) {
      throw new SetupProblem(
        `gradbook: expected one of ${[...commands.keys()].join(", ")}, got ${name || "nothing"}; try npm start`,
      );
    }
    if (args.some((arg) => arg === "--help" || arg === "-h")) {
      console.log(helpFor(name));
      return;
    }
    const code = await command(args);
    if (code !== 0) process.exitCode = code;
  } catch (error) {
    printProblem(error);
    process.exitCode = 1;
  }
}
