import { type NodeModules, nodeModules } from "../datasets/node-modules.js";
import { DataError } from "../errors.js";

function modulesFor(where: string, advice: string): NodeModules {
  const modules = nodeModules();
  if (modules === undefined) {
    throw new DataError(`${where}: expected a disk, got a browser, which has none; try ${advice}`);
  }
  return modules;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a whole file. Throws DataError when it cannot be read. */
export async function readBytes(where: string, path: string, inBrowser: string): Promise<Uint8Array> {
  const { fs } = modulesFor(where, inBrowser);
  try {
    return await fs.readFile(path);
  } catch (error) {
    throw new DataError(
      `${where}: expected a file at ${path}, got ${reasonOf(error)}; check the path, which counts from ${process.cwd()}`,
      { cause: error },
    );
  }
}

/** Writes a whole file, so that the old one or the new one is there at any time, and never half of one. */
export async function writeBytes(
  where: string,
  path: string,
  content: { readonly bytes: Uint8Array; readonly inBrowser: string },
): Promise<void> {
  const { fs } = modulesFor(where, content.inBrowser);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await fs.writeFile(temporary, content.bytes, { flush: true });
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw new DataError(
      `${where}: expected to write ${path}, got ${reasonOf(error)}; check the folder and the space on the disk`,
      { cause: error },
    );
  }
}
