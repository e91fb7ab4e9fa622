/**
 * A cell that begins with a comment `/** @module name *\/` defines the module `./name`, as in tslab: it sees
 * no other cell, later cells import it, and it is evaluated when it is first imported.
 */

const TAG = /^\s*\/\*\*(?:(?!\*\/)[\s\S])*?[\s*]@module[ \t]+([^\s*]+)/;
const NAME = /^(?:\.\/)?[\w-]+(?:\/[\w-]+)*$/;

/** The name after `@module`, if the cell has one. */
export function moduleName(source: string): string | undefined {
  return TAG.exec(source)?.[1];
}

/** What is wrong with such a name, or undefined. */
export function moduleNameProblem(name: string): string | undefined {
  if (NAME.test(name)) return undefined;
  return `@module: expected a name of letters, digits, - and _, got ${name}; try /** @module my-module */`;
}
