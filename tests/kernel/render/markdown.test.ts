import { describe, expect, it } from "vitest";
import { safeHtml, wholeHtml } from "../../../kernel/src/render/html.js";
import { createMarkdown, headingId } from "../../../kernel/src/render/markdown.js";

const highlight = (code: string, language: string) => `<pre>${language}:${code.trim()}</pre>`;
const page = (addresses = {}) =>
  createMarkdown({ highlight, clean: wholeHtml, brokenFormulas: "throw" }).page(addresses);
const render = (source: string) => page().render(source);

describe("markdown", () => {
  it("sets formulas in the line and on their own, also in folded text", () => {
    expect(render("a $x_1$ b")).toContain('<span class="katex">');
    expect(render("$$\n\\frac{1}{2}\n$$")).toContain("katex-display");
    expect(render("<details><summary>Hint</summary>\n\n$x$\n\n</details>")).toContain("katex");
  });

  it("sets formulas in every way that Jupyter takes them", () => {
    expect(render("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}")).toContain("katex-display");
    expect(render("text\n\\begin{equation}a = b\\end{equation}\ntext")).toContain("katex-display");
    expect(render("so \\\\(y_1\\\\) is")).toMatch(/so <span class="katex">.*<\/span> is/);
    expect(render("\\\\[ z_1 \\\\]")).toContain("katex-display");
    expect(render("\\(no formula\\)")).toBe("<p>(no formula)</p>\n");
    expect(render("\\\\(open")).toBe("<p>\\(open</p>\n");
    expect(render("`\\\\(x\\\\)`")).toContain("<code>\\\\(x\\\\)</code>");
  });

  it("keeps a full stop with the formula before it", () => {
    expect(render("from $a$ to $b$. Then $c$")).toMatch(/<\/span> Then /);
    expect(render("from $a$ to $b$. Then $c$")).toContain("\\text{.}");
    expect(render("costs 5. Then")).toContain("costs 5. Then");
  });

  it("keeps a bracket that closes, and what follows it, with the formula before it", () => {
    expect(render("narrow (here $a$) comes")).toMatch(/\\text\{\)\}.*<\/span> comes/s);
    expect(render("(as $a$), or (as $b$).")).toMatch(
      /\\text\{\),\}.*<\/span> or .*\\text\{\)\.\}.*<\/span><\/p>/s,
    );
    expect(render("$a$ (or $b$")).not.toContain("\\text");
  });

  it("refuses a formula that TeX does not know, or shows it in red", () => {
    expect(() => render("$\\nonsense{x}$")).toThrow("Undefined control sequence");
    const shown = createMarkdown({ highlight, clean: safeHtml, brokenFormulas: "show" }).page();
    expect(shown.render("$\\nonsense{x}$")).toContain("#cc0000");
    expect(shown.render("$\\frac{$ and $x$")).toContain("katex-error");
  });

  it("turns addresses as the page wants, and leaves those of other sites alone", () => {
    const turned = page({
      link: (address: string) => address.replace(".ipynb", ".html"),
      image: (address: string) => `pictures/${address}`,
    });
    expect(turned.render("[b](../glossary.ipynb#bias)")).toContain('href="../glossary.html#bias"');
    expect(turned.render("[b](https://example.org/a.ipynb)")).toContain('href="https://example.org/a.ipynb"');
    expect(turned.render("![p](a.png)")).toContain('src="pictures/a.png"');
  });

  it("shows pictures that were pasted", () => {
    const pasted = { "my image.png": { "image/png": "iVBORw0KGgo=" } };
    expect(page().render("![p](attachment:my%20image.png)", pasted)).toContain(
      '<img src="data:image/png;base64,iVBORw0KGgo=" alt="p">',
    );
  });

  it("gives headings the addresses that JupyterLab gives them, each one of its own", () => {
    const two = page();
    expect(two.render("### weighted sum")).toContain('<h3 id="weighted-sum">');
    expect(headingId("1. Predict first")).toBe("1.-Predict-first");
    expect(two.render("# A\n\n## B `c`\n\n## A")).toContain('<h2 id="A-1">');
    expect(two.render("# A")).toContain('<h1 id="A-2">');
    expect(two.headings).toEqual([
      { level: 3, id: "weighted-sum", text: "weighted sum" },
      { level: 1, id: "A", text: "A" },
      { level: 2, id: "B-c", text: "B c" },
      { level: 2, id: "A-1", text: "A" },
      { level: 1, id: "A-2", text: "A" },
    ]);
  });

  it("lets wide tables scroll in a box of their own, and colours fenced code", () => {
    expect(render("|a|\n|-|\n|1|")).toContain(
      '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>',
    );
    expect(render("```ts\nlet a = 1;\n```")).toContain("<pre>ts:let a = 1;</pre>");
  });

  it("makes a link of an address, and not of a file's name", () => {
    expect(render("see https://example.org/a and notes.md")).toBe(
      '<p>see <a href="https://example.org/a">https://example.org/a</a> and notes.md</p>\n',
    );
  });

  it("closes what the author left open, so that the rest of the page stays as it is", () => {
    expect(render("<div style='color:red'>\n\nopen <b>bold")).toBe(
      '<div style="color:red">\n<p>open <b>bold</b></p><b>\n</b></div>',
    );
    expect(render("</section></main>\n\ntext")).toBe("\n<p>text</p>\n");
  });
});

describe("markdown of an author who is not trusted", () => {
  const safe = (source: string) =>
    createMarkdown({ highlight, clean: safeHtml, brokenFormulas: "show" }).page().render(source);

  it("runs no script, whatever it hides in, and keeps formulas and code", () => {
    for (const attack of [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      '<a href="java\tscript:alert(1)">x</a>',
      "[x](javascript:alert(1))",
      "<svg><script>alert(1)</script></svg>",
      '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
      "<object data='data:text/html,<script>alert(1)</script>'></object>",
      "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
      '<form action="https://example.org"><input name="a"><button>Send</button></form>',
      "<meta http-equiv='refresh' content='0;url=https://example.org'><base href='https://example.org'>",
    ]) {
      const html = safe(`${attack}\n\nthen $x$`);
      expect(html, attack).not.toMatch(
        /<(?:script|iframe|object|form|meta|base|style|button)|onerror=(?!alert\(1\)&)|href="java/i,
      );
      expect(html, attack).toContain("katex");
    }
  });

  it("can lie over nothing and send nothing by its looks", () => {
    const html = safe(
      '<div style="position:fixed;top:0;color:red;background:url(https://example.org/a)">x</div>',
    );
    expect(html).toBe('<div style="color:red">x</div>');
  });

  it("cannot stand in for the renderer's own HTML", () => {
    const html = safe('<div title="\n\n$x$ <span data-slot="a-0"></span>');
    expect(html.match(/class="katex"/g) ?? []).toHaveLength(html.includes("katex") ? 1 : 0);
    expect(safe("<b title=\"<span data-slot='0'></span>\"></b> $y$")).toContain("katex");
  });
});
