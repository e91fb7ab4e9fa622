import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sourceFrame } from "../../compiler/source-frame.js";
import { readText } from "./cell-modules.js";
import { typescript } from "./compiler.js";

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
      target: api.ScriptTarget.ES2022,
      module: format === "module" ? api.ModuleKind.ESNext : api.ModuleKind.CommonJS,
      esModuleInterop: true,
      sourceMap: true,
      allowJs: true,
      jsx: api.JsxEmit.ReactJSX,
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
  return { code: outputText, sourceMap: sourceMapText };
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
