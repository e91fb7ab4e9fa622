import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cellsGlobal, functionForCells, objectForCells } from "../realm/cells-realm.js";
import { defineModule } from "./cell-modules.js";
import { LocalModules } from "./local-modules.js";
import { isOwnModule, Packages } from "./packages.js";

/** Loads modules for cells, as a module file in the notebook's folder would. */
export class Modules {
  readonly directory: string;
  /** What stands for `import.meta` in a cell. */
  readonly meta: object;
  readonly #packages = new Packages();
  readonly #local = new LocalModules({
    importFrom: (specifier, directory) => this.#packages.import(specifier, directory),
  });

  constructor(directory: string) {
    this.directory = directory;
    // A file that need not exist: only its folder counts.
    const filename = join(directory, "cell.ts");
    const require = this.#requireFrom(filename);
    this.meta = Object.assign(objectForCells(), {
      url: pathToFileURL(filename).href,
      dirname: directory,
      filename,
      resolve: functionForCells((specifier: string) => pathToFileURL(require.resolve(specifier)).href),
    });
    const names = {
      require,
      module: Object.assign(objectForCells(), { exports: objectForCells() }),
      exports: objectForCells(),
      __dirname: directory,
      __filename: filename,
    };
    for (const [name, value] of Object.entries(names)) {
      Object.defineProperty(cellsGlobal, name, {
        value,
        configurable: true,
        writable: true,
        enumerable: false,
      });
    }
  }

  /** Takes what a cell defines as a file of the notebook's folder. */
  define(file: string, text: string): void {
    defineModule(join(this.directory, file), text);
  }

  async import(specifier: string): Promise<object> {
    const path = isOwnModule(specifier) ? undefined : this.#local.find(specifier, this.directory);
    return path === undefined ? this.#packages.import(specifier, this.directory) : this.#local.import(path);
  }

  /** `require` for cells: as Node's, but the user's files are read again when they changed. */
  #requireFrom(filename: string): NodeJS.Require {
    const plain = createRequire(filename);
    const require = (specifier: string): unknown => {
      const path = plain.resolve(specifier);
      this.#local.forgetRequired(path);
      const exports: unknown = plain(path);
      this.#local.noteRequired(path);
      return exports;
    };
    return Object.assign(functionForCells(require), {
      resolve: plain.resolve,
      cache: plain.cache,
      main: plain.main,
      extensions: plain.extensions,
    });
  }

  /** Runs a command line in a shell; its output appears as it comes. */
  shell(command: string): Promise<void> {
    return new Promise((resolve, reject) => {
      // In the folder that process.chdir has gone to, where there is one.
      const child = spawn(command, { shell: true, cwd: process.cwd(), stdio: ["ignore", "pipe", "pipe"] });
      child.stdout.setEncoding("utf8").on("data", (text: string) => process.stdout.write(text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => process.stderr.write(text));
      child.on("error", reject);
      child.on("close", (code, signal) => {
        if (code !== 0) process.stderr.write(`\n[${command}: ended with ${signal ?? `exit code ${code}`}]\n`);
        resolve();
      });
    });
  }
}
