import { runNotebook } from "gradbook-kernel/notebook";
import { createCodeRenderer, renderBody } from "gradbook-kernel/render";
import { beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../support/project.js";

/** What makes an output, a cell that uses it, and what a page shows of it: of all forms that it has, the richest. */
type Row = readonly [maker: string, source: string, shown: RegExp];

const bytes = "new Uint8Array([137, 80, 78, 71])";
const ownRows: readonly Row[] = [
  ["text", "text('plain <b>')", /^<pre class="stream">plain &lt;b&gt;<\/pre>$/],
  [
    "html",
    "html('<b>bold</b> $x^2$, <code>$y$</code>')",
    /<b>bold<\/b> <span class="katex">.*<code>\$y\$<\/code>/s,
  ],
  ["markdown", "markdown('**bold** $x$')", /<strong>bold<\/strong> <span class="katex">/],
  ["latex", "latex('$$\\\\frac12$$')", /class="katex-display"/],
  ["svg", "svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", /^<img src="data:image\/svg\+xml;base64,/],
  ["png", `png(${bytes})`, /^<img src="data:image\/png;base64,iVBORw==" alt=/],
  ["jpeg", `jpeg(${bytes})`, /^<img src="data:image\/jpeg;base64,iVBORw==" alt=/],
  ["pdf", `pdf(${bytes})`, /<a href="data:application\/pdf;base64,iVBORw==" download="output.pdf">/],
  ["json", "json({ a: [1, 2] })", /class="json-tree".*a:.*2 items/s],
  ["javascript", "javascript('1')", /A script, which is not run on this page/],
  [
    "plotly",
    "plotly({ data: [], layout: { title: 'Loss' } })",
    /<figure class="plotly-figure"><figcaption>Loss/,
  ],
  [
    "mime",
    `mime({ "image/webp": ${bytes}, "text/plain": "no" })`,
    /^<img src="data:image\/webp;base64,iVBORw=="/,
  ],
  [
    "display",
    "const shown = display(text('before')); shown.update(html('<i>after</i>'));",
    /^<div class="html"><i>after/,
  ],
  [
    "progress",
    "for await (const _ of progress([1, 2], { label: 'Steps' })) {}",
    /<progress.*2 of 2|Steps.*<progress/s,
  ],
  ["clearOutput", "console.log('gone'); clearOutput(); console.log('there')", /^<pre[^>]*>there\n<\/pre>$/],
];

const widgetRows: readonly Row[] = [
  [
    "intSlider",
    "{ description: 'w', value: 3 }",
    /<span>w<\/span> <input type="range" min="0" max="100" step="1" value="3" disabled>/,
  ],
  ["floatSlider", "{ value: 0.5 }", /<input type="range"[^>]* disabled> <output>0\.5<\/output>/],
  [
    "checkbox",
    "{ value: true, description: 'on' }",
    /<span>on<\/span> <input type="checkbox" checked disabled>/,
  ],
  ["text", "{ value: 'a \"b\"' }", /<input type="text" value="a &quot;b&quot;" disabled>/],
  ["html", "{ value: '<b>x</b><script>1</script>' }", /<div><b>x<\/b><\/div>/],
  [
    "dropdown",
    "{ options: ['sgd', 'adam'], value: 'adam' }",
    /<select disabled><option>adam<\/option><\/select>/,
  ],
  ["play", "{ value: 2 }", /<output>2<\/output>/],
  ["button", "{ description: 'Go' }", /<button type="button" disabled>Go<\/button>/],
  ["vbox", "[widgets.text({ value: 'in' })]", /<div class="widget-column"><label.*value="in"/],
  ["hbox", "[widgets.text({ value: 'in' })]", /<div class="widget-row"><label.*value="in"/],
  ["output", "", /aria-label="Controls, as they stood"><\/div>/],
];

const tslabRows: readonly Row[] = [
  ["text", "'plain'", />plain</],
  ["html", "'<b>bold</b>'", /<b>bold<\/b>/],
  ["markdown", "'**bold**'", /<strong>bold<\/strong>/],
  ["latex", "'$x$'", /class="katex"/],
  ["svg", "'<svg/>'", /^<img src="data:image\/svg\+xml/],
  ["png", bytes, /^<img src="data:image\/png/],
  ["jpeg", bytes, /^<img src="data:image\/jpeg/],
  ["gif", bytes, /^<img src="data:image\/gif/],
  ["pdf", bytes, /download="output.pdf"/],
  ["javascript", "'1'", /A script, which is not run/],
  ["raw", "'text/x-thing', 'words'", /<pre class="stream">words<\/pre>/],
];

const rows: readonly Row[] = [
  ...ownRows,
  ...widgetRows.map(([name, args, shown]): Row => [`widgets.${name}`, `widgets.${name}(${args})`, shown]),
  ...tslabRows.map(
    ([name, args, shown]): Row => [`tslab.display.${name}`, `tslab.display.${name}(${args})`, shown],
  ),
  [
    "widgets.interact",
    "await widgets.interact(({ w }) => { console.log('w is', w); return html('<b>' + w + '</b>'); }, { w: [0, 10] });",
    /<input type="range"[^>]* value="5".*<pre class="stream stdout"[^>]*>w is 5\n<\/pre>.*<b>5<\/b>/s,
  ],
  ["a value", "[1, 'two']", /<pre class="stream">\[ 1, (?:'|&#39;)two(?:'|&#39;) \]<\/pre>/],
  ["an error", "throw new TypeError('no good')", /<pre class="error"[^>]*>.*TypeError: no good/s],
  ["colors", "console.log('\\x1b[31mred')", /<span class="ansi-red-fg">red/],
];

/** What a cell can import that makes no output of its own. */
const silent = ["DISPLAY", "comms", "input", "password", "watch", "widgets"];

let makers: readonly string[] = [];
let shown: readonly string[] = [];

const cell = (id: string, source: string, tags: readonly string[] = []) => ({
  cell_type: "code" as const,
  ...{ id, metadata: { tags }, source, execution_count: null, outputs: [] },
});

beforeAll(async () => {
  const imports =
    'import { clearOutput, display, html, javascript, jpeg, json, latex, markdown, mime, pdf, plotly, png, progress, svg, text, widgets } from "gradbook-kernel";\n' +
    'import * as own from "gradbook-kernel";\nimport * as tslab from "tslab";\n' +
    "console.log([...Object.keys(own), ...Object.keys(widgets).map((name) => 'widgets.' + name), " +
    "...Object.keys(tslab.display).map((name) => 'tslab.display.' + name)].join());";
  const cells = [
    cell("imports", imports),
    // In a block a name that is there twice is its own.
    ...rows.map(([, source], i) => cell(`row-${i}`, source, ["raises-exception"])),
  ];
  const { notebook } = await runNotebook(
    { metadata: {}, cells },
    { directory: projectRoot, keepWidgets: true },
  );
  const { html } = renderBody(notebook, { code: await createCodeRenderer() });
  const outputs = html.split(/<section class="cell" id="cell-[^"]*"/).slice(1);
  makers = /outputs">.*<pre[^>]*>([^<]*)</s.exec(outputs[0]!)![1]!.trim().split(",");
  shown = outputs
    .slice(1)
    .map(
      (section) =>
        /<div class="outputs">\n<div class="output">(.*)<\/div>\n<\/div>\n<\/section>/s.exec(section)?.[1] ??
        section,
    );
});

it.each(rows.map(([maker, , expected], i) => [maker, expected, i] as const))(
  "%s is shown",
  (_, expected, i) => {
    expect(shown[i]).toMatch(expected);
  },
);

it("all that cells can show is here", () => {
  const tried = new Set(rows.map(([maker]) => maker));
  const isClass = (name: string) => /(?:^|\.)[A-Z]/.test(name);
  const left = makers.filter((name) => !tried.has(name) && !silent.includes(name) && !isClass(name));
  expect(left).toEqual([]);
});
