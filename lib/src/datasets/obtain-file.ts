import { DataError } from "../errors.js";
import { type DownloadOptions, download } from "./download.js";
import { MemorySink } from "./memory-sink.js";
import type { NodeModules } from "./node-modules.js";
import { PartialFile } from "./partial-file.js";
import type { DataFile, ImageSetSource } from "./registry.js";
import { findDamage, findUnpackedDamage, gunzip } from "./unpack.js";

/** Where one file may be. */
export interface FilePlaces {
  readonly modules: NodeModules;
  /** The user's own folder (`$GRADBOOK_DATA_DIR`): read, never written. */
  readonly dataDir: string | undefined;
  /** The cache: read, and written by a download. */
  readonly cacheDir: string;
}

async function readIfThere({ fs }: NodeModules, path: string): Promise<Uint8Array | undefined> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    // Some versions of Node end the reason with the path, which the message already begins with.
    const reason = (error instanceof Error ? error.message : String(error)).replace(` '${path}'`, "");
    throw new DataError(`${path}: expected a file that can be read, got ${reason}; check its permissions`, {
      cause: error,
    });
  }
}

/**
 * Looks for a file below `folder`, packed (`<id>/<name>.gz`) or unpacked (`<id>/<name>`).
 *
 * @returns The unpacked bytes, checked; `{ damage }` when a file is there but is not what it should be.
 */
async function readChecked(
  modules: NodeModules,
  folder: string,
  what: { readonly source: ImageSetSource; readonly file: DataFile },
): Promise<{ bytes: Uint8Array } | { path: string; damage: string } | undefined> {
  const { source, file } = what;
  const packedPath = modules.path.join(folder, source.id, file.name);
  const packed = await readIfThere(modules, packedPath);
  if (packed !== undefined) {
    const damage = await findDamage(packed, file);
    return damage === undefined ? { bytes: await gunzip(packed, file) } : { path: packedPath, damage };
  }
  const plainPath = packedPath.replace(/\.gz$/, "");
  const plain = await readIfThere(modules, plainPath);
  if (plain === undefined) return undefined;
  const damage = await findUnpackedDamage(plain, file);
  return damage === undefined ? { bytes: plain } : { path: plainPath, damage };
}

/** A file from the user's folder or the cache; `undefined` when it has to be downloaded. */
export async function findFile(
  source: ImageSetSource,
  file: DataFile,
  places: FilePlaces,
): Promise<Uint8Array | undefined> {
  const { modules, dataDir, cacheDir } = places;
  if (dataDir !== undefined) {
    const found = await readChecked(modules, dataDir, { source, file });
    if (found !== undefined && "bytes" in found) return found.bytes;
    // The folder is the user's: it is neither mended nor passed over in silence.
    if (found !== undefined) {
      throw new DataError(
        `${found.path}: ${found.damage}; the file is damaged or another one: ` +
          "delete it, so that it is fetched again, or replace it by the original",
      );
    }
  }
  const cached = await readChecked(modules, cacheDir, { source, file });
  // What is damaged in the cache counts as missing: the download replaces it.
  return cached !== undefined && "bytes" in cached ? cached.bytes : undefined;
}

/** Downloads a file into the cache. Ends with the unpacked bytes. */
export async function downloadFile(
  source: ImageSetSource,
  file: DataFile,
  options: DownloadOptions & Pick<FilePlaces, "modules" | "cacheDir">,
): Promise<Uint8Array> {
  const { modules, cacheDir } = options;
  const partial = await PartialFile.open(modules, modules.path.join(cacheDir, source.id, file.name));
  let bytes: Uint8Array;
  try {
    bytes = await download(file, partial, options);
  } catch (error) {
    await partial.close();
    throw error;
  }
  await partial.commit();
  return gunzip(bytes, file);
}

/** Fetches a file without a disk to keep it on: in a browser, whose own cache keeps it. */
export async function fetchFile(file: DataFile, options: DownloadOptions): Promise<Uint8Array> {
  return gunzip(await download(file, new MemorySink(), options), file);
}
