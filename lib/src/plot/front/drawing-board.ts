import type { InteractiveChange, ViewPixels } from "./contract.js";

/** On a page, a pixel of the board is this many pixels wide. */
const scale = 8;

/** A board to draw on with a pointer, or with arrow keys and the space bar. */
export class DrawingBoard {
  readonly #canvas = document.createElement("canvas");
  readonly #pixels: ViewPixels;
  readonly #change: (change: InteractiveChange) => void;
  #values: number[];
  #drawing = false;
  #cursor: readonly [number, number];

  constructor(root: HTMLElement, pixels: ViewPixels, change: (change: InteractiveChange) => void) {
    this.#pixels = pixels;
    this.#change = change;
    this.#values = [...pixels.values];
    this.#cursor = [Math.floor(pixels.columns / 2), Math.floor(pixels.rows / 2)];
    const canvas = this.#canvas;
    canvas.width = pixels.columns * scale;
    canvas.height = pixels.rows * scale;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute(
      "aria-label",
      "A board to draw on. Arrow keys move, with Shift they draw, the space bar draws a dot.",
    );
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#drawing = true;
      this.#dab(this.#placeOf(event), true);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.#drawing) this.#dab(this.#placeOf(event), true);
    });
    const end = (): void => {
      if (!this.#drawing) return;
      this.#drawing = false;
      this.#tell(false);
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("focus", () => this.#draw());
    canvas.addEventListener("blur", () => this.#draw());
    const clear = document.createElement("button");
    clear.type = "button";
    clear.textContent = "Clear";
    clear.addEventListener("click", () => {
      this.#values.fill(0);
      this.#draw();
      this.#tell(false);
    });
    root.append(canvas, clear);
    this.#draw();
  }

  #placeOf(event: PointerEvent): readonly [number, number] {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const { columns, rows } = this.#pixels;
    return [((event.clientX - left) / width) * columns, ((event.clientY - top) / height) * rows];
  }

  /** A round dab of a soft pen, some two pixels wide, as handwriting of 28 by 28 pixels has it. */
  #dab([x, y]: readonly [number, number], moving: boolean): void {
    const { columns, rows } = this.#pixels;
    for (let row = Math.max(0, Math.floor(y - 2)); row <= Math.min(rows - 1, y + 2); row++) {
      for (let column = Math.max(0, Math.floor(x - 2)); column <= Math.min(columns - 1, x + 2); column++) {
        const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        const ink = Math.min(1, Math.max(0, 1.7 - distance));
        const at = row * columns + column;
        this.#values[at] = Math.max(this.#values[at] ?? 0, ink);
      }
    }
    this.#draw();
    this.#tell(moving);
  }

  #key(event: KeyboardEvent): void {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      " ": [0, 0],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const { columns, rows } = this.#pixels;
    const to = (at: number, by: number, count: number): number => Math.min(count - 1, Math.max(0, at + by));
    this.#cursor = [to(this.#cursor[0], move[0], columns), to(this.#cursor[1], move[1], rows)];
    const [x, y] = this.#cursor;
    if (event.key === " " || event.shiftKey) this.#dab([x + 0.5, y + 0.5], false);
    else this.#draw();
  }

  #draw(): void {
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    const { columns, rows } = this.#pixels;
    context.fillStyle = "#000000";
    context.fillRect(0, 0, columns * scale, rows * scale);
    for (const [at, value] of this.#values.entries()) {
      if (value === 0) continue;
      const grey = Math.round(255 * value);
      context.fillStyle = `rgb(${grey},${grey},${grey})`;
      context.fillRect((at % columns) * scale, Math.floor(at / columns) * scale, scale, scale);
    }
    if (document.activeElement !== this.#canvas) return;
    context.strokeStyle = "#E69F00";
    context.lineWidth = 2;
    context.strokeRect(this.#cursor[0] * scale, this.#cursor[1] * scale, scale, scale);
  }

  #tell(moving: boolean): void {
    const values = this.#values.map((value) => Math.round(100 * value) / 100);
    this.#change({ kind: "paint", values, moving });
  }
}
