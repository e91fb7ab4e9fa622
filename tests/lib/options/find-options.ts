import { relative } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../support/project.js";

/** A public function, method or constructor that takes options. */
export interface TakesOptions {
  /** How it is reached: `nn.dense`, `new nn.Dense`, `data.Dataset.batch`, `Tensor.sum`. */
  readonly name: string;
  /** The names of the options. */
  readonly options: readonly string[];
  /** What they take, of those that take nothing but a number, or a list of numbers, and of those that take yes or no. */
  readonly kinds: Readonly<Record<string, OptionKind>>;
  /** Where it is declared, from the project's root. */
  readonly file: string;
}

export type OptionKind = "number" | "flag";

/** Everything public that takes options, found in the types of the library's entries. */
export function findOptions(entries: readonly string[]): readonly TakesOptions[] {
  const configFile = `${projectRoot}/lib/tsconfig.json`;
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, ts.sys.readFile).config,
    ts.sys,
    `${projectRoot}/lib`,
  );
  const files = entries.map((entry) => `${projectRoot}/lib/src/${entry}`);
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const search = new Search(program.getTypeChecker());
  for (const file of files) search.module(program.getSourceFile(file)!, "");
  // Overloads are the same function.
  return [...new Map([...search.found.values()].map((found) => [found.name, found])).values()];
}

class Search {
  /** By their declarations, as one method is reached from many types. */
  readonly found = new Map<ts.Node, TakesOptions>();
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  module(source: ts.Node, prefix: string): void {
    const symbol = this.#checker.getSymbolAtLocation(source)!;
    for (const exported of this.#shortestFirst(symbol)) this.#export(exported, prefix);
  }

  /** What a module exports, its namespaces last: `Tensor.sum` is better known than `train.SomeTensor.sum`. */
  #shortestFirst(module: ts.Symbol): readonly ts.Symbol[] {
    const isNamespace = (symbol: ts.Symbol) => ts.isNamespaceExport(symbol.declarations![0]!);
    return this.#checker
      .getExportsOfModule(module)
      .toSorted((a, b) => Number(isNamespace(a)) - Number(isNamespace(b)));
  }

  #export(exported: ts.Symbol, prefix: string): void {
    const checker = this.#checker;
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    const place = symbol.declarations![0]!;
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      for (const inner of this.#shortestFirst(symbol)) this.#export(inner, `${name}.`);
      return;
    }
    if (symbol.flags & ts.SymbolFlags.Value && !isTypeOnly(exported)) {
      const type = checker.getTypeOfSymbolAtLocation(symbol, place);
      for (const signature of type.getCallSignatures()) this.#signature(name, signature);
      for (const signature of type.getConstructSignatures()) this.#signature(`new ${name}`, signature);
      if (symbol.flags & ts.SymbolFlags.Class) this.#methods(name, type);
    }
    if (symbol.flags & ts.SymbolFlags.Type) this.#methods(name, checker.getDeclaredTypeOfSymbol(symbol));
  }

  /** The methods that a type declares, and the type itself if it is a function's. */
  #methods(name: string, type: ts.Type): void {
    if (type.isUnion()) return;
    for (const signature of type.getCallSignatures()) this.#signature(name, signature);
    for (const property of type.getProperties()) {
      const place = property.valueDeclaration;
      if (place === undefined || property.name === "prototype" || !isOurs(place)) continue;
      const hidden = ts.getCombinedModifierFlags(place) & ts.ModifierFlags.NonPublicAccessibilityModifier;
      if (hidden || ts.getNameOfDeclaration(place)?.getText().startsWith("#")) continue;
      const owner = ts.isClassDeclaration(place.parent) ? place.parent.name!.text : name;
      const method = this.#checker.getTypeOfSymbolAtLocation(property, place);
      for (const signature of method.getCallSignatures())
        this.#signature(`${owner}.${property.name}`, signature);
    }
  }

  #signature(name: string, signature: ts.Signature): void {
    const declaration = signature.declaration;
    if (declaration === undefined || !isOurs(declaration)) return;
    for (const parameter of signature.parameters) {
      const place = parameter.valueDeclaration as ts.ParameterDeclaration;
      const type = this.#checker.getNonNullableType(
        this.#checker.getTypeOfSymbolAtLocation(parameter, place),
      );
      if (!isOptions(type, place)) continue;
      const file = relative(projectRoot, declaration.getSourceFile().fileName);
      const properties = this.#checker.getPropertiesOfType(type);
      const options = properties.map((property) => property.name);
      const kinds: Record<string, OptionKind> = {};
      for (const property of properties) {
        const kind = kindOf(this.#checker.getTypeOfSymbolAtLocation(property, place));
        if (kind !== undefined) kinds[property.name] = kind;
      }
      if (!this.found.has(place)) this.found.set(place, { name, options, kinds, file });
    }
  }
}

/** What all members of a type are, but for undefined. */
function kindOf(type: ts.Type): OptionKind | undefined {
  const members = (type.isUnion() ? type.types : [type]).filter(
    ({ flags }) => !(flags & ts.TypeFlags.Undefined),
  );
  const are = (flags: ts.TypeFlags): boolean =>
    members.length > 0 && members.every((member) => member.flags & flags);
  if (are(ts.TypeFlags.BooleanLike)) return "flag";
  return are(ts.TypeFlags.NumberLike) ? "number" : undefined;
}

const isTypeOnly = (exported: ts.Symbol): boolean =>
  exported.declarations!.some((place) => ts.isTypeOnlyImportOrExportDeclaration(place));

const isOurs = (node: ts.Node): boolean => node.getSourceFile().fileName.includes("/lib/src/");

/** Options by their type's name, as the whole library calls them; or written in place. */
function isOptions(type: ts.Type, { name, type: written }: ts.ParameterDeclaration): boolean {
  if (ts.isObjectBindingPattern(name) || name.getText() === "options") return true;
  const parts = type.isIntersection() ? type.types : [type];
  return (
    (written !== undefined && ts.isTypeLiteralNode(written)) ||
    parts.some((part) => /Options$/.test(part.aliasSymbol?.name ?? part.getSymbol()?.name ?? ""))
  );
}
