import type { CompilerOptions, ModuleResolutionHost, ParseConfigHost } from "typescript";

/**
 * What the type service knows of the world. Checking and compiling cells is the same in a process beside the front, in
 * one that several kernels share and in a worker of a page; what differs is in here, and nowhere else.
 */
export interface TypeHost {
  readonly files: TypeFiles;
  readonly settings: TypeSettings;
  readonly clock: TypeClock;
}

/** Files as TypeScript asks for them, with `/` between folders. */
export interface TypeFiles
  extends Omit<ParseConfigHost, "trace" | "readDirectory">,
    Omit<ModuleResolutionHost, "trace"> {
  readonly useCaseSensitiveFileNames: boolean;
  directoryExists(path: string): boolean;
  getDirectories(path: string): string[];
  realpath(path: string): string;
  readDirectory(
    root: string,
    extensions?: readonly string[],
    excludes?: readonly string[],
    includes?: readonly string[],
    depth?: number,
  ): string[];
  /** Changes whenever the file does, and is undefined for one that is not there; it does not read the file. */
  stamp(path: string): string | undefined;
}

/** Where cells run, and what belongs to the kernel there. */
export interface TypeSettings {
  /** The syntax and the built-in names of what runs the cells. */
  readonly language: Pick<CompilerOptions, "target" | "lib">;
  /** The folder of TypeScript's own declarations, `lib.*.d.ts`. */
  readonly libraries: string;
  /** The folder of the kernel's own files. Types that the notebook's folder lacks are looked up from there. */
  readonly kernel: string;
  /** Declarations of modules that are the kernel's own, whatever is installed under these names. */
  readonly modules: ReadonlyMap<string, string>;
  /** Declarations of what every cell sees without an import. */
  readonly globals: readonly string[];
  /** Packages of types that every cell sees without an import. */
  readonly types: readonly string[];
  /** The Node that runs the cells, where one does. */
  readonly node: NodeRuntime | undefined;
  /** Whether there is anything to check cells against; else only what no script could say is a mistake. */
  readonly checks: boolean;
}

/** What a particular Node has, of all that its types know. */
export interface NodeRuntime {
  /** Such as `v20.19.0`. */
  readonly version: string;
  isBuiltin(specifier: string): boolean;
  /** Has it a global of this name? */
  hasGlobal(name: string): boolean;
  /** Has this built-in module an export of this name? */
  hasExport(module: string, name: string): boolean;
}

/** Time, for what is done while nobody waits. */
export interface TypeClock {
  /**
   * Does something later.
   * @returns what takes it back
   */
  after(milliseconds: number, task: () => void): () => void;
}
