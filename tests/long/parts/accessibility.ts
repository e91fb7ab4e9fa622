import type { Part } from "../part.js";

export const part: Part = {
  title: "axe on every page of the site, light and dark, wide and narrow",
  async run({ tests }) {
    const env = { GRADBOOK_PAGES: "all" };
    const axe = (what: string, file: string) =>
      tests(what, [`tests/notebooks/tools/accessibility/${file}.test.ts`], { env });
    return [await axe("the course", "course"), await axe("the library's reference", "reference")];
  },
};
