import type { Diagnostic } from "typescript";
import type {
  CellProblem,
  CellRequest,
  CompiledCell,
  CompiledName,
  CompletionAnswer,
  InspectionAnswer,
  Language,
  SourcePosition,
} from "../cell-contract.js";
import { CELL_BINDING } from "../cell-contract.js";
import { cellHash } from "../cell-hash.js";
import { emitCell } from "../compiler/emit.js";
import { scriptName } from "../compiler/names.js";
import { cellProblems, type ProblemSource } from "../compiler/problems.js";
import { type BoundFile, internals } from "../compiler/typescript.js";
import { CellProgram, type CheckedCell } from "./cell-program.js";
import { completeAt } from "./complete.js";
import { inspectAt } from "./inspect.js";
import { notCompiled } from "./not-compiled.js";
import { slashed, type WorkspaceOptions } from "./workspace.js";

type ProblemPlace = Pick<ProblemSource, "source" | "length" | "file" | "name">;

interface ProblemsOptions {
  readonly source: string;
  readonly directory: string;
  readonly onlyWarns: boolean;
}

/** The number of what is no cell yet. */
const DRAFT = -1;

/** The type service itself, in whichever process it lives: checks, compiles and answers an editor's questions. */
export class CellService {
  readonly #program: CellProgram;
  #hasPrefetched = false;
  /** The state of tsconfig.json whose mistakes have been told. */
  #toldOf: string | undefined;

  constructor(directory: string, options: WorkspaceOptions) {
    this.#program = new CellProgram(directory, options);
  }

  /** Which language the cells from now on are in. Default: TypeScript. */
  set language(language: Language) {
    this.#program.language = language;
  }

  /** Checks a cell and makes its script. A cell with errors has no script and leaves no names. */
  compile({ source, cell, directory, ticks = false, onlyWarns = false }: CellRequest): CompiledCell {
    this.#program.enter(directory);
    const checked = this.#program.check(source, cell);
    const { text, names, uses } = checked;
    const { settings } = this.#program.workspace;
    const problems = [...this.#problemsOf(checked, { source, directory, onlyWarns })];
    if (this.#toldOf !== settings.stamp) {
      problems.unshift(...settings.problems.flatMap((problem) => settingsProblems(problem, directory)));
    }
    if (problems.some(({ category }) => category === "error")) {
      this.#program.discard(cell);
      return notCompiled(source, problems);
    }
    this.#toldOf = settings.stamp;
    if (checked.module !== undefined) {
      const { module } = checked;
      const script = `${CELL_BINDING}.define(${JSON.stringify(module.file)}, ${JSON.stringify(module.text)});`;
      return { ...notCompiled(source, problems), script };
    }
    const emitted = emitCell({
      ...checked,
      length: text.length,
      names: new Set([...names.keys(), ...uses]),
      ticks,
    });
    return { problems, hash: cellHash(source), names: cellNames(names), ...emitted };
  }

  /** What is wrong with a text that is being written; it leaves no names. */
  check(source: string, directory: string): readonly CellProblem[] {
    this.#program.enter(directory);
    const checked = this.#program.check(source, DRAFT);
    this.#program.discard(DRAFT);
    return this.#problemsOf(checked, { source, directory, onlyWarns: false });
  }

  #problemsOf(
    checked: CheckedCell,
    { source, directory, onlyWarns }: ProblemsOptions,
  ): readonly CellProblem[] {
    const { settings } = this.#program.workspace;
    const problemsOf = (diagnostics: readonly Diagnostic[], of: ProblemPlace): readonly CellProblem[] =>
      cellProblems(diagnostics, {
        ...of,
        allowsImplicitAny: settings.allowsImplicitAny,
        onlyWarns: (settings.onlyWarns || onlyWarns) && of.file.parseDiagnostics.length === 0,
      });
    const { file, text } = checked;
    // Those of files come first: what is wrong there is often why the cell is.
    return [
      ...checked.files.flatMap(({ file, diagnostics }) =>
        problemsOf(diagnostics, {
          source: file.text,
          length: file.text.length,
          file,
          name: relative(slashed(directory), file.fileName),
        }),
      ),
      ...problemsOf(checked.diagnostics, { source, length: text.length, file }),
    ];
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
  const name = relative(slashed(directory), file.fileName);
  const place = { source: file.text, length: file.text.length, file, name };
  return cellProblems([diagnostic], { ...place, allowsImplicitAny: true, onlyWarns: true });
}

/** A file's path as seen from the notebook's folder. */
function relative(directory: string, path: string): string {
  return internals.getRelativePathFromDirectory(directory, path, false);
}

/** The values among a cell's names, each with its variable. */
function cellNames(names: CheckedCell["names"]): readonly CompiledName[] {
  return [...names].flatMap(([name, { isValue, binding }]) =>
    isValue ? [{ name, variable: scriptName(name), isLive: binding === "live" }] : [],
  );
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
