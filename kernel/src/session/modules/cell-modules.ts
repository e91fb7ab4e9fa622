import { readFileSync, statSync } from "node:fs";

/** Modules that cells define; for whoever imports them they are files of the notebook's folder. */
const defined = new Map<string, { readonly text: string; readonly version: string }>();
let count = 0;

/** Puts a module at a path, also in front of a real file. */
export function defineModule(path: string, text: string): void {
  defined.set(path, { text, version: `cell ${++count}` });
}

export function isFile(path: string): boolean {
  return defined.has(path) || (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

export function readText(path: string): string {
  return defined.get(path)?.text ?? readFileSync(path, "utf8");
}

/** A file's state, to see whether it changed. */
export function versionOf(path: string): string {
  const cell = defined.get(path);
  if (cell !== undefined) return cell.version;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.mtimeMs}:${stat.size}`;
}
