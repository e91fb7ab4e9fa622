import { type BesideFiles, PIECE, pieceFile } from "../../contract.js";
import { loadScript } from "../load-script.js";
import { livePlace } from "../place.js";

export interface BesideOptions {
  /** From the page to the folder of the live parts. */
  readonly base: string;
  readonly set: string;
  /** The set's files that lie beside the pages. */
  readonly files: BesideFiles;
  readonly onBytes: (bytes: number) => void;
}

/** A file that lies beside the pages in pieces, each a classic script; undefined if it does not. */
export async function fileBeside(
  name: string,
  { base, set, files, onBytes }: BesideOptions,
): Promise<Uint8Array | undefined> {
  const stored = [name, name.replace(/\.gz$/, "")].find((one) => Object.hasOwn(files, one));
  if (stored === undefined) return undefined;
  const bytes = new Uint8Array(files[stored] ?? 0);
  const { parts } = livePlace();
  for (let at = 0; at < bytes.length; at += PIECE) {
    await loadScript(base + pieceFile({ set, file: stored, piece: at / PIECE }));
    const { piece = "" } = parts;
    delete parts.piece;
    const text = atob(piece);
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    onBytes(Math.min(at + PIECE, bytes.length));
  }
  return bytes;
}
