import { dirname, join } from "node:path";
import ts from "typescript";
import type { CodeCell } from "../notebook/index.js";

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
 * The cells are read as one file, since later cells see the names of earlier ones. (Twoslash, Shiki's companion
 * for this, reads each block on its own, and its notes lie inside the code block, which cuts them off where it
 * scrolls.)
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
  return found;
}

interface Search {
  readonly tree: ts.SourceFile;
  readonly service: ts.LanguageService;
  readonly range: { readonly start: number; readonly end: number };
}

function namesIn(search: Search): TypedName[] {
  const { tree, range } = search;
  const names: TypedName[] = [];
  const visit = (node: ts.Node): void => {
    if (node.end <= range.start || node.pos >= range.end) return;
    if (ts.isIdentifier(node)) {
      const text = quickInfo(search, node);
      const start = node.getStart(tree) - range.start;
      if (text !== undefined) names.push({ start, end: node.end - range.start, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return names;
}

/** Type and first paragraph of documentation; undefined where an editor says nothing of use. */
function quickInfo({ service, tree }: Search, node: ts.Identifier): string | undefined {
  const info = service.getQuickInfoAtPosition(tree.fileName, node.getStart(tree));
  const said = ts.displayPartsToString(info?.displayParts);
  const type = said.startsWith("(method) Operations.") ? callOf(node, service) : said;
  const head = type.replace(/^\(alias\) /, "").split("\nimport ")[0];
  if (!head || /\bany$/.test(head)) return undefined;
  const short = head.length > 400 ? `${head.slice(0, 400)} …` : head;
  const documentation = firstParagraph(ts.displayPartsToString(info?.documentation));
  return documentation ? `${short}\n\n${documentation}` : short;
}

/**
 * A tensor's method as it is called here: `matmul(Tensor<[2, 2]>): Tensor<[4, 2]>`. Its declaration, made of
 * the types that work out the shapes, is not for a reader of lessons.
 */
function callOf(name: ts.Identifier, service: ts.LanguageService): string {
  const call = name.parent.parent;
  const checker = service.getProgram()?.getTypeChecker();
  if (checker === undefined || !ts.isCallExpression(call)) return name.text;
  const typeOf = (node: ts.Node): string => checker.typeToString(checker.getTypeAtLocation(node));
  return `${name.text}(${call.arguments.map(typeOf).join(", ")}): ${typeOf(call)}`;
}

function firstParagraph(documentation: string): string {
  const [first = ""] = documentation.split("\n\n");
  return first.replace(/ ?See \{@link \w+\}\./g, "").replace(/\{@link (\w+)\}/g, "$1");
}

/** Parsed files, the language's own and those of packages, as long as a service uses them. */
const registry = ts.createDocumentRegistry();
let last: ts.LanguageService | undefined;
let texts = 0;

/** A service for one text. That of the text before goes only now: most of what it has parsed is used again. */
function serviceFor(file: string, text: string): ts.LanguageService {
  const service = ts.createLanguageService(hostFor(file, text), registry);
  service.getProgram();
  last?.dispose();
  last = service;
  return service;
}

function hostFor(file: string, text: string): ts.LanguageServiceHost {
  const isOurs = (name: string): boolean => name === file;
  const ours = `text ${++texts}`;
  return {
    // Nothing changes for a service, so that it need not look at every file before it answers.
    getProjectVersion: () => ours,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    // What has changed since the text before is parsed anew.
    getScriptVersion: (name) => (isOurs(name) ? ours : `${ts.sys.getModifiedTime?.(name)?.getTime()}`),
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
  };
}
