import type { FileHandle } from "node:fs/promises";
import { DataError } from "../errors.js";
import type { NodeModules } from "./node-modules.js";
import { leftovers, temporaryName } from "./temporary-files.js";

const adviceByCode: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space, or set XDG_CACHE_HOME (Linux) to a folder on another disk",
  EDQUOT: "your disk quota is used up: free some space",
  EROFS: "the folder is read-only: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
  EACCES:
    "the folder may not be written: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
  EPERM:
    "the folder may not be written: put the files into a folder of yours and set GRADBOOK_DATA_DIR to it",
  EEXIST: "a file stands where the folder should be: remove it",
  ENOTDIR: "a file stands where the folder should be: remove it",
};

/** Turns a failure to write into an error that says what to do; others pass unchanged. */
function explainWriteError(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const advice = adviceByCode[code];
  if (advice === undefined) return error;
  return new DataError(`${path}: expected to write the download here, got ${code}; ${advice}`, {
    cause: error,
  });
}

const ending = "part";

/** What closed downloads of this process left, for the next attempt. */
const unfinished = new Set<string>();

/** Makes the largest file that an earlier attempt left this one's, and clears the others; false without any. */
async function adopt(modules: NodeModules, target: string, part: string): Promise<boolean> {
  const { fs } = modules;
  const own = [...unfinished].filter((name) => name.startsWith(`${target}.`));
  for (const name of own) unfinished.delete(name);
  const sized: { readonly name: string; readonly size: number }[] = [];
  for (const name of new Set([...own, ...(await leftovers(modules, target, ending))])) {
    const { size } = await fs.stat(name).catch(() => ({ size: -1 }));
    sized.push({ name, size });
  }
  let isAdopted = false;
  for (const { name } of sized.sort((a, b) => a.size - b.size)) {
    // Another process may take it over at the same moment: then the rename finds nothing, which is fine.
    isAdopted = await fs.rename(name, part).then(
      () => true,
      () => isAdopted,
    );
  }
  return isAdopted;
}

/**
 * A file that is being downloaded. Its bytes gather in a temporary file beside the final one and become visible
 * under the final name only by one rename, when they are known to be right.
 *
 * Each download has a temporary file of its own. What an earlier attempt of this process left, or a process that no
 * longer lives, is taken over, so that a download goes on where it stopped.
 */
export class PartialFile {
  readonly #modules: NodeModules;
  readonly #target: string;
  readonly #part: string;
  readonly #handle: FileHandle;
  #size: number;

  private constructor(
    modules: NodeModules,
    target: string,
    opened: { part: string; handle: FileHandle; size: number },
  ) {
    this.#modules = modules;
    this.#target = target;
    this.#part = opened.part;
    this.#handle = opened.handle;
    this.#size = opened.size;
  }

  /** Opens the partial file of `target`, with what earlier attempts left in it. */
  static async open(modules: NodeModules, target: string): Promise<PartialFile> {
    const { fs, path } = modules;
    const part = temporaryName(target, ending);
    try {
      await fs.mkdir(path.dirname(target), { recursive: true });
      const handle = await fs.open(part, (await adopt(modules, target, part)) ? "a+" : "ax+");
      const { size } = await handle.stat();
      return new PartialFile(modules, target, { part, handle, size });
    } catch (error) {
      throw explainWriteError(error, target);
    }
  }

  /** Bytes that are there. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes at the end. */
  async append(chunk: Uint8Array): Promise<void> {
    try {
      await this.#handle.appendFile(chunk);
      this.#size += chunk.length;
    } catch (error) {
      throw explainWriteError(error, this.#target);
    }
  }

  /** Throws away what is there, to begin again. */
  async clear(): Promise<void> {
    await this.#handle.truncate(0);
    this.#size = 0;
  }

  /** All bytes so far. */
  async read(): Promise<Uint8Array> {
    return this.#modules.fs.readFile(this.#part);
  }

  /** Makes the file visible under its final name, all of it or not at all. */
  async commit(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await this.#modules.fs.rename(this.#part, this.#target);
    } catch (error) {
      throw explainWriteError(error, this.#target);
    }
  }

  /** Closes it; what arrived stays for the next attempt, unless nothing did. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#size === 0) await this.#modules.fs.rm(this.#part, { force: true });
    else unfinished.add(this.#part);
  }
}
