import { DataError } from "../errors.js";
import type { StopSignal } from "../stop-signal.js";
import type { DataFile, ImageSetSource } from "./registry.js";
import { findEitherDamage, gunzip, isUnpacked } from "./unpack.js";

/** Files of a data set that a page is to bring. */
export interface WantedFiles {
  /** `"mnist"` or `"fashion-mnist"`. */
  readonly set: string;
  /** The set's name for people. */
  readonly title: string;
  /** Names of the files, as on the mirrors. */
  readonly names: readonly string[];
  /** Only what is at hand already: nobody is to be asked, and nothing fetched. */
  readonly onlyAtHand: boolean;
  /** Aborted when the files are wanted no more. */
  readonly signal: StopSignal | undefined;
}

/** Brings files by their names, packed or unpacked; those that it leaves out are missing. */
export type BringFiles = (wanted: WantedFiles) => Promise<ReadonlyMap<string, Uint8Array>>;

/** On the global, so that every copy of this module in a session asks the same. */
const bringerKey = Symbol.for("gradbook.bringFiles");

/**
 * Says who brings the files of data sets where there is no disk: a page may ask its reader, fetch them and keep them. The
 * library checks what is brought. Undefined: the files are fetched from the mirrors each time, as without a call.
 *
 * @example
 * const atHand = new Map<string, Uint8Array>();
 * datasets.bringFilesBy(async () => atHand);
 * datasets.bringFilesBy(undefined);
 */
export function bringFilesBy(bring: BringFiles | undefined): void {
  Reflect.set(globalThis, bringerKey, bring);
}

/** Who brings files; undefined where nobody was named. */
export function fileBringer(): BringFiles | undefined {
  return Reflect.get(globalThis, bringerKey) as BringFiles | undefined;
}

/**
 * The unpacked bytes of files that somebody brings, checked.
 *
 * @throws DataError when nothing is brought for one of them, or something else than the file
 */
export async function broughtFiles(
  source: ImageSetSource,
  files: readonly DataFile[],
  {
    bring,
    ...how
  }: { readonly bring: BringFiles; readonly onlyAtHand: boolean; readonly signal: StopSignal | undefined },
): Promise<ReadonlyMap<DataFile, Uint8Array>> {
  const names = files.map(({ name }) => name);
  const brought = await bring({ set: source.id, title: source.title, names, ...how });
  const unpacked = new Map<DataFile, Uint8Array>();
  for (const file of files) {
    const bytes = brought.get(file.name);
    if (bytes === undefined) {
      throw new DataError(
        `${source.title}: expected ${file.name}, got nothing from this page; run the cell again and choose where ` +
          "it comes from, or work with the generated stand-in, datasets.drawnDigits()",
      );
    }
    unpacked.set(file, await checked(source, file, bytes));
  }
  return unpacked;
}

async function checked(source: ImageSetSource, file: DataFile, bytes: Uint8Array): Promise<Uint8Array> {
  const damage = await findEitherDamage(bytes, file);
  if (damage !== undefined) {
    throw new DataError(
      `${source.title} ${file.name}: ${damage}; the file is damaged or another one: bring the original`,
    );
  }
  return isUnpacked(bytes, file) ? bytes : gunzip(bytes, file);
}
