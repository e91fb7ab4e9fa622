import { realpathSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { addFileMap } from "../stack.js";
import { isTypeScript, typeScriptPackage } from "./resolve-package.js";
import { transpile } from "./transpile.js";

/** What of node's loader for CommonJS is of use here; packages that teach `require` something do it there, too. */
type Resolve = (request: string, parent: NodeJS.Module | undefined, ...rest: readonly unknown[]) => string;
type Load = (module: NodeJS.Module & { _compile(code: string, path: string): void }, path: string) => void;

export interface RequireHooksOptions {
  /** The file that a path or an alias means, or undefined for packages and built-ins; throws for what is not there. */
  readonly find: (specifier: string, directory: string) => string | undefined;
  /** Is it a file of the user's? Packages, and the kernel itself, see node's own `require`. */
  readonly isUsers: (path: string) => boolean;
}

/** Lets `require` find what `import` finds: the user's TypeScript, without extensions and by path aliases. */
export function installRequireHooks({ find, isUsers }: RequireHooksOptions): void {
  const resolve = Reflect.get(Module, "_resolveFilename") as Resolve;
  const resolveToo: Resolve = function (this: unknown, request, parent, ...rest) {
    const nodes = () => Reflect.apply(resolve, this, [request, parent, ...rest]) as string;
    const from = parent?.filename;
    if (typeof from !== "string" || !isUsers(from)) return nodes();
    try {
      const path = find(request, dirname(from));
      if (path !== undefined) return path;
    } catch {
      // Folders with a package.json, and a message for what is not there: node's.
      return nodes();
    }
    try {
      const path = nodes();
      // Node's own answer was seen to lack the link's target after another package of the folder had been resolved.
      return isTypeScript(path) ? realpathSync(path) : path;
    } catch (error) {
      const path = isBuiltin(request) ? undefined : typeScriptPackage(request, dirname(from));
      if (path === undefined) throw error;
      return path;
    }
  };
  Reflect.set(Module, "_resolveFilename", resolveToo);
  const { extensions } = createRequire(import.meta.url);
  for (const extension of [".ts", ".tsx", ".mts", ".cts"]) {
    // Packages that are TypeScript, too: in node_modules no node takes the types away.
    const load: Load = (module, path) => {
      const { code, sourceMap } = transpile(path, "commonjs");
      if (sourceMap !== undefined) addFileMap(path, sourceMap);
      module._compile(code, path);
    };
    Reflect.set(extensions, extension, load);
  }
}
