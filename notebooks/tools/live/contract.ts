import type { TextRenderers } from "gradbook-kernel/render/texts";

/** What the parts of a live page say to one another; the scripts beside the pages bring them together. */

/** How a name comes into a cell: what is imported or only a type cannot be changed by other cells. */
export type NameKind = "fixed" | "value";

/** What a cell takes from the cells before it, and gives to those behind. */
export interface CellNames {
  /** What it binds at its top level. */
  readonly declares: Readonly<Record<string, NameKind>>;
  /** Every name that occurs in it. */
  readonly uses: readonly string[];
  /** Names whose values it may change: it assigns to them, or calls something of them. */
  readonly changes: readonly string[];
}

/** A cell of a lesson as the course has it. */
export interface LessonCell {
  readonly id: string;
  readonly type: "code" | "markdown";
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of code. */
  readonly names?: CellNames;
}

/** Everything that a lesson's page needs to run it. */
export interface LessonScript {
  /** `week-1/xor-by-hand` */
  readonly name: string;
  /** The notebook's own. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly LessonCell[];
  /** The lesson's own modules, as function bodies with `require`, `module` and `exports`. */
  readonly modules: readonly { readonly specifier: string; readonly code: string }[];
  /** Files for `readFileSync` and imports of JSON. */
  readonly texts: Readonly<Record<string, string>>;
  /** What the type checker reads of all of these. */
  readonly sources: Readonly<Record<string, string>>;
  /** The data sets that lie beside the pages. */
  readonly beside: Readonly<Record<string, BesideFiles>>;
  /** As {@link PACKAGE_SOURCES}. */
  readonly packageSources: readonly string[];
}

/**
 * Where packages of npm come from as ES modules, when the reader has one fetched; `{package}` stands for its name. The
 * second is asked where the first has not got it.
 */
export const PACKAGE_SOURCES: readonly string[] = [
  "https://cdn.jsdelivr.net/npm/{package}/+esm",
  "https://esm.sh/{package}",
];

/** Files of a data set that lie beside the pages: their sizes in bytes, by name. */
export type BesideFiles = Readonly<Record<string, number>>;

/** A file beside the pages comes in pieces of so many bytes, each as base64 in a classic script. */
export const PIECE = 1_500_000;

/** Where a piece of a file lies, from the folder of the live parts. */
export function pieceFile({
  set,
  file,
  piece,
}: {
  readonly set: string;
  readonly file: string;
  readonly piece: number;
}): string {
  return `data/${set}/${file}.${piece}.js`;
}

/** A code cell on the page. */
export interface PageCell {
  readonly id: string;
  /** The section that shows it. */
  readonly element: HTMLElement;
  /** As the course has it. */
  readonly original: string;
  /** As it is now. */
  readonly source: string;
  /** Whether the reader has added it. */
  readonly isOwn: boolean;
  /** What shows the code: an editor may stand in its place. */
  readonly code: HTMLElement;
  /** Takes what the cell puts out. */
  readonly outputs: HTMLElement;
  /** Takes what the reader has written; it is kept. */
  write(source: string): void;
}

/** What a page's cells are run with; there once its scripts are. */
export interface Engine {
  /** Runs cells, and before each one those that it needs and that have not run yet. */
  run(cells: readonly PageCell[]): Promise<void>;
  /** Stops what runs; variables are kept. */
  stop(): Promise<void>;
  /** Forgets all variables. */
  restart(): void;
  /** Opens an editor in place of a cell's code. */
  edit(cell: PageCell, at?: { readonly x: number; readonly y: number }): void;
  /** Shows what the reader has written elsewhere. */
  refresh(cell: PageCell): void;
  /** The lesson as a notebook file. */
  notebook(): string;
}

/** What an engine needs of its page. */
export interface Page {
  readonly lesson: string;
  /** The code cells, in the page's order. */
  cells(): readonly PageCell[];
  /** Says what happens, in words. */
  say(words: string): void;
  /** Something runs, or nothing does any more. */
  busy(isBusy: boolean): void;
  /** A cell has run: what is kept of its answer may have changed. */
  ran(): void;
}

/** Makes an engine; the script with CodeMirror and the kernel has it. */
export type StartEngine = (page: Page, parts: EngineParts) => Engine;

/** What the other scripts bring. */
export interface EngineParts {
  readonly lesson: LessonScript;
  /** The text of the session worker's script. */
  readonly session: string;
  /** That of the types worker. */
  readonly types: string;
  /** From the page to the folder of the live parts. */
  readonly base: string;
}

/** Where scripts leave what they bring. */
export interface LivePlace {
  parts: Partial<{
    front: StartEngine;
    session: string;
    types: string;
    lesson: LessonScript;
    /** What sets Markdown and formulas of outputs. */
    texts: TextRenderers;
    /** A piece of a data set's file, in base64, until it is taken. */
    piece: string;
  }>;
}

/** The name of that place on `window`. */
export const PLACE = "gradbookLive";
