import {
  decodedMappings,
  originalPositionFor,
  type SourceMapInput,
  TraceMap,
} from "@jridgewell/trace-mapping";

/** A place in what somebody wrote; line and column count from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A place in a script as V8 counts: from 0. */
export interface ScriptPlace {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A text that a script was made from; none where neither the map nor the disk has it. */
export interface SourceText {
  readonly path: string;
  readonly text: string | undefined;
}

/** Where the places of a script are in what somebody wrote. */
export interface Positions {
  readonly sources: readonly SourceText[];
  /** Undefined for code that nobody wrote, such as what the compiler has put in. */
  original(place: ScriptPlace): Place | undefined;
  /** The first place in the script of a line, or of the next line that has any. */
  generated(place: {
    readonly path: string;
    readonly line: number;
    readonly column?: number;
  }): ScriptPlace | undefined;
  /** What names were that the script has others for: a file that was joined of many has each name only once. */
  readonly originalNames: ReadonlyMap<string, string>;
}

/** A script that was run as it was written. */
export function plainPositions(source: SourceText): Positions {
  return {
    sources: [source],
    original: ({ lineNumber, columnNumber }) => ({
      path: source.path,
      line: lineNumber + 1,
      column: columnNumber + 1,
    }),
    generated: ({ line, column = 1 }) => ({ lineNumber: line - 1, columnNumber: column - 1 }),
    originalNames: new Map(),
  };
}

export interface MappedOptions {
  /** Says what a source is called, given its name in the map and its text. */
  readonly nameSource: (source: { readonly name: string; readonly text: string | undefined }) => SourceText;
  /** The script itself, for the names in it. Default: all are as they were. */
  readonly script?: () => string | undefined;
}

/** The positions that a source map tells. @param map version 3, parsed or as JSON */
export function mappedPositions(map: SourceMapInput, { nameSource, script }: MappedOptions): Positions {
  const trace = new TraceMap(map);
  const sources = trace.sources.map((name, i) =>
    nameSource({ name: name ?? "", text: trace.sourcesContent?.[i] ?? undefined }),
  );
  let names: ReadonlyMap<string, string> | undefined;
  return {
    sources,
    original({ lineNumber, columnNumber }) {
      const found = originalPositionFor(trace, { line: lineNumber + 1, column: columnNumber });
      if (found.source === null) return undefined;
      const source = sources[trace.sources.indexOf(found.source)];
      return source && { path: source.path, line: found.line, column: found.column + 1 };
    },
    generated({ path, line, column = 1 }) {
      const source = sources.findIndex((other) => other.path === path);
      return source < 0 ? undefined : firstPlace(trace, { source, line: line - 1, column: column - 1 });
    },
    get originalNames() {
      const text = names === undefined ? script?.() : undefined;
      names ??= text === undefined ? new Map() : changedNames(trace, text);
      return names;
    },
  };
}

/** The first place of a line from a column on, else of the line, else of the next line; in the order of the script. */
function firstPlace(
  trace: TraceMap,
  wanted: { readonly source: number; readonly line: number; readonly column: number },
): ScriptPlace | undefined {
  let best: ScriptPlace | undefined;
  let [bestLine, bestIsRight] = [Number.POSITIVE_INFINITY, false];
  for (const [lineNumber, segments] of decodedMappings(trace).entries()) {
    for (const [columnNumber, source, line = 0, column = 0] of segments) {
      if (source !== wanted.source || line < wanted.line || line > bestLine) continue;
      const isRight = line > wanted.line || column >= wanted.column;
      if (line === bestLine && (bestIsRight || !isRight)) continue;
      best = { lineNumber, columnNumber };
      [bestLine, bestIsRight] = [line, isRight];
    }
  }
  return best;
}

/** The names that were changed, by what they have become. */
function changedNames(trace: TraceMap, text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const lines = text.split("\n");
  const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
  for (const [i, segments] of decodedMappings(trace).entries()) {
    for (const segment of segments) {
      if (segment.length !== 5) continue;
      const name = trace.names[segment[4]];
      identifier.lastIndex = segment[0];
      const [now] = identifier.exec(lines[i] ?? "") ?? [];
      if (name !== undefined && now !== undefined && now !== name) names.set(now, name);
    }
  }
  return names;
}
