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
function moduleNameProblem(name: string): string | undefined {
  if (NAME.test(name)) return undefined;
  return `@module: expected a name of letters, digits, - and _, got ${name}; try /** @module my-module */`;
}

const BROWSER = /^\s*\/\*\*(?:(?!\*\/)[\s\S])*?[\s*](@browser)\b/;

/** What is wrong with a cell's first comment: the words in it that are meant, and what to say of them. */
export function tagProblem(source: string): { readonly words: string; readonly message: string } | undefined {
  const name = moduleName(source);
  const message = name === undefined ? undefined : moduleNameProblem(name);
  if (name !== undefined && message !== undefined) return { words: name, message };
  const [, words] = BROWSER.exec(source) ?? [];
  if (words === undefined) return undefined;
  return {
    words,
    message:
      "@browser: expected a cell for Node, got one for the browser, which this kernel does not compile; " +
      'try display(javascript("…")) from "gradbook-kernel"',
  };
}
