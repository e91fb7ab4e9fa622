/** The folder that a lesson's cells and files are in, as far as the type service is concerned. */
export const LESSON = "/lesson";

/** Where the kernel's own declarations are. */
export const KERNEL = "/kernel";

/** Declaration files by their paths. */
export type Declarations = Readonly<Record<string, string>>;

/** Where a declaration that a page brings along belongs: TypeScript's own, the kernel's, or a package's. */
export const declarationPath = {
  library: (file: string) => `/typescript/${file}`,
  kernel: (file: string) => `${KERNEL}/${file}`,
  package: (name: string, file: string) => `/node_modules/${name}/${file}`,
} as const;

/** What every cell of a page sees without an import: what a worker has, as far as cells may want it. */
export const GLOBALS_FILE = "page-globals.d.ts";

/** The declarations of the language that a page's cells are checked with; browsers of the last years have all of it. */
export const LIBRARIES: readonly string[] = [
  "lib.es2024.d.ts",
  "lib.es2025.collection.d.ts",
  "lib.es2025.iterator.d.ts",
  "lib.esnext.disposable.d.ts",
  "lib.esnext.decorators.d.ts",
];
