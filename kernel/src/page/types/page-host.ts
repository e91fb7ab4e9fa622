import { ts } from "../../compiler/typescript.js";
import type { TypeClock, TypeFiles, TypeHost, TypeSettings } from "../../types/host.js";
import { type Declarations, declarationPath, GLOBALS_FILE, KERNEL, LIBRARIES } from "./paths.js";

/** The type service's world in a page: files that it brings along, and none besides. */
export function pageHost(files: Declarations): TypeHost {
  return { files: filesIn(new Map(Object.entries(files))), settings: settings(Object.keys(files)), clock };
}

/**
 * A world without any file. A service in it compiles cells at once, since there is nothing to check them against, and
 * what it says of types means nothing.
 */
export function emptyHost(): TypeHost {
  const { language, ...nothing } = settings([]);
  return {
    files: filesIn(new Map()),
    settings: { ...nothing, language: { ...language, lib: [] }, checks: false },
    clock,
  };
}

function settings(paths: readonly string[]): TypeSettings {
  const has = (path: string) => paths.includes(path);
  const modules = [
    ["gradbook-kernel", declarationPath.kernel("index.d.ts")],
    ["tslab", declarationPath.kernel("page/tslab.d.ts")],
  ] as const;
  return {
    language: { target: ts.ScriptTarget.ES2024, lib: [...LIBRARIES] },
    libraries: "/typescript",
    kernel: KERNEL,
    modules: new Map(modules.filter(([, path]) => has(path))),
    globals: [declarationPath.kernel(GLOBALS_FILE)].filter(has),
    types: [],
    node: undefined,
    checks: true,
  };
}

function filesIn(texts: ReadonlyMap<string, string>): TypeFiles {
  const folders = new Map<string, Set<string>>([["/", new Set()]]);
  for (const path of texts.keys()) addFolders(path, folders);
  const inside = (path: string) => path.replace(/(?<=.)\/$/, "");
  return {
    useCaseSensitiveFileNames: true,
    fileExists: (path) => texts.has(path),
    readFile: (path) => texts.get(path),
    directoryExists: (path) => folders.has(inside(path)),
    getDirectories: (path) => [...(folders.get(inside(path)) ?? [])],
    readDirectory: (root, extensions = []) => {
      const start = `${inside(root)}/`;
      const isWanted = (path: string) =>
        path.startsWith(start) && (extensions.length === 0 || extensions.some((end) => path.endsWith(end)));
      return [...texts.keys()].filter(isWanted);
    },
    realpath: (path) => path,
    stamp: (path) => (texts.has(path) ? "" : undefined),
  };
}

/** Makes known the folders that lead to a file. */
function addFolders(path: string, folders: Map<string, Set<string>>): void {
  const names = path.split("/").slice(1, -1);
  names.reduce((parent, name) => {
    folders.get(parent)?.add(name);
    const folder = parent === "/" ? `/${name}` : `${parent}/${name}`;
    if (!folders.has(folder)) folders.set(folder, new Set());
    return folder;
  }, "/");
}

const clock: TypeClock = {
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};
