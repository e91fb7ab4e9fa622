import type { CellNames, LessonScript, PageCell } from "../contract.js";

const NOTHING: CellNames = { declares: {}, uses: [], changes: [] };

/** What a cell binds, uses and changes: as it was worked out for the course's text, and by its words for a changed one. */
export function namesNow(cell: PageCell, lesson: LessonScript): CellNames {
  const known = lesson.cells.find(({ id }) => id === cell.id)?.names ?? NOTHING;
  if (cell.source === cell.original && !cell.isOwn) return known;
  const uses = cell.source.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g) ?? [];
  const bound = [...cell.source.matchAll(/^(?:const|let|var|function|class|type|interface|enum) (\w+)/gm)];
  const declares = Object.fromEntries(bound.map(([, name]) => [name ?? "", "value"] as const));
  return { declares: { ...known.declares, ...declares }, uses, changes: known.changes };
}

/**
 * The cells that have to run before one: those that bind what it uses, those that may change that since, and what these
 * need, in the page's order.
 */
export function neededBefore(
  all: readonly PageCell[],
  { cell, namesOf }: { readonly cell: PageCell; readonly namesOf: (cell: PageCell) => CellNames },
): readonly PageCell[] {
  const names = all.map(namesOf);
  const needed = new Set<number>();
  const visit = (at: number): void => {
    for (const name of names[at]?.uses ?? []) {
      const from = names.slice(0, at).findLastIndex(({ declares }) => Object.hasOwn(declares, name));
      if (from < 0) continue;
      const changing =
        names[from]?.declares[name] === "value"
          ? names
              .slice(from + 1, at)
              .flatMap(({ changes }, i) => (changes.includes(name) ? [from + 1 + i] : []))
          : [];
      for (const one of [from, ...changing]) {
        if (needed.has(one)) continue;
        needed.add(one);
        visit(one);
      }
    }
  };
  visit(all.indexOf(cell));
  return all.filter((_, i) => needed.has(i));
}
