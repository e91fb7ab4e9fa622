// Kept to old syntax and free of imports: an old Node must be able to parse this file.

/**
 * The oldest Node that the project runs on.
 *
 * @type {readonly [number, number]}
 */
export const minimumNode = [20, 19];

/**
 * What to tell someone whose Node is too old; undefined when it is new enough.
 *
 * @param {string} version such as "20.19.1"
 * @returns {string | undefined}
 */
export function nodeVersionProblem(version) {
  const parts = version.split(".");
  const major = Number(parts[0]);
  const minor = Number(parts[1]);
  const newEnough = major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1]);
  if (newEnough) return undefined;
  return (
    "Node.js: expected version " +
    minimumNode.join(".") +
    " or newer, got " +
    version +
    "; try the current LTS release from https://nodejs.org, then run the same command again"
  );
}
