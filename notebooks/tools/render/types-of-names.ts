import { dirname, join } from "node:path";
import ts from "typescript";
import type { CodeCell } from "../lessons/notebook.js";

/** A name in a cell's code and what an editor would say about it. */
export interface TypedName {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noImplicitAny: false,
  skipLibCheck: true,
  types: [],
};

/**
 * The types of all names in a lesson's code, by cell id.
 *
 * The cells are read as one file, since later cells see the names of earlier ones.
 */
export function typesOfNames(
  cells: readonly CodeCell[],
  directory: string,
): ReadonlyMap<string, readonly TypedName[]> {
  const file = join(directory, "__lesson__.ts");
  const source = cells.map((cell) => `${cell.source}\n;\n`);
  const service = serviceFor(file, source.join(""));
  const tree = service.getProgram()?.getSourceFile(file);
  const found = new Map<string, TypedName[]>();
  let offset = 0;
  cells.forEach((cell, i) => {
    const range = { start: offset, end: offset + cell.source.length };
    offset += source[i]?.length ?? 0;
    found.set(cell.id, tree === undefined ? [] : namesIn({ tree, service, range }));
  });
  service.dispose();
  return found;
}

interface Search {
  readonly tree: ts.SourceFile;
  readonly service: ts.LanguageService;
  readonly range: { readonly start: number; readonly end: number };
}

function namesIn({ tree, service, range }: Search): TypedName[] {
  const names: TypedName[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end <= range.start || node.pos >= range.end) return;
    if (ts.isIdentifier(node)) {
      const text = quickInfo(service, tree, node);
      const start = node.getStart(tree) - range.start;
      if (text !== undefined) names.push({ start, end: node.end - range.start, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return names;
}

/** Type and first line of documentation; undefined where an editor says nothing of use. */
function quickInfo(service: ts.LanguageService, tree: ts.SourceFile, node: ts.Node): string | undefined {
  const info = service.getQuickInfoAtPosition(tree.fileName, node.getStart(tree));
  const type = ts
    .displayPartsToString(info?.displayParts)
    .replace(/^\(alias\) /, "")
    .split("\nimport ")[0];
  if (!type || /\bany$/.test(type)) return undefined;
  const documentation = ts.displayPartsToString(info?.documentation).split("\n\n")[0];
  const short = type.length > 400 ? `${type.slice(0, 400)} …` : type;
  return documentation ? `${short}\n\n${documentation}` : short;
}

function serviceFor(file: string, text: string): ts.LanguageService {
  const isOurs = (name: string): boolean => name === file;
  return ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const content = isOurs(name) ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => dirname(file),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => isOurs(name) || ts.sys.fileExists(name),
    readFile: (name) => (isOurs(name) ? text : ts.sys.readFile(name)),
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath,
  });
}
