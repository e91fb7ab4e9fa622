import { describe, expect, it } from "vitest";
import { createMarkdown, headingId, pageAddress } from "../../../notebooks/tools/render/markdown.js";

const markdown = createMarkdown({ highlight: (code, language) => `<pre>${language}:${code.trim()}</pre>` });

describe("markdown", () => {
  it("sets formulas in the line and on their own, also in folded text", () => {
    expect(markdown.render("a $x_1$ b")).toContain('<span class="katex">');
    expect(markdown.render("$$\n\\frac{1}{2}\n$$")).toContain("katex-display");
    expect(markdown.render("<details><summary>Hint</summary>\n\n$x$\n\n</details>")).toContain("katex");
  });

  it("keeps a full stop with the formula before it", () => {
    expect(markdown.render("from $a$ to $b$. Then $c$")).toMatch(/<\/span> Then /);
    expect(markdown.render("from $a$ to $b$. Then $c$")).toContain("\\text{.}");
    expect(markdown.render("costs 5. Then")).toContain("costs 5. Then");
  });

  it("refuses a formula that TeX does not know", () => {
    expect(() => markdown.render("$\\nonsense{x}$")).toThrow("Undefined control sequence");
  });

  it("points links between notebooks at pages, and leaves others alone", () => {
    expect(markdown.render("[b](../glossary.ipynb#bias)")).toContain('href="../glossary.html#bias"');
    expect(pageAddress("week-1/xor-by-hand.ipynb")).toBe("week-1/xor-by-hand.html");
    expect(markdown.render("[b](https://example.org/a.ipynb)")).toContain(
      'href="https://example.org/a.ipynb"',
    );
  });

  it("gives headings the addresses that JupyterLab gives them", () => {
    expect(markdown.render("### weighted sum")).toContain('<h3 id="weighted-sum">');
    expect(headingId("1. Predict first")).toBe("1.-Predict-first");
    expect(markdown.headings("# A\n\n## B `c`")).toEqual([
      { level: 1, id: "A", text: "A" },
      { level: 2, id: "B-c", text: "B c" },
    ]);
  });

  it("lets wide tables scroll in a box of their own, and colours fenced code", () => {
    expect(markdown.render("|a|\n|-|\n|1|")).toContain(
      '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>',
    );
    expect(markdown.render("```ts\nlet a = 1;\n```")).toContain("<pre>ts:let a = 1;</pre>");
  });
});
