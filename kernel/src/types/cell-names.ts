import type { CompilerOptions } from "typescript";
import { assignedNames, type CellName, type CellSyntax } from "../compiler/cell-syntax.js";
import { jsxNames } from "../compiler/jsx.js";
import { type BoundFile, ts } from "../compiler/typescript.js";
import { CELL_SCHEME, type CellModule } from "./cell-module.js";

/** What stands after a cell's text (or before it) so that it sees earlier cells. */
export interface Glue {
  readonly text: string;
  /** The values it takes from earlier cells. */
  readonly uses: ReadonlySet<string>;
  /** Paths of the cells it takes names from. */
  readonly imports: ReadonlySet<string>;
}

export const NO_GLUE: Glue = { text: "", uses: new Set(), imports: new Set() };

/** Names that the script of a cell has to read from modules, and those that it no longer has to. */
export interface ImportedNames {
  readonly live: ReadonlySet<string>;
  readonly replaced: ReadonlySet<string>;
}

/** Where later cells find what a name means as a value, and as a type. */
interface Owners {
  readonly value: CellModule | undefined;
  readonly type: CellModule | undefined;
}

/**
 * Which cell's binding of a name later cells see. A name may be a value and a type at once, and of two cells: a type
 * that is called like a variable does not hide it.
 */
export class CellNames {
  readonly #owners = new Map<string, Owners>();

  /** Makes a cell's names the ones that later cells see. */
  take(module: CellModule): void {
    for (const [name, { isValue, isType }] of module.names) {
      const { value, type } = this.#owners.get(name) ?? { value: undefined, type: undefined };
      this.#owners.set(name, { value: isValue ? module : value, type: isType ? module : type });
    }
  }

  clear(): void {
    this.#owners.clear();
  }

  hasValue(name: string): boolean {
    return this.#owners.get(name)?.value !== undefined;
  }

  /** The cells that a name is seen from. */
  *modules(): Iterable<CellModule> {
    for (const { value, type } of this.#owners.values()) {
      for (const owner of [value, type]) if (owner !== undefined) yield owner;
    }
  }

  /** @param names what the cell binds itself @param uses what it takes from earlier ones */
  imported(names: ReadonlyMap<string, CellName>, uses: ReadonlySet<string>): ImportedNames {
    const live = new Set([...uses].filter((name) => this.#isLive(name)));
    const replaced = new Set<string>();
    for (const [name, { binding, isValue }] of names) {
      if (!isValue) continue;
      if (binding === "live") live.add(name);
      else if (this.#isLive(name)) replaced.add(name);
    }
    return { live, replaced };
  }

  /** Is this an import of an earlier cell's? */
  #isLive(name: string): boolean {
    return this.#owners.get(name)?.value?.names.get(name)?.binding === "live";
  }

  /** What a cell takes from earlier ones: of the names that stand in it. */
  glue(syntax: CellSyntax, options: CompilerOptions): Glue {
    return this.#glue(syntax, namesIn(syntax.file, options));
  }

  /** All that it could take, for text that is being written. */
  glueOfAll(syntax: CellSyntax): Glue {
    return this.#glue(syntax, this.#owners.keys());
  }

  /**
   * A name that is a value of one cell and a type of another (the cell itself may be one of them) is imported as a type
   * and declared as a variable of the value's type.
   */
  #glue({ file, names }: CellSyntax, wanted: Iterable<string>): Glue {
    const used = new Map<string, Owners>();
    for (const name of wanted) {
      const owners = this.#owners.get(name);
      if (owners === undefined) continue;
      const own = names.get(name);
      const value = own?.isValue ? undefined : owners.value;
      const type = own?.isType ? undefined : owners.type;
      if (value !== undefined || type !== undefined) used.set(name, { value, type });
    }
    const values = new Set([...used.keys()].filter((name) => used.get(name)?.value !== undefined));
    const assigned = assignedNames(file, values);
    const declared: string[] = [];
    const imports = new Map<string, string[]>();
    const take = ({ path }: CellModule, specifier: string): void => {
      imports.set(path, [...(imports.get(path) ?? []), specifier]);
    };
    for (const [name, { value, type }] of used) {
      const binding = value?.names.get(name)?.binding;
      const isVariable = binding === "variable" || binding === "constant";
      // An import cannot be assigned to; a variable of the same type can, and is checked.
      const apart =
        (assigned.has(name) && isVariable) || (type !== undefined && type !== value) || names.has(name);
      if (type !== undefined && (apart || type !== value)) take(type, name);
      if (value === undefined) continue;
      if (apart) {
        take(value, `${name} as ${importedName(name)}`);
        const keyword = binding === "variable" ? "let" : "const";
        declared.push(`declare ${keyword} ${name}: typeof ${importedName(name)};`);
      } else take(value, name);
    }
    const bindings = [...imports].map(
      ([path, list]) => `import { ${list.join(", ")} } from ${JSON.stringify(CELL_SCHEME + path)};`,
    );
    return { text: [...bindings, ...declared].join(""), uses: values, imports: new Set(imports.keys()) };
  }
}

/** What makes a cell's own names visible to later ones. */
export function exportsOf({ file, names }: CellSyntax): string {
  const exported = file.symbol?.exports;
  const own = [...names.keys()].filter((name) => !exported?.has(ts.escapeLeadingUnderscores(name)));
  return own.length === 0 ? "" : `export { ${own.join(", ")} };`;
}

/** Identifiers of a cell, and those JSX uses without naming them. */
function namesIn(file: BoundFile, options: CompilerOptions): Iterable<string> {
  return new Set([...file.identifiers.keys(), ...jsxNames(file, options)]);
}

function importedName(name: string): string {
  return `__imported_${name}`;
}
