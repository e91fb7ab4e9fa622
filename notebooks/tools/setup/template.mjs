import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "./files.mjs";
import { filesBelow } from "./stamp.mjs";

/**
 * The project's nbconvert template (`jupyter nbconvert --template gradbook`), put into the private Python
 * environment together with the Plotly and KaTeX that its pages carry inside.
 *
 * @param {import("./project.mjs").Project} project
 * @returns {import("./steps.mjs").Step}
 */
export function templateStep(project) {
  const source = join(project.lessons, "tools", "nbconvert");
  const target = join(project.venv, "share", "jupyter", "nbconvert", "templates", "gradbook");
  const fromPackage = (/** @type {string} */ path) => join(project.root, "node_modules", path);
  return {
    name: "template",
    title: "page template for nbconvert",
    inputs: () => ({
      values: [target],
      paths: [source, fromPackage("plotly.js-dist-min/package.json"), fromPackage("katex/package.json")],
    }),
    made: () => filesBelow(target),
    async run() {
      cpSync(source, target, { recursive: true });
      const inStatic = (/** @type {string} */ name) => join(target, "static", name);
      mkdirSync(join(target, "static"), { recursive: true });
      const text = (/** @type {string} */ path) => readFileSync(fromPackage(path), "utf8");
      writeAtomically(inStatic("plotly.js"), text("plotly.js-dist-min/plotly.min.js"));
      writeAtomically(
        inStatic("katex.js"),
        `${text("katex/dist/katex.min.js")}\n${text("katex/dist/contrib/auto-render.min.js")}`,
      );
      writeAtomically(
        inStatic("katex.css"),
        withInlineFonts(text("katex/dist/katex.min.css"), fromPackage("katex/dist")),
      );
    },
  };
}

/**
 * A style sheet with its woff2 fonts inside, so that a page needs no file beside it.
 *
 * @param {string} css
 * @param {string} folder what the sheet's addresses are relative to
 */
function withInlineFonts(css, folder) {
  return css.replace(/src:url\(([^)]+\.woff2)\)[^;}]*/g, (_, path) => {
    const font = readFileSync(join(folder, path)).toString("base64");
    return `src:url(data:font/woff2;base64,${font}) format("woff2")`;
  });
}
