import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { importLocal, isLocal } from "./local-modules.js";

/** The kernel's own modules, which cells import by these names whatever is installed. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  tslab: "../tslab.js",
  "gradbook-kernel": "../index.js",
};

type Importer = (specifier: string) => Promise<object>;

/** Loads modules for cells, as a module file in the notebook's folder would. */
export class Modules {
  readonly directory: string;
  /** What stands for `import.meta` in a cell. */
  readonly meta: object;
  readonly #url: string;
  #importer: Importer | undefined;

  constructor(directory: string) {
    this.directory = directory;
    // A file that need not exist: only its folder counts.
    const filename = join(directory, "cell.ts");
    this.#url = pathToFileURL(filename).href;
    const require = createRequire(filename);
    this.meta = {
      url: this.#url,
      dirname: directory,
      filename,
      resolve: (specifier: string) => pathToFileURL(require.resolve(specifier)).href,
    };
    const names = {
      require,
      module: { exports: {} },
      exports: {},
      __dirname: directory,
      __filename: filename,
    };
    for (const [name, value] of Object.entries(names)) {
      Object.defineProperty(globalThis, name, {
        value,
        configurable: true,
        writable: true,
        enumerable: false,
      });
    }
  }

  import(specifier: string): Promise<object> {
    const own = OWN_MODULES[specifier];
    if (own !== undefined) return import(new URL(own, import.meta.url).href);
    if (isLocal(specifier)) return importLocal(specifier, this.directory, this.#plain);
    return this.#plain(specifier);
  }

  /** Node's own import, as if from a file in the notebook's folder. */
  readonly #plain: Importer = (specifier) => {
    this.#importer ??= new vm.Script("(specifier) => import(specifier)", {
      filename: this.#url,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as Importer;
    return this.#importer(specifier);
  };

  /** Runs a command line in a shell; its output appears as it comes. */
  shell(command: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, { shell: true, cwd: this.directory, stdio: ["ignore", "pipe", "pipe"] });
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
