import { relative } from "node:path";
import type { Diagnostic } from "typescript";
import type {
  CellProblem,
  CellRequest,
  CompiledCell,
  CompletionAnswer,
  InspectionAnswer,
  Language,
  SourcePosition,
} from "../cell-contract.js";
import { CELL_BINDING } from "../cell-contract.js";
import { emitCell } from "../compiler/emit.js";
import { cellProblems, type ProblemSource } from "../compiler/problems.js";
import { type BoundFile, internals } from "../compiler/typescript.js";
import { CellProgram } from "./cell-program.js";
import { completeAt } from "./complete.js";
import { inspectAt } from "./inspect.js";
import type { WorkspaceOptions } from "./workspace.js";

type ProblemPlace = Pick<ProblemSource, "source" | "length" | "file" | "name">;

/** The type service itself, in whichever process it lives: checks, compiles and answers an editor's questions. */
export class CellService {
  readonly #program: CellProgram;
  #hasPrefetched = false;
  /** The state of tsconfig.json whose mistakes have been told. */
  #toldOf: string | undefined;

  constructor(directory: string, options?: WorkspaceOptions) {
    this.#program = new CellProgram(directory, options);
  }

  /** Which language the cells from now on are in. Default: TypeScript. */
  set language(language: Language) {
    this.#program.language = language;
  }

  /** Checks a cell and makes its script. A cell with errors has no script and leaves no names. */
  compile({ source, cell, directory }: CellRequest): CompiledCell {
    this.#program.enter(directory);
    const checked = this.#program.check(source, cell);
    const { file, text, names, uses } = checked;
    const { allowsImplicitAny, onlyWarns } = this.#program.workspace.settings;
    const problemsOf = (diagnostics: readonly Diagnostic[], of: ProblemPlace): readonly CellProblem[] =>
      cellProblems(diagnostics, {
        ...of,
        allowsImplicitAny,
        onlyWarns: onlyWarns && of.file.parseDiagnostics.length === 0,
      });
    const { settings } = this.#program.workspace;
    const isTold = this.#toldOf === settings.stamp;
    // Those of files come first: what is wrong there is often why the cell is.
    const problems = [
      ...checked.files.flatMap(({ file, diagnostics }) =>
        problemsOf(diagnostics, {
          source: file.text,
          length: file.text.length,
          file,
          name: relative(directory, file.fileName),
        }),
      ),
      ...problemsOf(checked.diagnostics, { source, length: text.length, file }),
    ];
    if (!isTold)
      problems.unshift(...settings.problems.flatMap((problem) => settingsProblems(problem, directory)));
    if (problems.some(({ category }) => category === "error")) {
      this.#program.discard(cell);
      return { problems, declares: [], script: "", isAsync: false, sourceMap: undefined };
    }
    this.#toldOf = settings.stamp;
    if (checked.module !== undefined) {
      const { module } = checked;
      const script = `${CELL_BINDING}.define(${JSON.stringify(module.file)}, ${JSON.stringify(module.text)});`;
      return { problems, declares: [], script, isAsync: false, sourceMap: undefined };
    }
    const emitted = emitCell({ ...checked, length: text.length, names: new Set([...names.keys(), ...uses]) });
    return { problems, ...emitted };
  }

  /** Brings back a cell that ran before this service was started. */
  replay({ source, cell, directory }: CellRequest): void {
    this.#program.enter(directory);
    this.#program.check(source, cell);
    this.#program.commit(cell);
  }

  commit(cell: number): void {
    this.#program.commit(cell);
  }

  complete({ source, offset, directory }: SourcePosition): CompletionAnswer {
    this.#program.enter(directory);
    return completeAt(this.#program, { source, offset });
  }

  inspect({
    source,
    offset,
    directory,
    detail,
  }: SourcePosition & { readonly detail: 0 | 1 }): InspectionAnswer {
    this.#program.enter(directory);
    return inspectAt(this.#program, { source, offset, detail });
  }

  reset(): void {
    this.#program.reset();
  }

  /**
   * Checks and compiles some cells such as notebooks hold, so that what they need of the compiler and of the
   * libraries is there, then forgets them.
   */
  warmUp(): void {
    const { directory } = this.#program.workspace;
    WARM_UP.forEach((source, index) => {
      this.compile({ source, cell: index, directory });
      this.commit(index);
    });
    for (const source of ["console.", "ro"]) this.complete({ source, offset: source.length, directory });
    this.inspect({ source: "console.log(", offset: 12, directory, detail: 0 });
    this.#program.reset();
    // Sorted completions leave a collator behind, which no snapshot can hold; another locale drops it.
    internals.setUILocale("en");
  }

  /** What can be done while nobody waits: reads the library most cells import, lets go of old cells. */
  keepHouse(): void {
    if (!this.#hasPrefetched) this.#program.prefetch(LIKELY_IMPORTS);
    this.#hasPrefetched = true;
    this.#program.tidy();
  }
}

/** What is wrong with tsconfig.json stops no cell: what can be read of it counts. */
function settingsProblems(diagnostic: Diagnostic, directory: string): readonly CellProblem[] {
  const file = diagnostic.file as BoundFile;
  const name = relative(directory, file.fileName);
  const place = { source: file.text, length: file.text.length, file, name };
  return cellProblems([diagnostic], { ...place, allowsImplicitAny: true, onlyWarns: true });
}

const LIKELY_IMPORTS: ReadonlySet<string> = new Set(["gradbook"]);

const WARM_UP = [
  "const count = 3; let rows = [1, 2, 3].map((value) => value * count);\nrows",
  "interface Point { x: number; y: number }\nfunction norm({ x, y }: Point): number { return Math.hypot(x, y) }",
  "class Counter { #n = 0; next() { return ++this.#n } }\nconst counter = new Counter();\nrows = [...rows, norm({ x: 1, y: 2 })];",
  "for (const row of rows) console.log(row, counter.next());\nawait new Promise((resolve) => setTimeout(resolve, 0));",
  "const table = new Map(Object.entries({ a: 1 })); process.stdout.write(JSON.stringify([...table]));",
  "const data = new Float32Array(8).fill(1); data.reduce((sum, value) => sum + value, 0).toFixed(2)",
  "count.nothing",
  "import { tensor } from 'gradbook'; const X = tensor([[0, 0], [0, 1]]), W = tensor([[5, -7], [5, -7]]);",
  "const K = X.matmul(W).add(tensor([-8, 3])).sigmoid();\nK",
];
