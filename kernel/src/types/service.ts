import type {
  CellRequest,
  CompiledCell,
  CompletionAnswer,
  InspectionAnswer,
  SourcePosition,
} from "../cell-contract.js";
import { emitCell } from "../compiler/emit.js";
import { cellProblems } from "../compiler/problems.js";
import { CellProgram } from "./cell-program.js";
import { completeAt } from "./complete.js";
import { inspectAt } from "./inspect.js";

/** The type service itself, in whichever process it lives: checks, compiles and answers an editor's questions. */
export class CellService {
  readonly #program: CellProgram;

  constructor(directory: string) {
    this.#program = new CellProgram(directory);
  }

  /** Checks a cell and makes its script. A cell with errors has no script and leaves no names. */
  compile({ source, cell, directory }: CellRequest): CompiledCell {
    this.#program.enter(directory);
    const checked = this.#program.check(source, cell);
    const { file, text, names, uses } = checked;
    const problems = cellProblems(checked.diagnostics, { source, length: text.length, file });
    if (problems.some(({ category }) => category === "error")) {
      this.#program.discard(cell);
      return { problems, declares: [], script: "", isAsync: false, sourceMap: undefined };
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

  /** Does housekeeping; to be called when nobody waits. */
  tidy(): void {
    this.#program.tidy();
  }
}
