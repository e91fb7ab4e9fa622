import type {
  Diagnostic,
  ExportDeclaration,
  ImportDeclaration,
  Node,
  StringLiteral,
  Symbol as TsSymbol,
} from "typescript";
import { type BoundFile, type CellChecker, internals, ts } from "../compiler/typescript.js";
import type { NodeRuntime } from "./host.js";

export interface NodeParts {
  readonly checker: CellChecker;
  /** How much of the file is the user's. */
  readonly length: number;
  /** The Node that runs it, where one does. */
  readonly node: NodeRuntime | undefined;
}

/** What the checker finds in a file; where this Node lacks something, that is said instead. */
export function diagnosticsFor(file: BoundFile, { checker, length, node }: NodeParts): readonly Diagnostic[] {
  const said = [...file.bindDiagnostics, ...checker.getDiagnostics(file)];
  if (node === undefined) return said;
  const faults = new Set(said.map(({ start }) => start));
  const missing = missingInNode(file, { checker, length, node, faults });
  const told = new Set(missing.map(({ start }) => start));
  return [...missing, ...said.filter(({ start }) => !told.has(start))];
}

interface MissingParts extends NodeParts {
  readonly node: NodeRuntime;
  /** Where the checker finds fault. */
  readonly faults: ReadonlySet<number | undefined>;
}

/**
 * Types of Node may be of another version than the Node that runs. What this Node lacks is told: a module, or a name
 * imported from one, as an error; a global, or a module's property, as a warning, since a cell may have made it; and a
 * module that is asked for while the code runs as a warning, since the code may do without. Of a module from which types
 * alone are taken, nothing is said where they are known.
 */
function missingInNode(
  file: BoundFile,
  { checker, length, node: runtime, faults }: MissingParts,
): readonly Diagnostic[] {
  if (!mayConcernNode(file, runtime)) return [];
  const found: Diagnostic[] = [];
  const modules = new Map<string, string>();
  const guarded = guardedNames(file);
  const tell = (
    node: Node,
    name: string,
    more: { symbol?: TsSymbol | undefined; isError: boolean },
  ): void => {
    const since = (more.symbol && sinceOf(more.symbol)) ?? FIRST[name];
    const option = BEHIND[name] === undefined ? "" : `, with ${BEHIND[name]}`;
    const came = since === undefined ? "" : `; Node has it from ${since} on${option}`;
    found.push({
      file,
      start: node.getStart(file),
      length: node.getWidth(file),
      code: 0,
      category: more.isError ? ts.DiagnosticCategory.Error : ts.DiagnosticCategory.Warning,
      messageText: `'${name}' is not in Node ${runtime.version}, which runs the cells${came}`,
    });
  };
  const mayBeNodes = (name: string) =>
    !runtime.hasGlobal(name) &&
    !OF_SESSION.has(name) &&
    !guarded.has(name) &&
    !file.locals?.has(ts.escapeLeadingUnderscores(name));
  const lacks = (module: string, name: string) => name !== "default" && !runtime.hasExport(module, name);
  const visit = (node: Node): void => {
    if (node.getStart(file) >= length) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      visitNames(node);
      return;
    }
    const asked = askedModule(node);
    if (asked !== undefined) tellModule(asked, { isError: ts.isExternalModuleReference(node) });
    const types = moduleOfTypes(node);
    if (types !== undefined) tellTypes(types);
    if (ts.isIdentifier(node) && mayBeNodes(node.text) && isUse(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (isNodes(symbol)) tell(node, node.text, { symbol, isError: false });
    } else if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const module = modules.get(node.expression.text);
      if (module !== undefined && lacks(module, node.name.text)) {
        const symbol = checker.getSymbolAtLocation(node.name);
        if (isNodes(symbol)) tell(node.name, `${module}.${node.name.text}`, { symbol, isError: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  const tellModule = (specifier: StringLiteral, { isError }: { isError: boolean }): void => {
    const { text } = specifier;
    if (text.startsWith("node:") && !runtime.isBuiltin(text)) tell(specifier, text, { isError });
  };
  const tellTypes = (specifier: StringLiteral): void => {
    if (faults.has(specifier.getStart(file))) tellModule(specifier, { isError: true });
  };
  const visitNames = (declaration: ImportDeclaration | ExportDeclaration): void => {
    const { moduleSpecifier } = declaration;
    const clause = ts.isImportDeclaration(declaration) ? declaration.importClause : declaration;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return;
    if (clause?.isTypeOnly) {
      tellTypes(moduleSpecifier);
      return;
    }
    const { text } = moduleSpecifier;
    tellModule(moduleSpecifier, { isError: true });
    if (!runtime.isBuiltin(text)) return;
    const named = ts.isImportDeclaration(declaration)
      ? declaration.importClause?.namedBindings
      : declaration.exportClause;
    if (clause?.name && ts.isIdentifier(clause.name)) modules.set(clause.name.text, text);
    if (!named || ts.isNamespaceExport(named)) return;
    if (ts.isNamespaceImport(named)) {
      modules.set(named.name.text, text);
      return;
    }
    for (const { name, propertyName, isTypeOnly } of named.elements) {
      const exported = (propertyName ?? name).text;
      if (isTypeOnly || !lacks(text, exported)) continue;
      const symbol = checker.getSymbolAtLocation(name);
      const target = symbol && checker.getAliasedSymbol(symbol);
      if (isNodes(target)) tell(propertyName ?? name, exported, { symbol: target, isError: true });
    }
  };
  visit(file);
  return found;
}

/** What types of older versions do not know at all, or do not say the version of. */
const FIRST: Readonly<Record<string, string>> = {
  navigator: "v21.0.0",
  WebSocket: "v22.0.0",
  EventSource: "v20.18.0",
  CloseEvent: "v23.0.0",
  "node:sqlite": "v22.5.0",
  "node:sea": "v20.12.0",
  "node:quic": "v23.8.0",
};

/** What Node has only if it is started with an option. */
const BEHIND: Readonly<Record<string, string>> = { EventSource: "--experimental-eventsource" };

/** What the session has on its global object, and a module, as this is one, has not. */
const OF_SESSION: ReadonlySet<string> = new Set(["require", "module", "exports", "__dirname", "__filename"]);

function mayConcernNode(file: BoundFile, node: NodeRuntime): boolean {
  for (const name of file.identifiers.keys()) if (!node.hasGlobal(name)) return true;
  return file.text.includes("node:");
}

/** Names that the cell itself asks for, as in `typeof navigator === "undefined"`. */
function guardedNames(file: BoundFile): ReadonlySet<string> {
  return new Set([...file.text.matchAll(/\btypeof\s+([\w$]+)/g)].map(([, name = ""]) => name));
}

/** The module that `import()`, `require()` or `import x = require()` asks for. */
function askedModule(node: Node): StringLiteral | undefined {
  let module: Node | undefined;
  if (ts.isExternalModuleReference(node)) module = node.expression;
  else if (ts.isCallExpression(node)) {
    const { expression } = node;
    const isRequire = ts.isIdentifier(expression) && expression.text === "require";
    if (isRequire || expression.kind === ts.SyntaxKind.ImportKeyword) [module] = node.arguments;
  }
  return module && ts.isStringLiteral(module) ? module : undefined;
}

/** The module of `import("module").Name`. */
function moduleOfTypes(node: Node): StringLiteral | undefined {
  if (!ts.isImportTypeNode(node) || !ts.isLiteralTypeNode(node.argument)) return undefined;
  const { literal } = node.argument;
  return ts.isStringLiteral(literal) ? literal : undefined;
}

/** Is it a name's use as a value, and not a property, a declaration or a type? */
function isUse(node: Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isExpression(parent) || ts.isVariableDeclaration(parent) || ts.isExpressionStatement(parent);
}

/** Is it a value, and is all that is said of it said by Node's types? */
function isNodes(symbol: TsSymbol | undefined): boolean {
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Value) === 0) return false;
  const files = symbol.declarations?.map((declaration) => declaration.getSourceFile().fileName) ?? [];
  return (
    files.length > 0 && files.every((name) => /\/node_modules\/(@types\/node|undici-types)\//.test(name))
  );
}

/** The version that the documentation names. */
function sinceOf({ declarations }: TsSymbol): string | undefined {
  for (const declaration of declarations ?? []) {
    const { text } = declaration.getSourceFile();
    for (let node: Node = declaration; node !== undefined && !ts.isSourceFile(node); node = node.parent) {
      for (const { pos, end } of internals.getJSDocCommentRanges(node, text) ?? []) {
        const [, since] = /@since (v[\d.]+)/.exec(text.slice(pos, end)) ?? [];
        if (since !== undefined) return since;
      }
    }
  }
  return undefined;
}
