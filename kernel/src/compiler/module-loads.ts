import type { Expression, Identifier, ImportDeclaration, NamedImports, Node, Statement } from "typescript";
import { liveName, scriptName } from "./names.js";
import { placed } from "./placed.js";
import { runtimeMember } from "./result.js";
import { ts } from "./typescript.js";

/** A name that an import binds. */
export interface ImportBinding {
  readonly name: string;
  /** The export it stands for; undefined for the whole namespace. */
  readonly exported: string | undefined;
}

/** `import d, { a as b } from "m"` binds `d` to the export `default` and `b` to `a`. */
export function bindingsOf({ importClause }: ImportDeclaration): readonly ImportBinding[] {
  if (importClause === undefined) return [];
  const { name, namedBindings } = importClause;
  const bindings: ImportBinding[] = name ? [{ name: name.text, exported: "default" }] : [];
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    return [...bindings, { name: namedBindings.name.text, exported: undefined }];
  }
  for (const element of namedBindings?.elements ?? []) {
    bindings.push({ name: element.name.text, exported: (element.propertyName ?? element.name).text });
  }
  return bindings;
}

/** `await __cell__.import("specifier", { with: … });` */
export function loadModule(specifier: Expression, at: Node): Statement {
  return placed(ts.factory.createExpressionStatement(loaded(specifier, at)), at);
}

/**
 * Loads a module and binds its names.
 *
 *     import { a } from "m";      →    const module_1 = await __cell__.import("m");
 *                                      a = module_1.a;
 *                                      import$a = { get a() { return module_1.a; } };
 *
 * Code reads `import$a.a`, which is the export as it is now. The plain variable is for code that was written when the
 * name was a variable.
 */
export function importModule(
  declaration: ImportDeclaration,
  bindings: readonly ImportBinding[],
): Statement[] {
  const { factory } = ts;
  const { moduleSpecifier } = declaration;
  const load = loaded(moduleSpecifier, declaration);
  const module = factory.createUniqueName("module");
  const variable = factory.createVariableDeclaration(module, undefined, undefined, load);
  const list = factory.createVariableDeclarationList([variable], ts.NodeFlags.Const);
  const statements: Statement[] = [placed(factory.createVariableStatement(undefined, list), declaration)];
  for (const { name, exported } of bindings) {
    const value = () =>
      exported === undefined
        ? module
        : factory.createElementAccessExpression(module, factory.createStringLiteral(exported));
    statements.push(assign(scriptName(name), value()));
    if (exported !== undefined) statements.push(assign(liveName(name), readsAnew(name, value())));
  }
  return statements;
}

/** What a transform imports for itself, such as the functions that make JSX's elements, stays inside the cell. */
export function importHelpers({ moduleSpecifier }: ImportDeclaration, { elements }: NamedImports): Statement {
  const { factory } = ts;
  const names = elements.map(({ propertyName, name }) =>
    factory.createBindingElement(undefined, propertyName as Identifier | undefined, name),
  );
  const pattern = factory.createObjectBindingPattern(names);
  const load = loaded(moduleSpecifier, moduleSpecifier);
  const variable = factory.createVariableDeclaration(pattern, undefined, undefined, load);
  const list = factory.createVariableDeclarationList([variable], ts.NodeFlags.Const);
  return factory.createVariableStatement(undefined, list);
}

/** `{ get name() { return value; } }` */
export function readsAnew(name: string, value: Expression): Expression {
  const { factory } = ts;
  const body = factory.createBlock([factory.createReturnStatement(value)]);
  return factory.createObjectLiteralExpression([
    factory.createGetAccessorDeclaration(undefined, name, [], undefined, body),
  ]);
}

/** The export that an imported name stands for, as it is now. */
export function readLive(name: string): Expression {
  return ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier(liveName(name)), name);
}

/** `name = value;` for a variable of the script. */
export function assign(name: string, value: Expression): Statement {
  const { factory } = ts;
  return factory.createExpressionStatement(factory.createAssignment(factory.createIdentifier(name), value));
}

function loaded(specifier: Expression, at: Node): Expression {
  const { factory } = ts;
  const attributes = (at as Partial<ImportDeclaration>).attributes?.elements ?? [];
  const options = attributes.map(({ name, value }) => factory.createPropertyAssignment(name, value));
  const argument = factory.createObjectLiteralExpression([
    factory.createPropertyAssignment("with", factory.createObjectLiteralExpression(options)),
  ]);
  const loader = ts.setTextRange(runtimeMember("import"), specifier);
  const call = factory.createCallExpression(
    loader,
    undefined,
    attributes.length ? [specifier, argument] : [specifier],
  );
  return factory.createAwaitExpression(ts.setTextRange(call, specifier));
}
