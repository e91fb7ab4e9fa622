import { type NodeModules, nodeModules } from "../datasets/node-modules.js";
import { inTurn, leftovers, temporaryName } from "../datasets/temporary-files.js";
import { DataError, OptionError } from "../errors.js";
import { quoted } from "../given.js";

function modulesFor(where: string, advice: string): NodeModules {
  const modules = nodeModules();
  if (modules === undefined) {
    throw new DataError(`${where}: expected a disk, got a browser, which has none; try ${advice}`);
  }
  return modules;
}

/** Throws OptionError for what names no file on any system: no text, or one with a NUL in it. */
function checkPath(where: string, path: unknown): void {
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return;
  throw new OptionError(`${where}: expected a path, got ${quoted(path)}; try "model.safetensors"`);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a whole file, after what is being written to it. Throws DataError when it cannot be read. */
export async function readBytes(where: string, path: string, inBrowser: string): Promise<Uint8Array> {
  const modules = modulesFor(where, inBrowser);
  checkPath(where, path);
  try {
    return await inTurn(modules.path.resolve(path), () => modules.fs.readFile(path));
  } catch (error) {
    throw new DataError(
      `${where}: expected a file at ${path}, got ${reasonOf(error)}; check the path, which counts from ${process.cwd()}`,
      { cause: error },
    );
  }
}

/**
 * Writes a whole file, so that the old one or the new one is there at any time, and never half of one. Of several that
 * are written to one path at the same time, the last one asked for stays.
 */
export async function writeBytes(
  where: string,
  path: string,
  content: { readonly bytes: Uint8Array; readonly inBrowser: string },
): Promise<void> {
  const modules = modulesFor(where, content.inBrowser);
  checkPath(where, path);
  const { fs } = modules;
  const temporary = temporaryName(path, "tmp");
  const write = async (): Promise<void> => {
    for (const left of await leftovers(modules, path, "tmp")) await fs.rm(left, { force: true });
    await fs.writeFile(temporary, content.bytes, { flag: "wx", flush: true });
    await fs.rename(temporary, path);
  };
  try {
    await inTurn(modules.path.resolve(path), write);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw new DataError(
      `${where}: expected to write ${path}, got ${reasonOf(error)}; check the folder and the space on the disk`,
      { cause: error },
    );
  }
}
