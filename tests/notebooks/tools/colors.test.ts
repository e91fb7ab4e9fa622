import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createCodeRenderer } from "../../../kernel/src/render/code.js";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { contrast } from "../../support/contrast.js";

const code = await createCodeRenderer();
const css = readFileSync(new URL("../../../kernel/assets/page/page.css", import.meta.url), "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** A color that the style sheet names, such as `--page`, in a theme. */
function styled(theme: Theme, name: string): string {
  const block = theme === "light" ? /^:root \{([^}]*)\}/m : /^:root\[data-theme="dark"\] \{([^}]*)\}/m;
  const color = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block.exec(css)?.[1] ?? "")?.[1];
  if (color === undefined) throw new Error(`course.css has no color --${name} in ${theme}`);
  return color;
}

/** The colors of a piece of HTML in a theme. */
function colorsIn(html: string, theme: Theme): readonly string[] {
  return [
    ...new Set([...html.matchAll(new RegExp(`--shiki-${theme}:(#\\w{6})`, "g"))].map(([, color]) => color!)),
  ];
}

/** What lies under a name while its type is shown: some of the link's color mixed into the ground. */
function underPointer(theme: Theme, ground: string): string {
  const share = Number(/color-mix\(in srgb, var\(--link\) (\d+)%, transparent\)/.exec(css)?.[1]) / 100;
  const part = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(share * part(styled(theme, "link"), at) + (1 - share) * part(ground, at)),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

const everyKind = `// a comment, /** and */ a documented one
@decorated class A<T extends B> extends C implements D { #e = /f+/g; static async *g(this: A<T>) { yield* \`h\${1}\\n\`; } }
export default function i(j?: number, ...k: string[]): void { throw new Error(null ?? undefined, true); }`;

/** All that the lessons' cells hold, and what they might. */
const lessons = [
  ...findLessons().flatMap(({ notebook }) =>
    notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? [code.render(cell.source)] : [])),
  ),
  code.render(everyKind),
  ...["json", "bash", "html"].map((language) =>
    code.render(`<a href="b">{ "c": [1, true] } # d | e $f</a><!-- g -->`, { language }),
  ),
].join("");

describe("the colors of code", () => {
  it.each(themes)("stand out 4.5 to 1 from every ground of the page, in all lessons (%s)", (theme) => {
    const colors = colorsIn(lessons, theme);
    expect(colors.length).toBeGreaterThan(6);
    for (const name of ["page", "card", "code"]) {
      for (const color of colors) {
        expect(contrast(color, styled(theme, name)), `${color} on --${name}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each(themes)("stand out as much where the pointer shows a name's type (%s)", (theme) => {
    const source = "const value = call((given) => new Made(given.field, CONSTANT));";
    const names = [...source.matchAll(/value|call|given|Made|field|CONSTANT/g)].map(({ index, 0: text }) => ({
      start: index,
      end: index + text.length,
      text,
    }));
    const html = code.render(source, { names });
    const typed = [...html.matchAll(/<span style="[^"]*" class="typed"/g)].map(([span]) => span).join("");
    const colors = colorsIn(typed, theme);
    expect(colors.length).toBeGreaterThan(3);
    for (const color of colors) {
      const ground = underPointer(theme, styled(theme, "code"));
      expect(contrast(color, ground), `${color} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(themes)("tell the words of an import apart (%s)", (theme) => {
    const html = code.render('import { plot, tensor } from "gradbook";', {
      names: [
        { start: 9, end: 13, text: "import plot" },
        { start: 15, end: 21, text: "function tensor" },
      ],
    });
    const colorOf = (word: string) =>
      new RegExp(`--shiki-${theme}:(#\\w+)[^>]*>[ "]*${word}`).exec(html)?.[1]?.toLowerCase();
    expect(colorOf("import")).toBe(colorOf("from"));
    expect(new Set(["import", "plot", "gradbook"].map(colorOf)).size).toBe(3);
    expect(colorOf("tensor")).toBe(colorOf("plot"));
  });
});

describe("the colors of a terminal", () => {
  const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

  it.each(themes)(
    "stand out 4.5 to 1 from what they are printed on, and as grounds from the text (%s)",
    (theme) => {
      for (const name of names.flatMap((color) => [`ansi-${color}`, `ansi-bright-${color}`])) {
        for (const ground of ["page", "card"]) {
          expect(
            contrast(styled(theme, name), styled(theme, ground)),
            `${name} on ${ground}`,
          ).toBeGreaterThanOrEqual(4.5);
        }
      }
    },
  );
});
