import { OptionError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import type { Figure } from "../figure.js";
import type {
  InteractiveChange,
  InteractiveView,
  ViewAxis,
  ViewPixels,
  ViewSlider,
} from "../front/contract.js";
import { drawPicture } from "../picture/picture.js";
import type { Scale } from "../picture/scale.js";
import { showOnTslab } from "../picture/tslab.js";
import { offer } from "./registry.js";

/** A point that can be moved. */
export type PlacedPoint = readonly [x: number, y: number];

/** A number that the reader chooses. */
export interface SliderRange {
  /** The least that can be chosen. */
  readonly min: number;
  /** The most. */
  readonly max: number;
  /** Where it begins. Default: `min`. */
  readonly value?: number | undefined;
  /** Default: a hundredth of the range. */
  readonly step?: number | undefined;
  /** Milliseconds between two values while it plays by itself. Default: it has no Play button. */
  readonly play?: number | undefined;
}

/** What the reader has done so far. */
export interface InteractiveState<Name extends string = string> {
  /** Where the points are now. */
  readonly points: [x: number, y: number][];
  /** The value of each slider. */
  readonly sliders: Readonly<Record<Name, number>>;
  /** What has been drawn by hand, row by row, from 0 to 1; empty where there is no board. */
  readonly pixels: number[];
  /** Whether something is being moved: what takes long can wait until it is let go. */
  readonly moving: boolean;
  /** The button that has just been pressed. */
  readonly pressed: string | undefined;
}

/** What an interactive figure shows: a figure, and what it says in words. */
export interface Scene {
  /** The figure. */
  readonly figure: Figure;
  /** What it says, told below it and to who does not see it. */
  readonly text: string;
}

/** The size of a board to draw on. */
export interface BoardSize {
  /** Its height in pixels of its own. */
  readonly rows: number;
  /** Its width. */
  readonly columns: number;
}

/** Options of {@link interactive}. */
export interface InteractiveOptions<Name extends string = string> {
  /** Points that can be moved, in the units of the figure's axes, which have to keep their range. Default: none. */
  readonly points?: readonly PlacedPoint[] | undefined;
  /** What each point is called, for who does not see it. Default: "point 1", … */
  readonly pointNames?: readonly string[] | undefined;
  /** Sliders by name. Default: none. */
  readonly sliders?: Readonly<Record<Name, SliderRange>> | undefined;
  /** Buttons by name. Default: none. */
  readonly buttons?: readonly string[] | undefined;
  /** A board to draw on, of so many pixels. Default: none. */
  readonly board?: BoardSize | undefined;
}

/**
 * A figure that can be taken hold of: points are dragged, sliders moved, digits drawn, and `draw` computes what is to
 * be seen then.
 *
 * It is one model with several hosts. JupyterLab, with the course's extension, talks to it through the kernel;
 * a page calls {@link openInteractive}; every other reader sees the figure as it begins, and what it says in words.
 *
 * @throws OptionError if a slider's range is empty, or there is nothing that could be moved.
 *
 * @example
 * plot.interactive(
 *   ({ points: [end] }) => {
 *     const figure = plot.plane([end], { title: "A point", xRange: [0, 2], yRange: [0, 2] });
 *     return { figure, text: `It is ${Math.hypot(...end).toFixed(2)} from the origin.` };
 *   },
 *   { points: [[1, 1]] },
 * );
 */
export function interactive<Name extends string = never>(
  draw: (state: InteractiveState<Name>) => Scene,
  options: InteractiveOptions<Name>,
): Interactive {
  return new Interactive(draw as (state: InteractiveState) => Scene, options as InteractiveOptions);
}

/** A figure that {@link interactive} made. */
export class Interactive {
  /** What it is found by: its title as it began, in small letters. */
  readonly id: string;
  readonly #draw: (state: InteractiveState) => Scene;
  readonly #pointNames: readonly string[];
  readonly #buttons: readonly string[];
  readonly #sliders: readonly ViewSlider[];
  readonly #board: BoardSize | undefined;
  #state: InteractiveState;
  #scene: Scene;
  #width = 640;

  constructor(draw: (state: InteractiveState) => Scene, options: InteractiveOptions) {
    const where = "plot.interactive";
    const names = "points: [], pointNames, sliders, buttons, board";
    const {
      points = [],
      pointNames = [],
      sliders = {},
      buttons = [],
      board,
    } = checkOptions(where, options, names);
    if (
      points.length === 0 &&
      Object.keys(sliders).length === 0 &&
      buttons.length === 0 &&
      board === undefined
    ) {
      throw new OptionError(
        `${where}: expected something to move, got none; try { points: [[0, 0]] } or { sliders: { a: { min: 0, max: 1 } } }`,
      );
    }
    this.#draw = draw;
    this.#pointNames = points.map((_, i) => pointNames[i] ?? `point ${i + 1}`);
    this.#buttons = buttons;
    this.#sliders = Object.entries(sliders).map(([name, range]) => sliderOf(where, name, range));
    this.#board = board;
    this.#state = {
      points: points.map(([x, y]) => [x, y]),
      sliders: Object.fromEntries(this.#sliders.map(({ name, value }) => [name, value])),
      pixels: new Array<number>(board === undefined ? 0 : board.rows * board.columns).fill(0),
      moving: false,
      pressed: undefined,
    };
    this.#scene = draw(this.#state);
    this.id = this.#scene.figure.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    offer(this.id, this);
  }

  /** The figure as it is now. */
  get figure(): Figure {
    return this.#scene.figure;
  }

  /** What it says now. */
  get text(): string {
    return this.#scene.text;
  }

  /** What is to be seen now. */
  view(): InteractiveView {
    const { svg, width, height, x, y } = drawPicture(this.figure, {
      width: this.#width,
      ink: "currentColor",
    });
    return {
      svg,
      width,
      height,
      x: axisOf(x),
      y: axisOf(y),
      points: this.#state.points,
      pointNames: this.#pointNames,
      sliders: this.#sliders.map((slider) => ({
        ...slider,
        value: this.#state.sliders[slider.name] ?? slider.value,
      })),
      buttons: this.#buttons,
      pixels: this.#pixels(),
      text: this.text,
    };
  }

  #pixels(): ViewPixels | undefined {
    return this.#board && { ...this.#board, values: this.#state.pixels };
  }

  /** Takes what the reader does. @returns what is to be seen then */
  change(change: InteractiveChange): InteractiveView {
    if (change.kind === "fit") this.#width = Math.min(Math.max(change.width, 240), 1000);
    else {
      this.#state = changed(this.#state, change);
      this.#scene = this.#drawn(this.#scene.figure);
    }
    return this.view();
  }

  /** What is to be seen now; where a cell's function fails, what was seen before, and why. */
  #drawn(before: Figure): Scene {
    try {
      return this.#draw(this.#state);
    } catch (error) {
      return { figure: before, text: error instanceof Error ? error.message : String(error) };
    }
  }

  /** `Figure: title: description` and what it says. */
  toString(): string {
    return `${this.figure} ${this.text}`;
  }

  /** What notebooks show: the figure, and for who can move it what is to be seen. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const shown = Reflect.get(this.figure, Symbol.for("Jupyter.display")) as () => Record<string, unknown>;
    const html = `${this.figure.toHTML()}<p>${escapeHtml(this.text)}</p>`;
    return {
      "application/vnd.gradbook.interactive+json": { id: this.id, view: this.view() },
      ...shown.call(this.figure),
      "text/html": html,
      "text/plain": this.toString(),
    };
  }

  /** What Node's `console.log` prints; stock tslab shows the picture as well. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    showOnTslab(this.figure);
    return this.toString();
  }
}

function changed(state: InteractiveState, change: InteractiveChange): InteractiveState {
  const still = { ...state, moving: false, pressed: undefined };
  switch (change.kind) {
    case "move": {
      const points = state.points.map((point, i): [number, number] =>
        i === change.point ? [...change.to] : point,
      );
      return { ...still, points, moving: change.moving };
    }
    case "slide":
      return { ...still, sliders: { ...state.sliders, [change.name]: change.value } };
    case "paint":
      return { ...still, pixels: [...change.values], moving: change.moving };
    case "press":
      return { ...still, pressed: change.name };
    case "fit":
      return state;
  }
}

function sliderOf(where: string, name: string, range: SliderRange): ViewSlider {
  const { min, max, value = min, step = (max - min) / 100, play } = range;
  if (!(min < max) || !(min <= value && value <= max)) {
    throw new OptionError(
      `${where}: expected min < max around the value of ${name}, got ${min}, ${max} and ${value}; try { min: 0, max: 1 }`,
    );
  }
  return { name, min, max, value, step, play };
}

const axisOf = ({ from, to, start, end }: Scale): ViewAxis => ({ from, to, start, end });

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
