import type { CompilerOptions, Identifier, Node, ScriptKind, Symbol as TsSymbol } from "typescript";
import type { Dialect } from "./dialect.js";
import { type BoundFile, type CellChecker, internals, ts } from "./typescript.js";

/** A name that a cell binds at its top level. */
export interface CellName {
  /**
   * `let`, `var` and parameter-like names can be assigned by later cells. An import's name is live: it stands for what
   * the module's export is at the moment.
   */
  readonly binding: "variable" | "constant" | "live" | "other";
  /** Whether it names a value, a type (or namespace), or both. Of an import only the checker knows what it names. */
  readonly isValue: boolean;
  readonly isType: boolean;
}

/** A cell's text, parsed and bound by itself. */
export interface CellSyntax {
  readonly file: BoundFile;
  /** The names it binds at its top level, `var` in nested blocks included. */
  readonly names: ReadonlyMap<string, CellName>;
}

export interface ParseOptions {
  readonly options: CompilerOptions;
  /** Default `ts`: without JSX, with `<T>value` assertions. */
  readonly scriptKind?: Dialect;
}

const SCRIPT_KIND: Readonly<Record<Dialect, ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  jsx: ts.ScriptKind.JSX,
};

/** Parses a cell. It is a module whatever it contains, so that top-level await and private names work. */
export function parseModule(
  path: string,
  text: string,
  { options, scriptKind = "ts" }: ParseOptions,
): BoundFile {
  const file = ts.createSourceFile(
    path,
    text,
    {
      languageVersion: options.target ?? ts.ScriptTarget.ES2022,
      setExternalModuleIndicator: (parsed) => {
        // With `true`, JavaScript that mentions `module.exports` would be taken for a CommonJS module all the same.
        (parsed as { externalModuleIndicator?: unknown }).externalModuleIndicator = parsed;
      },
    },
    true,
    SCRIPT_KIND[scriptKind],
  ) as BoundFile;
  file.path = path;
  file.resolvedPath = path;
  file.originalFileName = path;
  file.imports = [];
  file.moduleAugmentations = augmentations(file);
  file.ambientModuleNames = [];
  return file;
}

/** Parses a cell and finds the names it binds. */
export function parseCell(path: string, text: string, parse: ParseOptions): CellSyntax {
  const file = parseModule(path, text, parse);
  if (file.parseDiagnostics.length > 0) return { file, names: looseNames(file) };
  internals.bindSourceFile(file, parse.options);
  const names = new Map<string, CellName>();
  for (const [key, symbol] of file.locals ?? []) {
    names.set(ts.unescapeLeadingUnderscores(key), { binding: bindingOf(symbol), ...meaningOf(symbol) });
  }
  return { file, names };
}

/** Top-level names of text that does not parse, so that it does not import what it is about to declare. */
function looseNames(file: BoundFile): ReadonlyMap<string, CellName> {
  const names = new Map<string, CellName>();
  const add = (node: Node): void => {
    if (ts.isIdentifier(node)) names.set(node.text, { binding: "other", isValue: true, isType: true });
    else if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) {
      for (const element of node.elements) if (ts.isBindingElement(element)) add(element.name);
    }
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) add(declaration.name);
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name
    ) {
      add(statement.name);
    } else if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { name, namedBindings } = statement.importClause;
      if (name) add(name);
      if (namedBindings && ts.isNamespaceImport(namedBindings)) add(namedBindings.name);
      if (namedBindings && ts.isNamedImports(namedBindings))
        for (const item of namedBindings.elements) add(item.name);
    }
  }
  return names;
}

function bindingOf(symbol: TsSymbol): CellName["binding"] {
  const declarations = symbol.declarations ?? [];
  if (declarations.some((node) => ts.isImportSpecifier(node) || ts.isImportClause(node))) return "live";
  const node = declarations.find((node) => ts.isVariableDeclaration(node) || ts.isBindingElement(node));
  if (node === undefined) return "other";
  return ts.getCombinedNodeFlags(node) & ts.NodeFlags.Constant ? "constant" : "variable";
}

const { Value, ExportValue, Type, Namespace, Alias } = ts.SymbolFlags;

function meaningOf(symbol: TsSymbol): Pick<CellName, "isValue" | "isType"> {
  const flags = symbol.flags | ((symbol as { exportSymbol?: TsSymbol }).exportSymbol?.flags ?? 0);
  const isAlias = (flags & Alias) !== 0;
  return {
    isValue: (flags & (Value | ExportValue)) !== 0 || (isAlias && !symbol.declarations?.every(isTypeOnly)),
    isType: (flags & (Type | Namespace)) !== 0 || isAlias,
  };
}

/** `import type { T }`, `import { type T }` */
function isTypeOnly(declaration: Node): boolean {
  return ts.isTypeOnlyImportOrExportDeclaration(declaration);
}

/** What the names that a cell imports turned out to be: some are types only. */
export function resolveImports(
  { file, names }: CellSyntax,
  checker: CellChecker,
): ReadonlyMap<string, CellName> {
  const resolved = new Map(names);
  for (const [name, known] of names) {
    const symbol = file.locals?.get(ts.escapeLeadingUnderscores(name));
    if (symbol === undefined || known.binding !== "live" || !known.isValue) continue;
    const { flags } = checker.getAliasedSymbol(symbol);
    if ((flags & (Value | Type | Namespace)) === 0) continue;
    resolved.set(name, {
      ...known,
      isValue: (flags & Value) !== 0,
      // Of what is not known any name is both.
      isType: (flags & (Type | Namespace | ts.SymbolFlags.Property)) !== 0,
    });
  }
  return resolved;
}

/** `declare global { … }` and `declare module "x" { … }`: they change what other files see. */
function augmentations(file: BoundFile): readonly Node[] {
  return file.statements
    .filter(ts.isModuleDeclaration)
    .filter(
      (statement) => ts.isStringLiteral(statement.name) || internals.isGlobalScopeAugmentation(statement),
    )
    .map((statement) => statement.name);
}

/** Names among `candidates` that the cell assigns to somewhere. */
export function assignedNames(file: BoundFile, candidates: ReadonlySet<string>): ReadonlySet<string> {
  const assigned = new Set<string>();
  if (candidates.size === 0) return assigned;
  const visit = (node: Node): void => {
    if (ts.isIdentifier(node) && candidates.has(node.text) && internals.isWriteAccess(node)) {
      assigned.add((node as Identifier).text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return assigned;
}

/** Whether the cell needs an asynchronous body: top-level await in any of its forms. */
export function hasTopLevelAwait(file: BoundFile): boolean {
  const visit = (node: Node): boolean => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    if (ts.isVariableDeclarationList(node) && isAwaitUsing(node.flags)) return true;
    if (ts.isFunctionLike(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}

function isAwaitUsing(flags: number): boolean {
  return (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing;
}
