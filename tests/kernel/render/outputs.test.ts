import { describe, expect, it } from "vitest";
import type { MimeBundle, Output } from "../../../kernel/src/notebook/index.js";
import { renderBody } from "../../../kernel/src/render/body.js";

const code = { render: (text: string) => `<pre class="shiki">${text}</pre>` };

/** The HTML of what a cell put out. */
function shown(output: Output, options: { readonly trust?: boolean } = {}): string {
  const cell = {
    cell_type: "code" as const,
    ...{ id: "a", metadata: {}, source: "", execution_count: 1, outputs: [output] },
  };
  const { html } = renderBody({ metadata: {}, cells: [cell] }, { code, ...options });
  return /<div class="output">(.*)<\/div>\n<\/div>\n<\/section>$/s.exec(html)?.[1] ?? html;
}

const data = (bundle: MimeBundle, options: { trust?: boolean; metadata?: MimeBundle } = {}) =>
  shown({ output_type: "display_data", data: bundle, metadata: options.metadata ?? {} }, options);

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("data", () => {
  it("of every type that the kernel makes is shown by its richest form", () => {
    expect(data({ "text/markdown": "**b** $x$", "text/plain": "no" })).toMatch(/<strong>b<\/strong> .*katex/);
    expect(data({ "text/latex": "so $$\\frac12$$ and \\(y\\)" })).toMatch(
      /so .*katex-display.* and .*katex/s,
    );
    expect(data({ "text/html": "<b>x</b>", "text/markdown": "no" })).toBe('<div class="html"><b>x</b></div>');
    expect(data({ "image/png": `${pixel}\n`, "text/plain": "no" })).toBe(
      `<img src="data:image/png;base64,${pixel}" alt="Output of the cell">`,
    );
    expect(data({ "image/jpeg": "/9j/4AAQ" })).toContain('src="data:image/jpeg;base64,/9j/4AAQ"');
    expect(data({ "application/json": { a: [1, null, "<"] } })).toMatch(
      /<details open><summary>.*1 key.*<details>.*a:.*3 items.*null.*&quot;&lt;&quot;/s,
    );
    expect(data({ "application/pdf": "JVBERi0xLjQK" })).toContain('download="output.pdf"');
    expect(data({ "text/plain": "a < b" })).toBe('<pre class="stream">a &lt; b</pre>');
  });

  it("keeps the size that a picture was given", () => {
    const metadata = { "image/png": { width: 30, height: 20 } };
    expect(data({ "image/png": pixel }, { metadata })).toContain('width="30" height="20"');
  });

  it("of Plotly is a figure for the page's script, alone and beside HTML", () => {
    const figure = { data: [{ y: [1, 2] }], layout: { title: { text: "Loss <b>now</b>" } } };
    const html = data({ "application/vnd.plotly.v1+json": figure, "text/html": "<script>draw()</script>" });
    expect(html).toMatch(/^<figure class="plotly-figure"><figcaption>Loss now<\/figcaption>/);
    expect(JSON.parse(/json">(.*?)<\/script>/s.exec(html)![1]!)).toEqual(figure);
    expect(html).not.toContain("draw()");
  });

  it("of Plotly with HTML of its own is drawn by that, where the author is trusted", () => {
    const html = "<figure></figure><script>draw()</script>";
    const bundle = { "application/vnd.plotly.v1+json": {}, "text/html": html };
    expect(data(bundle, { trust: true })).toBe(`<div class="html">${html}</div>`);
  });

  it("of an SVG is a picture, in which nothing runs; of a trusted author it is part of the page", () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    expect(data({ "image/svg+xml": svg })).toBe(
      `<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}" alt="Output of the cell">`,
    );
    expect(data({ "image/svg+xml": svg }, { trust: true })).toBe(svg);
  });

  it("that is a script runs only where the author is trusted, and is passed over else", () => {
    const bundle = { "text/javascript": "element.textContent = '</script>'", "text/plain": "words" };
    expect(data(bundle)).toBe('<pre class="stream">words</pre>');
    expect(data({ "application/javascript": "1" })).toContain("A script, which is not run on this page");
    expect(data(bundle, { trust: true })).toContain("element.textContent = '\\x3c/script>'");
  });

  it("of a type that nothing shows says so, and JSON of any type opens", () => {
    expect(data({ "application/x-thing": "AA" })).toContain("An output of type application/x-thing");
    expect(data({ "application/vnd.thing+json": { a: 1 } })).toContain("json-tree");
    expect(data({ "text/x-thing": "<i>" })).toBe('<pre class="stream">&lt;i&gt;</pre>');
    expect(data({ "application/vnd.jupyter.widget-view+json": {}, "text/plain": "slider" })).toContain(
      "slider",
    );
    expect(data({})).toBe("");
  });

  it("is closed where its author left it open", () => {
    expect(data({ "text/html": "<div><b>un" })).toBe('<div class="html"><div><b>un</b></div></div>');
    expect(data({ "text/html": "</div></section>x" }, { trust: true })).toBe('<div class="html">x</div>');
  });
});

describe("formulas in HTML", () => {
  const html = (source: string, trust = false) => data({ "text/html": source }, { trust });

  it("are set in text, in every way that Jupyter takes them", () => {
    for (const formula of ["$x^2$", "\\(x^2\\)", "$$x^2$$", "\\[x^2\\]"]) {
      expect(html(`<p>so ${formula}, then</p>`), formula).toMatch(/<p>so .*class="katex.* then<\/p>/s);
    }
    expect(html("<table><tr><td>$a$</td><td>b</td></tr></table>")).toMatch(
      /<td><span class="katex">.*<td>b<\/td>/s,
    );
  });

  it("are left as they are in code and scripts, and money is no formula", () => {
    expect(html("<code>$x$</code><pre>$y$</pre>")).toBe(
      '<div class="html"><code>$x$</code><pre>$y$</pre></div>',
    );
    expect(html("<script>a = `$x$`</script>", true)).toBe(
      '<div class="html"><script>a = `$x$`</script></div>',
    );
    expect(html("<p>from $5 to $6 a day</p>")).toBe('<div class="html"><p>from $5 to $6 a day</p></div>');
  });

  it("bring in nothing that was taken out", () => {
    for (const attack of [
      "$&lt;img src=x onerror=alert(1)&gt;$",
      "$\\href{javascript:alert(1)}{x}$",
      "$\\includegraphics{http://elsewhere.example}$",
      "a &lt;script&gt;alert(1)&lt;/script&gt; $x$",
    ]) {
      expect(html(`<p>${attack}</p>`), attack).not.toMatch(/<(?:img|script)|href=/);
    }
  });
});

describe("widgets of a notebook's file", () => {
  const view = (id: string): Output => ({
    output_type: "display_data",
    data: { "application/vnd.jupyter.widget-view+json": { model_id: id }, "text/plain": "as text" },
    metadata: {},
  });

  function page(id: string, models: Readonly<Record<string, object>>): string {
    const cell = {
      cell_type: "code" as const,
      ...{ id: "a", metadata: {}, source: "", execution_count: 1, outputs: [view(id)] },
    };
    const widgets = { "application/vnd.jupyter.widget-state+json": { version_major: 2, state: models } };
    return renderBody({ metadata: { widgets }, cells: [cell] }, { code }).html;
  }

  it("stand as ipywidgets saved them, what an output widget took in it, too", () => {
    const html = page("box", {
      box: {
        model_name: "VBoxModel",
        state: { children: ["IPY_MODEL_w", "IPY_MODEL_out", "IPY_MODEL_gone"] },
      },
      w: { model_name: "FloatSliderModel", state: { description: "$w$ <b>", min: -1, max: 1, value: 0.5 } },
      out: {
        model_name: "OutputModel",
        state: { outputs: [{ output_type: "stream", name: "stdout", text: "taken" }] },
      },
    });
    expect(html).toContain("$w$ &lt;b&gt;</span>");
    expect(html).toContain('<input type="range" min="-1" max="1" step="any" value="0.5" disabled>');
    expect(html).toContain(">taken</pre>");
  });

  it("are their text where the file has no state of them, or a page knows no such kind", () => {
    const known: Readonly<Record<string, object>>[] = [
      {},
      { x: { model_name: "FigureModel", state: {} } },
      { x: {} },
    ];
    for (const models of known) {
      expect(page("x", models)).toContain('<pre class="stream">as text</pre>');
    }
  });

  it("that hold themselves end, and nothing of them runs", () => {
    const html = page("x", {
      x: { model_name: "HBoxModel", state: { children: ["IPY_MODEL_x", "IPY_MODEL_h"] } },
      h: { model_name: "HTMLModel", state: { value: "<b onclick=alert(1)>b</b><script>alert(1)</script>" } },
    });
    expect(html).toContain('<div class="widget-row">\n<div><b>b</b></div></div>');
  });
});

describe("printed text", () => {
  const printed = (text: string) =>
    shown({ output_type: "stream", name: "stdout", text }).replace(/^<pre[^>]*>|<\/pre>$/g, "");

  it("has a terminal's colors", () => {
    expect(printed("\x1b[31mred\x1b[0m <b>")).toBe('<span class="ansi-red-fg">red</span> &lt;b&gt;');
    expect(printed("\x1b[1;94;43mx\x1b[0m")).toBe(
      '<span class="ansi-bright-blue-fg ansi-yellow-bg ansi-bold">x</span>',
    );
    expect(printed("\x1b[38;5;208mx\x1b[48;2;1;2;3my")).toBe(
      '<span style="color:rgb(255, 135, 0)">x</span>' +
        '<span style="color:rgb(255, 135, 0);background-color:rgb(1, 2, 3)">y</span>',
    );
    expect(printed("\x1b[38;5;244mx")).toBe('<span style="color:rgb(128, 128, 128)">x</span>');
  });

  it("has no other sequences: links, titles, moves, and what was cut off", () => {
    expect(
      printed("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\x07a\x1b[2Kb\x1b[1Ac\x1b"),
    ).toBe("link abc");
  });

  it("is written over after a carriage return or a backspace", () => {
    expect(printed("10 %\r100 %\nnext\r\nlast")).toBe("100 %\nnext\nlast");
    expect(printed("long line\rnew")).toBe("newg line");
    expect(printed("long line\r\x1b[Knew")).toBe("new");
    expect(printed("ab\b\bc")).toBe("cb");
    expect(printed("done\r")).toBe("done");
    expect(printed("\x1b[32m 50 %\x1b[0m\r\x1b[32m100 %\x1b[0m")).toBe(
      '<span class="ansi-green-fg">100 %</span>',
    );
    expect(printed("🙂b\rx")).toBe("xb");
  });
});

it("shows an error by its traceback in colors, and one without by its name and words", () => {
  const error = { output_type: "error" as const, ename: "Oops", evalue: "it <broke>" };
  expect(shown({ ...error, traceback: [] })).toBe(
    '<pre class="error" tabindex="0">Oops: it &lt;broke&gt;</pre>',
  );
  expect(shown({ ...error, evalue: "", traceback: [""] })).toContain(">Oops</pre>");
  expect(shown({ ...error, traceback: ["\x1b[31mOops\x1b[0m", "at"] })).toContain(
    '<span class="ansi-red-fg">Oops</span>\nat',
  );
});

it("shows raw cells that are HTML, and no other", () => {
  const raw = (metadata: MimeBundle) =>
    ({ cell_type: "raw" as const, id: "r", metadata, source: "<b>x" }) as const;
  const html = (metadata: MimeBundle) => renderBody({ metadata: {}, cells: [raw(metadata)] }, { code }).html;
  expect(html({ raw_mimetype: "text/html" })).toBe('<section class="raw"><b>x</b></section>');
  expect(html({ format: "text/latex" })).toBe("");
});
