import type { CompilerOptions, Diagnostic, TsConfigSourceFile } from "typescript";
import type { Language } from "../cell-contract.js";
import { internals, ts } from "../compiler/typescript.js";
import type { TypeFiles, TypeHost, TypeSettings } from "./host.js";

/** The options cells are checked with, and the tsconfig.json they come from. */
export interface CellOptions {
  readonly options: CompilerOptions;
  readonly configPath: string | undefined;
  /** What the checker says of types that are any for want of a better one is not a problem. */
  readonly allowsImplicitAny: boolean;
  /** A cell with type errors runs, and they are shown as warnings. */
  readonly onlyWarns: boolean;
  /** tsconfig.json says how JSX is compiled. */
  readonly choosesJsx: boolean;
  /** The project's declaration files, by its `files` and `include`. */
  readonly declarations: readonly string[];
  /** What is wrong with tsconfig.json. */
  readonly problems: readonly Diagnostic[];
  /** Changes whenever tsconfig.json does. */
  readonly stamp: string;
}

/**
 * What tsconfig.json may say about cells: how strictly they are checked and what their code means. How a
 * project is laid out, built and emitted (`outDir`, `composite`, `module`, `isolatedModules`, …) is not
 * about cells.
 */
const RESPECTED = [
  "strict",
  "alwaysStrict",
  "noImplicitAny",
  "noImplicitThis",
  "noImplicitReturns",
  "noImplicitOverride",
  "noUncheckedIndexedAccess",
  "noPropertyAccessFromIndexSignature",
  "noFallthroughCasesInSwitch",
  "exactOptionalPropertyTypes",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useUnknownInCatchVariables",
  "useDefineForClassFields",
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "reactNamespace",
  "lib",
  "paths",
  "pathsBasePath",
  "baseUrl",
  "typeRoots",
  "types",
  "customConditions",
  "allowJs",
  "checkJs",
  "skipLibCheck",
  "maxNodeModuleJsDepth",
  "stableTypeOrdering",
];

export interface CellOptionsParts {
  readonly host: TypeHost;
  readonly language: Language;
}

/** The options for a notebook in `directory`: the kernel's defaults, and over them the nearest tsconfig.json. */
export function cellOptions(directory: string, { host, language }: CellOptionsParts): CellOptions {
  const { files, settings } = host;
  const configPath = configPathFor(directory, files);
  const { respected, onlyWarns, declarations, problems } =
    configPath === undefined ? NO_CONFIG : readConfig(configPath, files);
  const conditions = respected.customConditions ?? [];
  const options = {
    ...defaultOptions(settings),
    // Whoever writes JavaScript imports JavaScript, and wants to see what it has.
    ...(language === "javascript" && { allowJs: true }),
    ...respected,
    ...jsxOptions(respected),
    noImplicitAny: true,
    customConditions: ["node", ...conditions],
  };
  const allowsImplicitAny = respected.noImplicitAny !== true;
  return {
    options,
    configPath,
    allowsImplicitAny,
    onlyWarns,
    choosesJsx: options.jsx !== ts.JsxEmit.ReactJSX || respected.jsx !== undefined,
    declarations,
    problems,
    stamp: configStamp(directory, files),
  };
}

/** JSX that a tsconfig.json leaves as it is, for another tool, is compiled here all the same. */
function jsxOptions({ jsx, jsxFactory, reactNamespace }: CompilerOptions): Pick<CompilerOptions, "jsx"> {
  if (jsx === undefined) return jsxFactory || reactNamespace ? { jsx: ts.JsxEmit.React } : {};
  return jsx === ts.JsxEmit.Preserve || jsx === ts.JsxEmit.ReactNative ? { jsx: ts.JsxEmit.ReactJSX } : {};
}

/** The kernel's own options. */
function defaultOptions({ language }: TypeSettings): CompilerOptions {
  return {
    ...language,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    customConditions: ["node"],
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    strict: true,
    // Notebooks explore: a parameter without a type is any (CellOptions.allowsImplicitAny drops what is said
    // of it). Without this option `const list = []` would be never[], which nothing can be pushed to.
    noImplicitAny: true,
    skipLibCheck: true,
    preserveConstEnums: true,
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    newLine: ts.NewLineKind.LineFeed,
  };
}

/** What a tsconfig.json says about cells. */
interface CellConfig {
  readonly respected: CompilerOptions;
  readonly onlyWarns: boolean;
  readonly declarations: readonly string[];
  readonly problems: readonly Diagnostic[];
}

const NO_CONFIG: CellConfig = { respected: {}, onlyWarns: false, declarations: [], problems: [] };

/** A tsconfig.json without files, which are what cells and their imports are here, is none of the mistakes. */
const NO_FILES = new Set([18002, 18003]);

function readConfig(path: string, files: TypeFiles): CellConfig {
  const file = ts.readJsonConfigFile(path, files.readFile) as TsConfigSourceFile & {
    readonly parseDiagnostics: readonly Diagnostic[];
  };
  const config = ts.convertToObject(file, []) as
    | { readonly include?: unknown; readonly "gradbook-kernel"?: { readonly typeErrors?: unknown } }
    | undefined;
  // Of the project's files only declarations count, which say what is there without an import; and only where
  // tsconfig.json says where to look: without that it may stand at the top of a home folder.
  const declarationsIn: TypeFiles["readDirectory"] = (root, _extensions, excludes, includes, depth) =>
    files.readDirectory(root, [".d.ts"], excludes, includes, depth);
  const host = { ...files, readDirectory: config?.include === undefined ? () => [] : declarationsIn };
  const parsed = ts.parseJsonSourceFileConfigFileContent(
    file,
    host,
    internals.getDirectoryPath(path),
    undefined,
    path,
  );
  const respected = new Set<string>(RESPECTED);
  const problems = [...file.parseDiagnostics, ...parsed.errors].filter(({ code }) => !NO_FILES.has(code));
  return {
    respected: Object.fromEntries(Object.entries(parsed.options).filter(([name]) => respected.has(name))),
    // TypeScript passes over keys it does not know.
    onlyWarns: config?.["gradbook-kernel"]?.typeErrors === "warning",
    declarations: parsed.fileNames.filter((name) => name.endsWith(".d.ts")),
    problems: problems.map((problem) => ({
      ...problem,
      file: problem.file ?? file,
      start: problem.start ?? 0,
    })),
  };
}

/** Identifies the state of the nearest tsconfig.json without reading it. */
export function configStamp(directory: string, files: TypeFiles): string {
  const path = configPathFor(directory, files);
  return path === undefined ? "none" : `${path} ${files.stamp(path)}`;
}

function configPathFor(directory: string, files: TypeFiles): string | undefined {
  return ts.findConfigFile(directory, (path) => files.fileExists(path));
}
