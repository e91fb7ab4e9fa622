/** Names that Node has and a page has not. */
const NAMES: ReadonlySet<string> = new Set([
  ...["process", "Buffer", "require", "module", "exports", "__dirname", "__filename", "global"],
  ...["setImmediate", "clearImmediate"],
]);

/** What is said of them, in one sentence; undefined for another name. */
export function nodeWords(name: string): string | undefined {
  const isNodes = NAMES.has(name) || name.startsWith("node:");
  return isNodes ? `${name} is Node's, and this cell runs on a page; try it in JupyterLab` : undefined;
}
