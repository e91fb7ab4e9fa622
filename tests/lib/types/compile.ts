import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type typescript from "typescript";

const require = createRequire(import.meta.url);
const ofTslab = createRequire(require.resolve("tslab/package.json"));

/** Those between the two, where a long check has installed them. */
function others(): [name: string, compiler: typeof typescript][] {
  const folder = process.env.GRADBOOK_COMPILERS;
  if (!folder) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith("typescript-"))
    .map((name) => [name.replace("typescript-", "TypeScript "), require(join(folder, name))]);
}

/** The compilers that the library's types have to work in: stock tslab's and the project's own. */
export const compilers: readonly (readonly [name: string, compiler: typeof typescript])[] = [
  ["TypeScript 5.0", ofTslab("@tslab/typescript-for-tslab")],
  ...others(),
  ["TypeScript 6.0", require("typescript")],
];

const library = fileURLToPath(new URL("../../../lib/src/index.ts", import.meta.url));
const folder = fileURLToPath(new URL(".", import.meta.url));

/** One error that a compiler reports in a cell. */
export interface Report {
  readonly line: number;
  readonly message: string;
}

/** What compiling a cell brought to light. */
export interface Compiled {
  readonly errors: readonly Report[];
  /** The type of each top-level constant, as hovering shows it. */
  readonly types: Readonly<Record<string, string>>;
  /** How many types the checker had to compute from others. */
  readonly instantiations: number;
}

const parsedFiles = new Map<typeof typescript, Map<string, typescript.SourceFile | undefined>>();

/** The library's files and those of the language, by name: parsing them takes longer than a check. */
function parsedBy(ts: typeof typescript): Map<string, typescript.SourceFile | undefined> {
  const known = parsedFiles.get(ts) ?? new Map<string, typescript.SourceFile | undefined>();
  parsedFiles.set(ts, known);
  return known;
}

/** Type-checks code that imports from "gradbook", as a cell would, without running it. */
export function compile(ts: typeof typescript, code: string): Compiled {
  const file = `${folder}cell.ts`;
  const options: typescript.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: [],
    skipLibCheck: true,
    paths: { gradbook: [library], "gradbook/exercise": [library.replace("index", "exercise/index")] },
    baseUrl: folder,
    ...(ts.version.startsWith("6") ? { ignoreDeprecations: "6.0" } : {}),
  };
  const host = ts.createCompilerHost(options);
  const parsed = parsedBy(ts);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) => {
    if (name === file) return ts.createSourceFile(name, code, target);
    if (!parsed.has(name)) parsed.set(name, original(name, target, ...rest));
    return parsed.get(name);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || exists(name);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  const errors = program.getSemanticDiagnostics(source).map((d) => ({
    line: source.getLineAndCharacterOfPosition(d.start ?? 0).line + 1,
    message: ts.flattenDiagnosticMessageText(d.messageText, "\n"),
  }));
  const instantiations = program.getInstantiationCount();
  const checker = program.getTypeChecker();
  const types: Record<string, string> = {};
  source.forEachChild((node) => {
    if (!ts.isVariableStatement(node)) return;
    for (const declaration of node.declarationList.declarations) {
      if (!ts.isIdentifier(declaration.name)) continue;
      const symbol = checker.getSymbolAtLocation(declaration.name)!;
      types[declaration.name.text] = checker.typeToString(
        checker.getTypeOfSymbolAtLocation(symbol, declaration.name),
      );
    }
  });
  return { errors, types, instantiations };
}
