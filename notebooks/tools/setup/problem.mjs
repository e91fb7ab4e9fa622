/**
 * A failure that the person at the keyboard can do something about. It is printed as it stands, without a
 * stack; its message has the house form "where: expected X, got Y; try Z".
 */
export class SetupProblem extends Error {
  /** @override */
  name = "SetupProblem";
}

/** The ways in which a disk refuses, by an error's code or by what commands print. */
const refusals = [
  {
    pattern: /\b(ENOSPC|EDQUOT)\b|No space left on device|Disk quota exceeded/,
    expected: "room on the disk",
    tip: "again with 2 GB free",
  },
  {
    pattern: /\b(EBUSY|ETXTBSY)\b|being used by another process/,
    expected: "files that no other program holds",
    tip: "again when every JupyterLab of this folder has ended",
  },
  {
    pattern: /\b(EACCES|EPERM|EROFS)\b|Permission denied|Read-only file system/,
    expected: "a project folder that can be written to",
    tip: "a copy of the project in a folder of your own",
  },
];

/**
 * Turns a failed write into a message that says what to do; every other error comes back unchanged.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export function explainWriteError(error) {
  if (!(error instanceof Error)) return error;
  const { code, path, dest, syscall } = /** @type {NodeJS.ErrnoException & { dest?: string }} */ (error);
  // A program that may not be started and a port that may not be listened at are other stories.
  if (code === undefined || /^(spawn|listen|connect|bind|kill)/.test(syscall ?? "")) return error;
  const place = dest ?? path;
  return writeProblem("set-up", code, place === undefined ? "" : ` at ${place}`) ?? error;
}

/**
 * Prints what ended a command: what a person can do something about as its message, all else with its stack.
 *
 * @param {unknown} error
 */
export function printProblem(error) {
  const explained = explainWriteError(error);
  console.error(explained instanceof SetupProblem ? `\n${explained.message}` : explained);
}

/**
 * @param {string} where
 * @param {string} text an error's code, or all that a command printed
 * @param {string} [place] what follows it in the message
 * @param {string} [log] what follows the message
 * @returns {SetupProblem | undefined} undefined when the disk did not refuse
 */
function writeProblem(where, text, place = "", log = "") {
  for (const { pattern, expected, tip } of refusals) {
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    return new SetupProblem(`${where}: expected ${expected}, got ${found}${place}; try ${tip}${log}`);
  }
  return undefined;
}

/**
 * The failure of one of set-up's commands.
 *
 * @param {string} where
 * @param {{ expected: string, output: string, log: string }} about
 * @returns {SetupProblem}
 */
export function commandProblem(where, { expected, output, log }) {
  return (
    writeProblem(where, output, "", ` (log: ${log})`) ??
    new SetupProblem(`${where}: expected ${expected}, got:\n${lastLines(output)}\ntry the full log: ${log}`)
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
