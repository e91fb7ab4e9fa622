import type ts from "typescript";
import { sourceFrame } from "../../compiler/source-frame.js";
import { readText } from "./cell-modules.js";
import { typescript } from "./compiler.js";

/** What of an import is wrong: all of it, or one of its names. */
export interface FailedImport {
  /** The file that imports. */
  readonly path: string;
  readonly specifier: string;
  readonly name?: string | undefined;
}

/** Errors that name the import they are about. */
const placed = new WeakSet<object>();

/**
 * Says where in which file an import stands that leads nowhere, with the line and a caret below it. What a module threw
 * itself, while it ran, has its place already and is left as it is.
 */
export function atImport(error: unknown, failed: FailedImport): unknown {
  if (!(error instanceof Error) || placed.has(error) || !(isLoaders(error) || missingExport(error)))
    return error;
  const at = `${failed.path}:${placeOf(failed)}`;
  const [head, ...frame] = at.split("\n");
  error.message = [`${head}: ${error.message}`, ...frame].join("\n");
  // The stack holds the message as it was.
  error.stack = `${error.name}: ${error.message}`;
  placed.add(error);
  return error;
}

/** Did a loader throw it, node's or the kernel's? Theirs have codes. */
function isLoaders(error: Error): boolean {
  return /^(ERR_|MODULE_NOT_FOUND$)/.test(String(Reflect.get(error, "code")));
}

/** The file that asks for a name in vain. */
export function importerOf(
  { specifier, name }: { readonly specifier: string; readonly name: string },
  files: Iterable<string>,
): string | undefined {
  const api = typescript();
  return [...files].find((path) => {
    const text = readText(path);
    if (!text.includes(specifier)) return false;
    const file = api.createSourceFile(path, text, api.ScriptTarget.ESNext, true);
    const found = find(file, { specifier, name });
    return found !== undefined && !api.isStringLiteralLike(found);
  });
}

/** The name that a module was asked for in vain, where this is what V8 says. */
export function missingExport(error: unknown): { specifier: string; name: string } | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const said = /^The requested module '(.*)' does not provide an export named '(.*)'$/.exec(error.message);
  if (said === null) return undefined;
  const [, specifier = "", name = ""] = said;
  return { specifier, name };
}

/** Line and column, and below them the line with a caret. */
function placeOf({ path, specifier, name }: FailedImport): string {
  const api = typescript();
  const source = readText(path);
  const file = api.createSourceFile(path, source, api.ScriptTarget.ESNext, true);
  const node = find(file, { specifier, name }) ?? file;
  const start = node.getStart(file);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const frame = sourceFrame(source, { line, column: character, length: node.end - start });
  return `${line + 1}:${character + 1}\n\n${frame}`;
}

/** The import's specifier, or the name in question if it has one. */
function find(
  file: ts.SourceFile,
  { specifier, name }: Pick<FailedImport, "specifier" | "name">,
): ts.Node | undefined {
  const api = typescript();
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (api.isStringLiteralLike(node) && node.text === specifier && isImport(node.parent)) {
      found ??= (name === undefined ? undefined : namedIn(node.parent, name)) ?? node;
    }
    api.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isImport(node: ts.Node): boolean {
  const api = typescript();
  if (api.isImportDeclaration(node) || api.isExportDeclaration(node)) return true;
  return api.isExternalModuleReference(node) || api.isCallExpression(node);
}

function namedIn(node: ts.Node, name: string): ts.Node | undefined {
  const api = typescript();
  let found: ts.Node | undefined;
  const visit = (child: ts.Node): void => {
    if (api.isImportSpecifier(child) || api.isExportSpecifier(child)) {
      if ((child.propertyName ?? child.name).text === name) found ??= child.propertyName ?? child.name;
    } else if (api.isImportClause(child) && name === "default") found ??= child.name;
    api.forEachChild(child, visit);
  };
  visit(node);
  return found;
}
