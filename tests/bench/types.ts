import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { projectRoot } from "../support/project.js";
import type { Bench } from "./measure.js";

const notebooks = `${projectRoot}/notebooks`;

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
}

/** All code cells of a lesson as one file. */
function codeOf(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as Notebook;
  const code = cells.filter((cell) => cell.cell_type === "code").map((cell) => [cell.source].flat().join(""));
  return `${code.join("\n;\n")}\nexport {};\n`;
}

/** A language service over one file whose text can be changed; the library's and Node's types are read once. */
class Checker {
  #text =
    'import { tensor } from "gradbook";\nexport const warm = tensor([[1, 2]]).matmul(tensor([[1], [2]]));\n';
  #version = 0;
  readonly #file: string;
  readonly #service: ts.LanguageService;

  constructor(folder: string) {
    this.#file = `${folder}/lesson.ts`;
    const options: ts.CompilerOptions = {
      strict: true,
      noImplicitAny: false,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      types: ["node"],
    };
    const read = (name: string) => (name === this.#file ? this.#text : ts.sys.readFile(name));
    this.#service = ts.createLanguageService({
      getScriptFileNames: () => [this.#file],
      getScriptVersion: (name) => (name === this.#file ? String(this.#version) : "0"),
      getScriptSnapshot: (name) => {
        const text = read(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => folder,
      getCompilationSettings: () => options,
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: (name) => name === this.#file || ts.sys.fileExists(name),
      readFile: read,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
    this.check(this.#text);
  }

  /** Milliseconds to find all errors of this text. */
  check(text: string): number {
    this.#text = `${text}// ${++this.#version}\n`;
    const begun = performance.now();
    this.#service.getSyntacticDiagnostics(this.#file);
    this.#service.getSemanticDiagnostics(this.#file);
    return performance.now() - begun;
  }
}

/** How long checking a whole lesson takes, all its cells at once, with a service that has seen the library. */
export function typesBenches(): readonly Bench[] {
  const weeks = readdirSync(notebooks).filter((name) => name.startsWith("week-"));
  return weeks.flatMap((week) => {
    const folder = `${notebooks}/${week}`;
    const lessons = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
    let checker: Checker | undefined;
    return lessons.map((lesson) => ({
      name: `types: check ${week}/${lesson.replace(".ipynb", "")}`,
      unit: "ms",
      peers: {
        gradbook: async () => {
          checker ??= new Checker(folder);
          return checker.check(codeOf(`${folder}/${lesson}`));
        },
      },
    }));
  });
}
