import type { Frame, Json, JsonObject } from "./json.js";

/** What the HTML of a figure needs of it. */
export interface HtmlParts {
  readonly title: string;
  readonly alt: string;
  readonly layout: JsonObject;
  readonly frames: readonly Frame[];
  toJSON(): { readonly config: JsonObject };
}

/**
 * The piece of HTML that stands for a figure.
 *
 * The page brings Plotly, the figure does not. Its inline classic script draws at once if `window.Plotly` is
 * there; else it waits for the page's event `gradbook:plotly` (a page that loads Plotly later dispatches it
 * on `window`), for DOMContentLoaded, and looks again every tenth of a second for ten seconds. Until it
 * draws, and where no script runs, the reader sees the title, the description and how to see the chart. A
 * figure in a folded part of the page is drawn when it is unfolded. Frames get a button and a range input of
 * the page's own in place of Plotly's, since those cannot be reached with the keyboard. Text takes the
 * page's own color, so that it reads in light and dark.
 *
 * The same figure gives the same HTML, and may stand on a page several times.
 */
export function figureHtml(figure: HtmlParts): string {
  const parts = figure.toJSON();
  const json = JSON.stringify({ ...parts, config: { responsive: true, ...parts.config } });
  const mark = `gb-${hash(json + figure.title + figure.alt)}`;
  const height = htmlHeight(figure);
  return `<figure class="gradbook-figure" data-figure="${mark}">
<style>${style}</style>
<figcaption><strong>${escapeHtml(figure.title)}.</strong> ${escapeHtml(figure.alt)} <em>${howToSee}</em></figcaption>
<div class="gradbook-plot" role="img" aria-label="${escapeHtml(`${figure.title}: ${figure.alt}`)}" style="height:${height}px${typeof figure.layout.width === "number" ? ";max-width:none" : ""}" hidden></div>
${figure.frames.length > 0 ? controlsHtml(figure) : ""}<script type="application/json">${json.replaceAll("<", "\\u003c")}</script>
<script>${script.replace("MARK", mark)}</script>
</figure>`;
}

const howToSee =
  "(The chart itself is drawn in JupyterLab with Plotly’s renderer, in VS Code, and in the rendered course.)";

/** What `plot.slider` leaves in the layout's `meta` for the controls. */
export interface SliderMeta {
  /** The height that Plotly's own slider takes, which the page's controls give back. */
  readonly controls: number;
  readonly label: string;
  /** Milliseconds between frames while it plays. */
  readonly interval: number;
}

function sliderMeta(figure: HtmlParts): SliderMeta {
  const meta = (figure.layout.meta ?? {}) as Partial<SliderMeta> & JsonObject;
  return { controls: meta.controls ?? 0, label: meta.label ?? "frame", interval: meta.interval ?? 500 };
}

function htmlHeight(figure: HtmlParts): number {
  const height: Json = figure.layout.height;
  return (
    (typeof height === "number" ? height : 360) - (figure.frames.length > 0 ? sliderMeta(figure).controls : 0)
  );
}

function controlsHtml(figure: HtmlParts): string {
  const { label } = sliderMeta(figure);
  const first = figure.frames[0]?.name ?? "";
  const last = figure.frames.length - 1;
  return `<div class="gradbook-controls" hidden><button type="button">Play</button><label><span>${escapeHtml(label)}</span><input type="range" min="0" max="${last}" step="1" value="0" aria-valuetext="${escapeHtml(first)}"><output>${escapeHtml(first)}</output></label></div>
`;
}

// Plotly writes the neutral grey of text as an inline style, which is how the rule on `text` finds it.
const style = [
  ".gradbook-figure{margin:1em 0;max-width:100%}",
  ".gradbook-figure figcaption{margin:0}",
  ".gradbook-figure[data-drawn] figcaption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}",
  ".gradbook-plot{width:100%;max-width:760px;margin:0 auto;overflow-x:auto;overflow-y:hidden}",
  '.gradbook-plot svg text[style*="fill: rgb(118, 118, 118)"]{fill:currentColor!important}',
  ".gradbook-controls:not([hidden]),.gradbook-controls label{display:flex;align-items:center;gap:.75em}",
  ".gradbook-controls{max-width:40em;margin:.25em auto;padding:0 1em}",
  ".gradbook-controls label{flex:1;min-width:0}",
  // On a narrow page the label stands above, so that the track keeps its length.
  "@media(max-width:30em){.gradbook-controls label{flex-wrap:wrap}.gradbook-controls span{flex-basis:100%}}",
  ".gradbook-controls input{flex:1;min-width:4em;accent-color:#0072B2}",
  ".gradbook-controls output{min-width:4ch;font-variant-numeric:tabular-nums}",
  ".gradbook-controls button{font:inherit;min-width:5em;padding:.25em .75em;color:inherit;background:transparent;border:1px solid currentColor;border-radius:.3em;cursor:pointer}",
  ".gradbook-controls :focus-visible{outline:2px solid #0072B2;outline-offset:2px}",
].join("");

const script = `(function(){
var tries=0;
function draw(root){
root.setAttribute("data-drawn","");
var json=JSON.parse(root.querySelector('script[type="application/json"]').textContent);
var plot=root.querySelector(".gradbook-plot"),controls=root.querySelector(".gradbook-controls");
var meta=json.layout.meta||{};
plot.hidden=false;
if(controls){delete json.layout.sliders;delete json.layout.updatemenus;var tall=json.layout.height,low=tall-(meta.controls||0),legend=json.layout.legend;json.layout.height=low;if(legend&&legend.yref==="container")legend.y=1-(1-legend.y)*tall/low;}
Plotly.newPlot(plot,json.data,json.layout,json.config).then(function(){if(controls)return Plotly.addFrames(plot,json.frames).then(function(){wire(plot,controls,json.frames,meta.interval||500);});});
}
function wire(plot,controls,frames,interval){
var button=controls.querySelector("button"),range=controls.querySelector("input"),output=controls.querySelector("output"),timer=0;
function show(){
var name=frames[range.value].name;
output.textContent=name;range.setAttribute("aria-valuetext",name);
Plotly.animate(plot,[name],{mode:"immediate",frame:{duration:0,redraw:true},transition:{duration:0}});
}
function stop(){clearInterval(timer);timer=0;button.textContent="Play";}
function step(){if(+range.value>=+range.max){stop();return;}range.value=+range.value+1;show();}
range.addEventListener("input",function(){stop();show();});
button.addEventListener("click",function(){
if(timer){stop();return;}
button.textContent="Pause";
if(+range.value>=+range.max){range.value=0;show();}
timer=setInterval(step,interval);
});
controls.hidden=false;
}
function look(){
if(!window.Plotly)return false;
var found=false;
document.querySelectorAll('[data-figure="MARK"]:not([data-seen])').forEach(function(root){
root.setAttribute("data-seen","");found=true;
if(root.offsetWidth>0||!window.ResizeObserver){draw(root);return;}
var watch=new ResizeObserver(function(){if(root.offsetWidth>0){watch.disconnect();draw(root);}});
watch.observe(root);
});
return found;
}
function wait(){if(!look()&&++tries<100)setTimeout(wait,100);}
window.addEventListener("gradbook:plotly",look);
document.addEventListener("DOMContentLoaded",look);
wait();
})();`;

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** FNV-1a over UTF-16 code units, twice with different starts: 16 hexadecimal digits. */
function hash(text: string): string {
  return [0x811c9dc5, 0x1000193].map((start) => fnv(text, start)).join("");
}

function fnv(text: string, start: number): string {
  let value = start;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
