import type { CompilerOptions } from "typescript";
import { type BoundFile, internals, ts } from "./typescript.js";

/**
 * How a cell's JSX is compiled where tsconfig.json does not say: to calls of `React.createElement` if the cell sees a
 * `React` (or says `@jsx`), and else to the functions that it imports from `react/jsx-runtime`.
 */
export function chooseJsx(file: BoundFile, { seesReact }: { readonly seesReact: boolean }): void {
  if (!isJsx(file) || file.pragmas.has("jsxruntime")) return;
  if (seesReact || file.pragmas.has("jsx"))
    file.pragmas.set("jsxruntime", { arguments: { factory: "classic" } });
}

/** The module that compiled JSX imports, if it imports any. */
export function jsxModule(file: BoundFile, options: CompilerOptions): string | undefined {
  if (!isJsx(file)) return undefined;
  return internals.getJSXRuntimeImport(internals.getJSXImplicitImportBase(options, file), options);
}

/** Names that JSX uses without naming them. */
export function jsxNames(file: BoundFile, options: CompilerOptions): readonly string[] {
  if (!isJsx(file)) return [];
  const factories = [options.jsxFactory ?? "React", options.jsxFragmentFactory ?? "React"];
  return factories.map((name) => name.split(".")[0] ?? name);
}

function isJsx(file: BoundFile): boolean {
  return file.languageVariant === ts.LanguageVariant.JSX;
}
