import {
  fashionMnistSource,
  type ImageSetSource,
  mnistSource,
} from "../../../../../lib/src/datasets/registry.js";
import type { BesideFiles } from "../../contract.js";
import { fileBeside } from "./beside.js";
import type { KeptFiles } from "./kept-files.js";

/** What a cell's `datasets.mnist()` asks the page for. */
export interface WantedData {
  readonly set: string;
  readonly names: readonly string[];
  readonly onlyAtHand: boolean;
}

export type FoundFiles = Map<string, Uint8Array>;

/** Asks the reader for the files that are missing; those that come are added. */
export type AskReader = (source: ImageSetSource, found: FoundFiles) => Promise<void>;

export interface LessonDataOptions {
  /** From the page to the folder of the live parts. */
  readonly base: string;
  /** What lies beside the pages, by set. */
  readonly beside: Readonly<Record<string, BesideFiles>>;
  readonly kept: KeptFiles;
  readonly ask: AskReader;
  /** Says how far it is. */
  readonly say: (words: string) => void;
}

const SOURCES: readonly ImageSetSource[] = [mnistSource, fashionMnistSource];

/** What a kept file is known by. */
export function keyOf(set: string, name: string): string {
  return `${set}/${name}`;
}

/**
 * Brings the files of a data set to the cell that works on them: those beside the pages, those that the browser has kept,
 * and else what the reader fetches or chooses. Nothing is asked of the network before the reader has said so.
 */
export async function lessonData(
  { set, names, onlyAtHand }: WantedData,
  { base, beside, kept, ask, say }: LessonDataOptions,
): Promise<FoundFiles> {
  const found: FoundFiles = new Map();
  const source = SOURCES.find(({ id }) => id === set);
  if (source === undefined) return found;
  const files = beside[set] ?? {};
  const all = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  let before = 0;
  for (const name of names) {
    const onBytes = (bytes: number): void =>
      say(
        `Reads ${source.title}, which lies beside the pages: ${Math.floor((100 * (before + bytes)) / all)} %`,
      );
    const bytes =
      (await fileBeside(name, { base, set, files, onBytes })) ?? (await kept.get(keyOf(set, name)));
    if (bytes === undefined) continue;
    found.set(name, bytes);
    before += bytes.length;
  }
  if (all > 0) say("");
  if (found.size < names.length && !onlyAtHand) await ask(source, found);
  return found;
}
