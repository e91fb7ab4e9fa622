import type { CellProblem, PageKernel } from "gradbook-kernel/page";

export type { CellProblem } from "gradbook-kernel/page";

/** What an editor asks the kernel's type service. */
export type EditorAnswers = Pick<PageKernel, "check" | "complete" | "inspect">;

/** TypeScript's "Cannot find name …". */
const UNKNOWN_NAME = /^TS(?:2304|2552|2503|18004)$/;

/**
 * The kernel's answers, without the complaint that a name is unknown which a cell has that has not run yet: it runs
 * before what is being written does.
 *
 * @param names what cells of the lesson bind
 */
export function answersOf(kernel: EditorAnswers, names: () => ReadonlySet<string>): EditorAnswers {
  return {
    complete: (question) => kernel.complete(question),
    inspect: (question) => kernel.inspect(question),
    check: async (source) => {
      const problems = await kernel.check(source);
      const known = names();
      const isMeant = ({ code, message }: CellProblem): boolean =>
        UNKNOWN_NAME.test(code) && known.has(/'([^']+)'/.exec(message)?.[1] ?? "");
      return problems.filter((problem) => !isMeant(problem));
    },
  };
}
