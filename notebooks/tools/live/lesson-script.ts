import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { transformSync } from "esbuild";
import type { Lesson } from "../lessons/catalog.js";
import { cellNames } from "./cell-names.js";
import type { LessonCell, LessonScript } from "./contract.js";

/** Everything that the page of a lesson brings along to run it: its cells, its own files, and what is said of the site. */
export function lessonScript(
  { name, notebook, directory }: Lesson,
  site: Pick<LessonScript, "beside" | "packageSources">,
): LessonScript {
  const cells = notebook.cells.map(
    ({ id, cell_type: type, source, metadata }): LessonCell => ({
      id,
      type,
      source,
      metadata,
      ...(type === "code" ? { names: cellNames(source) } : {}),
    }),
  );
  const files = new LessonFiles(directory);
  for (const { type, source } of cells) if (type === "code") files.take(source, ".");
  return { name, metadata: notebook.metadata, cells, ...site, ...files.all };
}

/** The files that code of a lesson imports or reads, and those that these import. */
class LessonFiles {
  readonly #directory: string;
  readonly #modules = new Map<string, string>();
  readonly #texts: Record<string, string> = {};
  readonly #sources: Record<string, string> = {};

  constructor(directory: string) {
    this.#directory = directory;
  }

  get all(): Pick<LessonScript, "modules" | "texts" | "sources"> {
    const modules = [...this.#modules].map(([specifier, code]) => ({ specifier, code }));
    return { modules, texts: this.#texts, sources: this.#sources };
  }

  /** @param folder where the code is, from the lesson's own folder */
  take(code: string, folder: string): void {
    for (const [, specifier = ""] of code.matchAll(/(?:from|import\(|import)\s*"(\.{1,2}\/[^"]+)"/g)) {
      this.#add(posix.join(folder, specifier));
    }
    for (const [, file = ""] of code.matchAll(/readFileSync\(\s*"([^"]+)"/g))
      this.#addText(posix.join(folder, file));
  }

  #add(path: string): void {
    if (path.endsWith(".json")) {
      this.#addText(path);
      return;
    }
    const specifier = path.replace(/\.(?:ts|js|mjs)$/, "");
    if (this.#modules.has(specifier)) return;
    const source = readFileSync(join(this.#directory, `${specifier}.ts`), "utf8");
    const { code } = transformSync(source, {
      loader: "ts",
      format: "cjs",
      target: "es2022",
      platform: "node",
    });
    this.#modules.set(specifier, code);
    this.#sources[`${specifier}.ts`] = source;
    this.take(source, posix.dirname(specifier));
  }

  #addText(path: string): void {
    const file = join(this.#directory, path);
    if (!existsSync(file)) return;
    const text = readFileSync(file, "utf8");
    this.#texts[path] = text;
    this.#sources[path] = text;
  }
}
