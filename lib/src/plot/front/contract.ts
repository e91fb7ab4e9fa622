/** What an interactive figure and whoever shows it say to one another: plain data, by any way that carries JSON. */

/** One axis of the picture: the pixels at which its ends lie. */
export interface ViewAxis {
  /** The value at its one end. */
  readonly from: number;
  /** The value at the other. */
  readonly to: number;
  /** The pixel of `from`. */
  readonly start: number;
  /** The pixel of `to`. */
  readonly end: number;
}

/** A number that can be chosen. */
export interface ViewSlider {
  /** What it is called, on the page and in changes. */
  readonly name: string;
  /** The least that can be chosen. */
  readonly min: number;
  /** The most. */
  readonly max: number;
  /** From one value to the next. */
  readonly step: number;
  /** What is chosen now. */
  readonly value: number;
  /** Milliseconds between two values while it plays by itself; undefined: it does not. */
  readonly play?: number | undefined;
}

/** A picture to be drawn by hand. */
export interface ViewPixels {
  /** Its height, in its own pixels. */
  readonly rows: number;
  /** Its width. */
  readonly columns: number;
  /** Row by row, from 0 (nothing) to 1. */
  readonly values: readonly number[];
}

/** What is to be seen now. */
export interface InteractiveView {
  /** The picture, as SVG. */
  readonly svg: string;
  /** The picture's width in pixels. */
  readonly width: number;
  /** Its height. */
  readonly height: number;
  /** Where the values of the x axis lie on it. */
  readonly x: ViewAxis;
  /** Where those of the y axis lie. */
  readonly y: ViewAxis;
  /** Points that can be moved, where they are, in the axes' units. */
  readonly points: readonly (readonly [number, number])[];
  /** What each point is called. */
  readonly pointNames: readonly string[];
  /** The numbers that can be chosen. */
  readonly sliders: readonly ViewSlider[];
  /** The buttons, by name. */
  readonly buttons: readonly string[];
  /** The board to draw on; undefined where there is none. */
  readonly pixels?: ViewPixels | undefined;
  /** What the picture says, in words. */
  readonly text: string;
}

/** A point has been moved. */
export interface MoveChange {
  /** What has been done. */
  readonly kind: "move";
  /** The number of the point, from 0. */
  readonly point: number;
  /** Where it is now, in the axes' units. */
  readonly to: readonly [number, number];
  /** Whether it is still being moved. */
  readonly moving: boolean;
}

/** A number has been chosen. */
export interface SlideChange {
  /** What has been done. */
  readonly kind: "slide";
  /** The slider's name. */
  readonly name: string;
  /** What is chosen now. */
  readonly value: number;
}

/** A button has been pressed. */
export interface PressChange {
  /** What has been done. */
  readonly kind: "press";
  /** The button's name. */
  readonly name: string;
}

/** Something has been drawn. */
export interface PaintChange {
  /** What has been done. */
  readonly kind: "paint";
  /** All of the board, row by row, from 0 to 1. */
  readonly values: readonly number[];
  /** Whether the pen is still down. */
  readonly moving: boolean;
}

/** Nothing has been done; but the picture has to fit a width. */
export interface FitChange {
  /** What has been done. */
  readonly kind: "fit";
  /** In pixels. */
  readonly width: number;
}

/** What somebody has done to an interactive figure. */
export type InteractiveChange = MoveChange | SlideChange | PressChange | PaintChange | FitChange;
