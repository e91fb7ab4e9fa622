import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { inspect, types } from "node:util";
import type { ErrorReport } from "../channel/protocol.js";
import { originalNames } from "../compiler/names.js";
import { shortened } from "./bounds.js";

/** What V8 is told a cell's script is called. In messages it appears as `cell-3`. */
export function scriptName(cell: number): string {
  return `cell-${cell}.js`;
}

const { isNativeError, isProxy } = types;

const RAW = /\bcell-(\d+)\.js:(\d+):(\d+)/g;
const SHOWN = /\bcell-(\d+):(\d+):(\d+)/;
/** Longer messages and traces are cut, in characters. */
const LONGEST_MESSAGE = 10_000;
const LONGEST_TRACE = 40_000;

const OWN = new URL("..", import.meta.url);
const OWN_FILES = [OWN.href, fileURLToPath(OWN)];

interface Script {
  readonly lines: number;
  readonly map: string | undefined;
  parsed?: SourceMap;
}

const scripts = new Map<number, Script>();

/** Remembers what is needed to show positions in a cell's script. */
export function addScript(cell: number, script: string, map: string | undefined): void {
  scripts.set(cell, { lines: script.trimEnd().split("\n").length, map });
}

/** The source map of a cell's script, for who looks at positions from outside. */
export function scriptMap(cell: number): string | undefined {
  return scripts.get(cell)?.map;
}

const fileMaps = new Map<string, { readonly json: string; parsed?: SourceMap }>();

/** Remembers where the code of a local file came from. */
export function addFileMap(path: string, json: string): void {
  fileMaps.set(path, { json });
}

/** A frame's text, with positions in what the user wrote. */
function frameText(site: NodeJS.CallSite, file: string | null | undefined): string {
  const text = site.toString();
  const map = fileMaps.get(file ?? "");
  if (map === undefined) return mapPositions(text);
  map.parsed ??= new SourceMap(JSON.parse(map.json));
  const found = map.parsed.findEntry((site.getLineNumber() ?? 1) - 1, (site.getColumnNumber() ?? 1) - 1);
  if (!("originalLine" in found)) return text;
  return text.replace(/:\d+:\d+(\)?)$/, `:${found.originalLine + 1}:${found.originalColumn + 1}$1`);
}

/** Rewrites positions in scripts to positions in the cells' TypeScript. */
export function mapPositions(text: string): string {
  return text.replace(RAW, (_, cell: string, line: string, column: string) => {
    const [l, c] = original(Number(cell), Number(line), Number(column));
    return `cell-${cell}:${l}:${c}`;
  });
}

function original(cell: number, line: number, column: number): readonly [number, number] {
  const script = scripts.get(cell);
  if (script?.map === undefined) return [line, column];
  script.parsed ??= new SourceMap(JSON.parse(script.map));
  const found = script.parsed.findEntry(line - 1, column - 1);
  return "originalLine" in found ? [found.originalLine + 1, found.originalColumn + 1] : [line, column];
}

/** Makes every stack show cells as the user wrote them, and none of the kernel's own frames. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, sites) => {
    // By index: the list is of the realm of the error, and so are its methods.
    const frames = Array.from({ length: sites.length }, (_, i) => frameOf(sites[i] as NodeJS.CallSite));
    const lastCell = frames.findLastIndex(({ site }) => isCell(site));
    // What called the outermost cell frame is machinery.
    const kept = (lastCell < 0 ? frames : frames.slice(0, lastCell + 1)).filter(
      ({ file }) => !isMachinery(file),
    );
    const lines = kept.map(({ site, file }) => `\n    at ${frameText(site, file)}`);
    return `${headline(error)}${lines.join("")}`;
  };
}

function frameOf(site: NodeJS.CallSite): {
  readonly file: string | null | undefined;
  readonly site: NodeJS.CallSite;
} {
  return { file: site.getFileName() ?? site.getScriptNameOrSourceURL(), site };
}

function isCell(site: NodeJS.CallSite): boolean {
  const place = /\bcell-(\d+)\.js:(\d+)/.exec(site.toString());
  if (place === null) return false;
  const script = scripts.get(Number(place[1]));
  // The last line of a compiled script calls the function that the cell has become.
  return script?.map === undefined || Number(place[2]) < script.lines;
}

function isMachinery(file: string | null | undefined): boolean {
  if (file === null || file === undefined) return false;
  return (
    OWN_FILES.some((own) => file.startsWith(own)) ||
    /^node:(inspector|internal\/(vm|process\/task_queues))/.test(file)
  );
}

/** The cell that an error's stack names first. */
export function cellOf(error: ErrorReport): number | undefined {
  return error.at?.cell;
}

function headline(error: Error): string {
  try {
    // As V8 has it: what console.trace takes for its place is no error, and has a name and a message all the same.
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

/** An error (or whatever was thrown) as Jupyter wants it. */
export function reportError(thrown: unknown): ErrorReport {
  const text = mapPositions(describe(thrown));
  const place = SHOWN.exec(text);
  const at =
    place === null
      ? {}
      : { at: { cell: Number(place[1]), line: Number(place[2]), column: Number(place[3]) } };
  const all = { all: "catch it and console.log(…) it to see all" };
  const shown = shortened(text, { ...all, longest: LONGEST_TRACE });
  if (!isError(thrown)) {
    const evalue = shortened(text, { ...all, longest: LONGEST_MESSAGE });
    return { ename: "Uncaught", evalue, traceback: `Uncaught ${shown}`.split("\n"), ...at };
  }
  return {
    ename: shortened(nameOf(thrown), { ...all, longest: LONGEST_MESSAGE }),
    evalue: shortened(messageOf(thrown), { ...all, longest: LONGEST_MESSAGE }),
    traceback: shown.split("\n"),
    ...at,
  };
}

/** Is it an error, of any realm or by its prototypes? Asks no proxy: whatever it did, nobody would hear of its cell. */
function isError(value: unknown): value is Error {
  if (isNativeError(value)) return true;
  try {
    return !isProxy(value) && value instanceof Error;
  } catch {
    return false;
  }
}

function describe(thrown: unknown): string {
  try {
    return originalNames(inspect(thrown));
  } catch (error) {
    const why = isError(error) ? messageOf(error) : "its inspection failed";
    if (!isError(thrown)) return `a value that cannot be shown (${why})`;
    return `${stackOf(thrown)}\n  (more of it cannot be shown: ${why})`;
  }
}

function stackOf(error: Error): string {
  try {
    if (typeof error.stack === "string") return originalNames(error.stack);
  } catch {
    // Name and message are left.
  }
  return `${nameOf(error)}: ${messageOf(error)}`;
}

function nameOf(error: Error): string {
  try {
    return String(error.name || error.constructor.name);
  } catch {
    return "Error";
  }
}

function messageOf(error: Error): string {
  try {
    return originalNames(String(error.message));
  } catch {
    return "";
  }
}
