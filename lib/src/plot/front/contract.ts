/** What an interactive figure and whoever shows it say to one another: plain data, by any way that carries JSON. */

/** One axis of the picture: the pixels at which its ends lie. */
export interface ViewAxis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** A number that can be chosen. */
export interface ViewSlider {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** Milliseconds between two values while it plays by itself; undefined: it does not. */
  readonly play?: number | undefined;
}

/** A picture to be drawn by hand. */
export interface ViewPixels {
  readonly rows: number;
  readonly columns: number;
  /** Row by row, from 0 (nothing) to 1. */
  readonly values: readonly number[];
}

/** What is to be seen now. */
export interface InteractiveView {
  /** The picture, as SVG. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly x: ViewAxis;
  readonly y: ViewAxis;
  /** Points that can be moved, where they are, in the axes' units. */
  readonly points: readonly (readonly [number, number])[];
  /** What each point is called. */
  readonly pointNames: readonly string[];
  readonly sliders: readonly ViewSlider[];
  readonly buttons: readonly string[];
  readonly pixels?: ViewPixels | undefined;
  /** What the picture says, in words. */
  readonly text: string;
}

/** What somebody has done to it. */
export type InteractiveChange =
  | {
      readonly kind: "move";
      readonly point: number;
      readonly to: readonly [number, number];
      /** Whether it is still being moved. */
      readonly moving: boolean;
    }
  | { readonly kind: "slide"; readonly name: string; readonly value: number }
  | { readonly kind: "press"; readonly name: string }
  | { readonly kind: "paint"; readonly values: readonly number[]; readonly moving: boolean }
  /** Nothing but that it has to fit a width, in pixels. */
  | { readonly kind: "fit"; readonly width: number };
