import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BesideFiles, PIECE, pieceFile } from "./contract.js";
import { partScript } from "./part-script.js";

/** A data set's files, packed or unpacked, by name. */
export interface DataSetFiles {
  readonly set: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Writes data sets beside the pages, in pieces that also a page opened as a file can load.
 *
 * @returns what is there, for the pages
 */
export function writeDataPieces(
  folder: string,
  sets: readonly DataSetFiles[],
): Readonly<Record<string, BesideFiles>> {
  for (const { set, files } of sets) {
    for (const [file, bytes] of files) {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const path = join(folder, pieceFile({ set, file, piece: at / PIECE }));
        mkdirSync(dirname(path), { recursive: true });
        const base64 = Buffer.from(bytes.subarray(at, at + PIECE)).toString("base64");
        writeFileSync(path, partScript("piece", base64));
      }
    }
  }
  return Object.fromEntries(
    sets.map(({ set, files }) => [
      set,
      Object.fromEntries(Array.from(files, ([file, bytes]) => [file, bytes.length])),
    ]),
  );
}
