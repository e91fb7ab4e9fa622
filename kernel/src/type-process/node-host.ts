import "./typescript.js";
import { existsSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { internals, ts } from "../compiler/typescript.js";
import type { NodeRuntime, TypeClock, TypeFiles, TypeHost, TypeSettings } from "../types/host.js";
import { slashed } from "../types/workspace.js";

/** The type service's world in a process of Node's: the disk, this Node, and what is installed beside the kernel. */
export function nodeHost(): TypeHost {
  return { files: diskFiles(), settings: nodeSettings(), clock };
}

function diskFiles(): TypeFiles {
  const { sys } = ts;
  return {
    useCaseSensitiveFileNames: sys.useCaseSensitiveFileNames,
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    readDirectory: sys.readDirectory,
    realpath: (path) => sys.realpath?.(path) ?? path,
    stamp: (path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat && `${stat.mtimeMs} ${stat.size}`;
    },
  };
}

function nodeSettings(): TypeSettings {
  const kernel = slashed(fileURLToPath(new URL("..", import.meta.url))).replace(/\/$/, "");
  const libraries = internals.getDirectoryPath(slashed(ts.getDefaultLibFilePath({})));
  return {
    language: languageOfNode(libraries),
    libraries,
    kernel,
    modules: new Map([
      ["tslab", declarationsOf(`${kernel}/tslab`)],
      ["gradbook-kernel", declarationsOf(`${kernel}/index`)],
    ]),
    globals: [slashed(fileURLToPath(new URL("../../assets/globals.d.ts", import.meta.url)))],
    types: ["node"],
    node,
    checks: true,
  };
}

/** Built, the kernel is declarations; its source, which tests run, is TypeScript. */
function declarationsOf(module: string): string {
  return existsSync(`${module}.d.ts`) ? `${module}.d.ts` : `${module}.ts`;
}

/** The syntax and the built-in names that the running Node has. */
function languageOfNode(libraries: string): TypeSettings["language"] {
  const major = Number(process.versions.node.split(".")[0]);
  // `using` and decorators are always lowered; what these targets add is syntax of regular expressions.
  const target = major >= 24 ? ts.ScriptTarget.ES2025 : ts.ScriptTarget.ES2024;
  const always = ["esnext.disposable", "esnext.decorators"];
  const lib =
    major >= 24
      ? ["es2025", "esnext.array", "esnext.error", "esnext.typedarrays", ...always]
      : major >= 22
        ? ["es2024", "es2025.collection", "es2025.iterator", "esnext.array", ...always]
        : ["es2023", "es2024.arraybuffer", "es2024.string", ...always];
  return {
    target,
    lib: lib.map((name) => `lib.${name}.d.ts`).filter((file) => existsSync(`${libraries}/${file}`)),
  };
}

const node: NodeRuntime = {
  version: process.version,
  isBuiltin,
  hasGlobal: (name) => name in globalThis,
  hasExport: (module, name) => Reflect.has(process.getBuiltinModule(module) ?? {}, name),
};

const clock: TypeClock = {
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};
