import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type ts from "typescript";
import { sourceFrame } from "../../compiler/source-frame.js";
import { readText } from "./cell-modules.js";
import { typescript } from "./compiler.js";
import { projectSettings } from "./project-settings.js";

export interface Transpiled {
  readonly code: string;
  readonly sourceMap: string | undefined;
}

/** How Node would treat a file: as an ES module, CommonJS, or JSON. */
export type Format = "module" | "commonjs" | "json";

/** Turns a TypeScript or JavaScript file into what this Node can run. Types are not checked here.
 * @throws SyntaxError that names file and line */
export function transpile(path: string, format: Exclude<Format, "json">): Transpiled {
  const source = readText(path);
  const api = typescript();
  const { outputText, sourceMapText, diagnostics } = api.transpileModule(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...languageOptions(path),
      target: api.ScriptTarget.ES2022,
      module: format === "module" ? api.ModuleKind.ESNext : api.ModuleKind.CommonJS,
      esModuleInterop: true,
      sourceMap: true,
      // The file may have changed when somebody looks at the code that runs.
      inlineSources: true,
      allowJs: true,
    },
  });
  const [problem] = diagnostics ?? [];
  if (problem !== undefined) {
    const text = api.flattenDiagnosticMessageText(problem.messageText, "\n");
    const place = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0);
    const { line, character } = place ?? { line: 0, character: 0 };
    const frame = sourceFrame(source, { line, column: character, length: problem.length ?? 1 });
    throw new SyntaxError(`${path}:${line + 1}:${character + 1}: ${text}\n\n${frame}`);
  }
  return { code: withMap(outputText, sourceMapText), sourceMap: sourceMapText };
}

/** Code that carries its map, for the debugger: the file that the compiler names for it is never written. */
function withMap(code: string, map: string | undefined): string {
  const bare = code.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
  if (map === undefined) return bare;
  const data = Buffer.from(map).toString("base64");
  return `${bare}//# sourceMappingURL=data:application/json;base64,${data}`;
}

/** What tsconfig.json says about what code means, as the type checker reads it, too: see types/options.ts. */
function languageOptions(path: string): ts.CompilerOptions {
  const { JsxEmit } = typescript();
  const { options = {} } = projectSettings(dirname(path)) ?? {};
  const { experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields } = options;
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource, reactNamespace } = options;
  const isClassic = jsx === JsxEmit.React || (jsx === undefined && Boolean(jsxFactory ?? reactNamespace));
  const settings = {
    experimentalDecorators,
    emitDecoratorMetadata,
    useDefineForClassFields,
    ...(isClassic ? { jsxFactory, jsxFragmentFactory, reactNamespace } : { jsxImportSource }),
    jsx: isClassic ? JsxEmit.React : JsxEmit.ReactJSX,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

export function formatOf(path: string): Format {
  if (path.endsWith(".json")) return "json";
  if (/\.c[jt]s$/.test(path)) return "commonjs";
  // TypeScript files are written as modules, whatever the folder's package.json says.
  if (/\.(m[jt]s|tsx?|jsx)$/.test(path)) return "module";
  if (packageType(dirname(path)) === "module") return "module";
  return typescript().isExternalModule(
    typescript().createSourceFile(path, readText(path), typescript().ScriptTarget.ESNext),
  )
    ? "module"
    : "commonjs";
}

/** The "type" of the nearest package.json above. */
function packageType(directory: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    return (manifest as { readonly type?: string } | null)?.type;
  } catch {
    const parent = dirname(directory);
    return parent === directory ? undefined : packageType(parent);
  }
}
