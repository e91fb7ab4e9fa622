/**
 * A failure that the person at the keyboard can do something about. It is printed as it stands, without a
 * stack; its message has the house form "where: expected X, got Y; try Z".
 */
export class SetupProblem extends Error {
  /** @override */
  name = "SetupProblem";
}

const unwritable = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT"]);

/**
 * Turns a failed write into a message that says what to do; every other error comes back unchanged.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export function explainWriteError(error) {
  if (!(error instanceof Error)) return error;
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === undefined || !unwritable.has(code)) return error;
  const place = path === undefined ? "" : ` at ${path}`;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new SetupProblem(
      `set-up: expected room on the disk, got ${code}${place}; try again with 2 GB free`,
    );
  }
  return new SetupProblem(
    `set-up: expected a project folder that can be written to, got ${code}${place}; ` +
      "try a copy of the project in a folder of your own",
  );
}

/**
 * The end of what a command printed, indented for a message.
 *
 * @param {string} output
 */
export function lastLines(output) {
  return output
    .trimEnd()
    .split("\n")
    .slice(-12)
    .map((line) => `    ${line}`)
    .join("\n");
}
