import { readFileSync } from "node:fs";
import type { Debugger } from "node:inspector";
import { fileURLToPath } from "node:url";
import type { EncodedSourceMap } from "@jridgewell/trace-mapping";
import { mappedPositions, type Positions, plainPositions } from "./positions.js";
import type { Sources } from "./sources.js";

/** A script that V8 has. */
export interface Script {
  readonly id: string;
  readonly url: string;
  /** The cell it is; undefined for files. */
  readonly cell: number | undefined;
  readonly positions: Positions;
}

export interface ScriptsOptions {
  readonly sources: Sources;
  /** The text of a cell, as long as it is remembered. */
  readonly cellText: (cell: number) => string | undefined;
}

const CELL = /^cell-(\d+)\.js$/;
const DATA = /^data:application\/json[^,]*;base64,/;

/** Node's code, the kernel's own and its compiler's, which nobody steps through: as V8 calls them, in patterns. */
export const KERNELS_OWN = [
  "^node:",
  `^${new URL("..", import.meta.url).href.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`,
  "/node_modules/typescript/",
];

/** What V8 calls the scripts of those who only look at values. */
export const LOOK_URL = "gradbook-look.js";

/** What V8 calls a cell's script. */
export function cellUrl(cell: number): string {
  return `cell-${cell}.js`;
}

/** The scripts of a session, and where their places are in what somebody wrote. */
export class Scripts {
  readonly #options: ScriptsOptions;
  readonly #parsed = new Map<string, Debugger.ScriptParsedEventDataType>();
  readonly #scripts = new Map<string, Script | undefined>();
  readonly #cellMaps = new Map<number, string>();
  readonly #looks = new Set<string>();

  constructor(options: ScriptsOptions) {
    this.#options = options;
  }

  /** Notes a script that V8 tells of. */
  add(parsed: Debugger.ScriptParsedEventDataType): void {
    if (parsed.url === LOOK_URL) this.#looks.add(parsed.scriptId);
    if (
      parsed.url === "" ||
      parsed.url === LOOK_URL ||
      KERNELS_OWN.some((pattern) => new RegExp(pattern).test(parsed.url))
    )
      return;
    this.#parsed.set(parsed.scriptId, parsed);
  }

  /** Whether it is a script of those who only look: a breakpoint in what it calls stops nobody. */
  isLook(id: string): boolean {
    return this.#looks.has(id);
  }

  /** The map of a cell comes with its script, or is asked for later. */
  addCellMap(cell: number, map: string): void {
    this.#cellMaps.set(cell, map);
  }

  /** Cells whose maps are not known yet. */
  get cellsWithoutMap(): readonly number[] {
    const cells = [...this.#parsed.values()].map(({ url }) => cellOf(url));
    return cells.filter((cell): cell is number => cell !== undefined && !this.#cellMaps.has(cell));
  }

  /** Undefined for the kernel's and Node's own. */
  get(id: string): Script | undefined {
    const known = this.#scripts.get(id);
    if (known !== undefined) return known;
    const parsed = this.#parsed.get(id);
    const positions = parsed && this.#positionsOf(parsed);
    if (parsed === undefined || positions === undefined) return undefined;
    const script: Script = { id, url: parsed.url, cell: cellOf(parsed.url), positions };
    this.#scripts.set(id, script);
    return script;
  }

  /** All that were made from something that somebody wrote. */
  get all(): readonly Script[] {
    return [...this.#parsed.keys()].map((id) => this.get(id)).filter((script) => script !== undefined);
  }

  /** The scripts that were made from the text at a path. */
  of(path: string): readonly Script[] {
    return this.all.filter(({ positions }) => positions.sources.some((source) => source.path === path));
  }

  /** The text at a path as a source map has it. */
  writtenAt(path: string): string | undefined {
    const sources = this.of(path).flatMap(({ positions }) => positions.sources);
    return sources.find((source) => source.path === path && source.text !== undefined)?.text;
  }

  /** The paths of what was loaded besides cells, where its text is known. */
  get files(): readonly string[] {
    const loaded = this.all.filter(({ cell }) => cell === undefined);
    const sources = loaded.flatMap(({ positions }) => positions.sources);
    return [...new Set(sources.filter(({ text }) => text !== undefined).map(({ path }) => path))].sort();
  }

  /** The positions of a cell's script; undefined for a cell that only defines a module, which is a script of its own. */
  cellPositions(cell: number): Positions | undefined {
    const { sources, cellText } = this.#options;
    const text = cellText(cell);
    if (text === undefined) return undefined;
    const path = sources.add(text);
    const map = this.#cellMaps.get(cell);
    return map === undefined ? undefined : mappedPositions(map, { nameSource: () => ({ path, text }) });
  }

  /** The session has ended, and its scripts with it. */
  clear(): void {
    this.#parsed.clear();
    this.#scripts.clear();
    this.#cellMaps.clear();
    this.#looks.clear();
  }

  #positionsOf({ url, sourceMapURL }: Debugger.ScriptParsedEventDataType): Positions | undefined {
    const cell = cellOf(url);
    if (cell !== undefined) return this.cellPositions(cell);
    if (!url.startsWith("file:")) return undefined;
    const { sources } = this.#options;
    const file = fileURLToPath(url);
    const map = sourceMapURL ? mapAt(sourceMapURL, url) : undefined;
    if (map === undefined) {
      const text = sources.text(file);
      return plainPositions({ path: sources.cellLike(text) ?? file, text });
    }
    return mappedPositions(map, {
      nameSource: ({ name, text }) => ({ path: sources.cellLike(text) ?? pathAt(name, url), text }),
      script: () => sources.text(file),
    });
  }
}

function cellOf(url: string): number | undefined {
  const [, number] = CELL.exec(url) ?? [];
  return number === undefined ? undefined : Number(number);
}

function pathAt(name: string, base: string): string {
  try {
    return fileURLToPath(new URL(name, base));
  } catch {
    return name;
  }
}

/** The source map that a script names, if it can be read. */
function mapAt(mapUrl: string, base: string): EncodedSourceMap | undefined {
  try {
    const data = DATA.exec(mapUrl);
    const json =
      data === null
        ? readFileSync(fileURLToPath(new URL(mapUrl, base)), "utf8")
        : Buffer.from(mapUrl.slice(data[0].length), "base64").toString();
    const map: unknown = JSON.parse(json);
    return (map as { version?: unknown }).version === 3 ? (map as EncodedSourceMap) : undefined;
  } catch {
    return undefined;
  }
}
