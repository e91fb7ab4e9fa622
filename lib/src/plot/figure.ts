import { OptionError } from "../errors.js";
import { figureHtml } from "./html.js";
import { type Frame, type JsonObject, type Trace, tidyJson } from "./json.js";
import { drawPicture } from "./picture/picture.js";
import { showOnTslab } from "./picture/tslab.js";
import { stripTags } from "./text.js";

/** What a figure is made of. */
export interface FigureParts {
  /** The title, in words. */
  readonly title: string;
  /** What the chart shows, for people who do not see it. */
  readonly alt: string;
  /** Plotly's traces. */
  readonly data: readonly Trace[];
  /** Plotly's layout. */
  readonly layout?: JsonObject;
  /** Plotly's frames, for a slider. */
  readonly frames?: readonly Frame[];
  /** Plotly's configuration. */
  readonly config?: JsonObject;
}

/** A figure as Plotly reads it. */
export interface FigureJson {
  /** Plotly's traces. */
  readonly data: readonly Trace[];
  /** Plotly's layout. */
  readonly layout: JsonObject;
  /** Plotly's configuration. */
  readonly config: JsonObject;
  /** Plotly's frames, for a slider. */
  readonly frames?: readonly Frame[];
}

/**
 * Not `responsive`: a figure that follows the window asks for all of the height of its place, and a notebook's place has
 * none but the figure's, which leaves a line. The HTML, whose place has a height, says it.
 */
const defaultConfig = { displaylogo: false, displayModeBar: false };

/**
 * A chart: plain Plotly data, layout and frames, with a title and a description in words.
 *
 * Notebooks draw it, pages draw it through its HTML, stock tslab shows it as an SVG, and everywhere else it is one line
 * of text. Every function of `plot` returns one. A chart that `plot` has no function for is a figure made by hand from
 * Plotly's own traces. Numbers are rounded to five significant digits.
 *
 * @throws OptionError if the title or the description is missing.
 *
 * @example
 * const figure = new plot.Figure({
 *   title: "Share of each class",
 *   alt: "A pie: 60 % cats, 40 % dogs",
 *   data: [{ type: "pie", labels: ["cats", "dogs"], values: [0.6, 0.4] }],
 * });
 */
export class Figure {
  /** The chart's title. */
  readonly title: string;
  /** What the chart shows, for who cannot see it. */
  readonly alt: string;
  /** Plotly's traces. */
  readonly data: readonly Trace[];
  /** Plotly's layout. */
  readonly layout: JsonObject;
  /** Plotly's frames, for a slider. */
  readonly frames: readonly Frame[];
  /** Plotly's configuration. */
  readonly config: JsonObject;

  constructor(parts: FigureParts) {
    const title = stripTags(parts.title).trim();
    const alt = stripTags(parts.alt).trim();
    if (title === "") {
      throw new OptionError('plot.Figure: expected a title, got ""; try { title: "what the chart shows" }');
    }
    if (alt === "") {
      throw new OptionError(
        'plot.Figure: expected a description, got ""; try { alt: "what a reader sees, in a sentence" }',
      );
    }
    this.title = title;
    this.alt = alt;
    this.data = tidyJson(parts.data);
    this.layout = tidyJson({ title: { text: parts.title }, ...parts.layout });
    this.frames = tidyJson(parts.frames ?? []);
    this.config = { ...defaultConfig, ...tidyJson(parts.config ?? {}) };
  }

  /** The figure as Plotly reads it: `Plotly.newPlot(element, figure.toJSON())`. */
  toJSON(): FigureJson {
    const { data, layout, config, frames } = this;
    return frames.length > 0 ? { data, layout, config, frames } : { data, layout, config };
  }

  /** A piece of HTML that draws the figure with the Plotly on the page, or says in words what it shows. */
  toHTML(): string {
    return figureHtml(this);
  }

  /**
   * A still picture of the figure as SVG source, drawn without Plotly; of a figure with a slider its first frame. For
   * print, for mail, and for pages without scripts. Its text has the color of the page (`currentColor`).
   */
  toSVG(): string {
    return drawPicture(this, { ink: "currentColor" }).svg;
  }

  /** `Figure: title: description`. */
  toString(): string {
    return `Figure: ${this.title}: ${this.alt}`;
  }

  /** What notebooks show, by MIME type. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return {
      "application/vnd.plotly.v1+json": this.toJSON(),
      "text/html": this.toHTML(),
      "text/plain": this.toString(),
    };
  }

  /** What Node's `console.log` prints. On stock tslab that is how a cell's value is shown: a picture goes before it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    showOnTslab(this);
    return this.toString();
  }
}
