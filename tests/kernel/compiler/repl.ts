import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { CompiledCell, Language } from "../../../kernel/src/cell-contract.js";
import { evaluateHeld } from "../../../kernel/src/session/evaluate-held.js";
import { nodeHost } from "../../../kernel/src/type-process/node-host.js";
import { CellService } from "../../../kernel/src/types/service.js";

/** What a cell did when it ran. */
export interface CellOutcome {
  readonly compiled: CompiledCell;
  /** The value of the last expression; undefined if nothing is shown. */
  readonly result: unknown;
  readonly error: unknown;
}

/** Compiles cells and runs them as the session does: in V8's REPL mode, in this very process. */
export class Repl {
  readonly #service: CellService;
  readonly #inspector = new Session();
  readonly #declared = new Set<string>();
  readonly #directory: string;
  #cell = 0;

  constructor(directory: string, language: Language = "typescript") {
    this.#directory = directory;
    this.#service = new CellService(directory, { host: nodeHost() });
    this.#service.language = language;
    this.#inspector.connect();
  }

  get service(): CellService {
    return this.#service;
  }

  compile(source: string): CompiledCell {
    this.#cell++;
    return this.#service.compile({ source, cell: this.#cell, directory: this.#directory });
  }

  /** Compiles and runs one cell. Problems are returned, not thrown; then nothing ran. */
  async run(source: string): Promise<CellOutcome> {
    const compiled = this.compile(source);
    if (compiled.problems.some(({ category }) => category === "error")) {
      return { compiled, result: undefined, error: undefined };
    }
    const outcome = await this.#evaluate(compiled);
    this.#service.commit(this.#cell);
    return { compiled, ...outcome };
  }

  /** Runs cells that must all succeed and returns what the last one shows. */
  async results(...sources: readonly string[]): Promise<unknown> {
    let result: unknown;
    for (const source of sources) {
      const outcome = await this.run(source);
      const problems = outcome.compiled.problems.map(({ code, message }) => `${code} ${message}`);
      if (problems.length > 0) throw new Error(`${source}\n${problems.join("\n")}`);
      if (outcome.error !== undefined) throw outcome.error;
      result = outcome.result;
    }
    return result;
  }

  close(): void {
    this.#inspector.disconnect();
  }

  async #evaluate({ declares, script, isAsync }: CompiledCell): Promise<{ result: unknown; error: unknown }> {
    const directory = this.#directory;
    let body: ((cell: object) => Promise<unknown>) | undefined;
    let result: unknown;
    const runtime = {
      result: (value: unknown) => {
        result = value;
        return value;
      },
      run: (given: (cell: object) => Promise<unknown>) => {
        body = given;
      },
      import: (specifier: string, options?: { with?: Record<string, string> }) =>
        load(specifier, { directory, options }),
      meta: { url: pathToFileURL(`${directory}/`).href },
      shell: async (command: string) => {
        result = `ran ${command}`;
      },
    };
    (globalThis as { __cell__?: unknown }).__cell__ = runtime;
    const fresh = declares.filter((name) => !this.#declared.has(name));
    for (const name of fresh) this.#declared.add(name);
    if (fresh.length > 0) await this.#post(`let ${fresh.join(", ")};`);
    const failure = await this.#post(script);
    if (failure !== undefined) return { result: undefined, error: failure };
    if (!isAsync) return { result, error: undefined };
    try {
      await body!(runtime);
      return { result, error: undefined };
    } catch (error) {
      return { result: undefined, error };
    }
  }

  /** Evaluates and returns what was thrown. */
  #post(expression: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      evaluateHeld(this.#inspector, { expression }, (_error, answer) => {
        const exceptionDetails = answer?.exceptionDetails;
        const text = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
        resolve(text === undefined ? undefined : new Error(text));
      });
    });
  }
}

async function load(
  specifier: string,
  { directory, options }: { directory: string; options: { with?: Record<string, string> } | undefined },
): Promise<object> {
  if (/^\.{1,2}\//.test(specifier)) return import(pathToFileURL(`${directory}/${specifier}`).href, options);
  if (specifier.startsWith("node:")) return import(specifier);
  return import(pathToFileURL(createRequire(`${directory}/x.js`).resolve(specifier)).href);
}
