import type { Expression, ImportDeclaration, Node, Statement } from "typescript";
import { runtimeMember } from "./result.js";
import { ts } from "./typescript.js";

/** What an import binds: the pattern to assign the module's namespace to, and the names in it. */
export interface ImportBindings {
  readonly pattern: Expression;
  readonly names: readonly string[];
}

/** `import d, { a as b } from "m"` binds `{ default: d, a: b }`; `import * as ns` binds `ns`. */
export function bindingsOf({ importClause }: ImportDeclaration): ImportBindings | undefined {
  if (importClause === undefined) return undefined;
  const { factory } = ts;
  const { name, namedBindings } = importClause;
  const properties = name ? [factory.createPropertyAssignment("default", name)] : [];
  const names = name ? [name.text] : [];
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    names.push(namedBindings.name.text);
    if (name === undefined) return { pattern: namedBindings.name, names };
    // ({ default: d } = ns = await …)
    const all = namedBindings.name;
    return {
      pattern: factory.createAssignment(factory.createObjectLiteralExpression(properties), all),
      names,
    };
  }
  for (const element of namedBindings?.elements ?? []) {
    names.push(element.name.text);
    properties.push(
      factory.createPropertyAssignment(element.propertyName ?? element.name.text, element.name),
    );
  }
  return { pattern: factory.createObjectLiteralExpression(properties), names };
}

/** `pattern = await __cell__.import("specifier", { with: … });` */
export function loadModule(specifier: Expression, at: Node, pattern?: Expression): Statement {
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
  const loaded = factory.createAwaitExpression(ts.setTextRange(call, specifier));
  const expression = pattern === undefined ? loaded : assigned(pattern, loaded);
  return ts.setOriginalNode(ts.setTextRange(factory.createExpressionStatement(expression), at), at);
}

function assigned(pattern: Expression, value: Expression): Expression {
  const { factory } = ts;
  if (!ts.isBinaryExpression(pattern)) return factory.createAssignment(pattern, value);
  return factory.createAssignment(pattern.left, factory.createAssignment(pattern.right, value));
}
