import type { InteractiveChange, InteractiveView, ViewAxis } from "./contract.js";

const valueAt = ({ from, to, start, end }: ViewAxis, pixel: number): number =>
  from + ((pixel - start) / (end - start)) * (to - from);

const pixelOf = ({ from, to, start, end }: ViewAxis, value: number): number =>
  start + ((value - from) / (to - from)) * (end - start);

const within = ({ from, to }: ViewAxis, value: number): number =>
  Math.min(Math.max(value, Math.min(from, to)), Math.max(from, to));

/** How far an arrow key moves a point, as a part of the axis; with Shift five times as far. */
const keyStep = 0.025;

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The handles of the points, over the picture. They are buttons, so that the keyboard reaches them. */
export class PointHandles {
  readonly #layer: HTMLElement;
  readonly #change: (change: InteractiveChange) => void;
  #view: InteractiveView;
  #handles: readonly HTMLButtonElement[] = [];
  /** The point that is held: it stays where it is held, whatever comes back. */
  #held = -1;

  constructor(layer: HTMLElement, view: InteractiveView, change: (change: InteractiveChange) => void) {
    this.#layer = layer;
    this.#change = change;
    this.#view = view;
    this.show(view);
  }

  show(view: InteractiveView): void {
    this.#view = view;
    if (this.#handles.length !== view.points.length) {
      this.#handles = view.points.map((_, point) => this.#make(point));
      this.#layer.replaceChildren(...this.#handles);
    }
    for (const [i, point] of view.points.entries()) if (i !== this.#held) this.#put(i, point);
  }

  #put(point: number, [x, y]: readonly [number, number]): void {
    const handle = this.#handles[point];
    if (handle === undefined) return;
    const { width, height, pointNames } = this.#view;
    handle.style.left = `${(100 * pixelOf(this.#view.x, x)) / width}%`;
    handle.style.top = `${(100 * pixelOf(this.#view.y, y)) / height}%`;
    const name = pointNames[point] ?? `point ${point + 1}`;
    handle.setAttribute("aria-label", `${name}: ${x.toFixed(2)}, ${y.toFixed(2)}. Arrow keys move it.`);
  }

  #make(point: number): HTMLButtonElement {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "gradbook-handle";
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      this.#held = point;
    });
    handle.addEventListener("pointermove", (event) => {
      if (this.#held === point) this.#move(point, this.#placeOf(event), true);
    });
    const release = (event: PointerEvent): void => {
      if (this.#held !== point) return;
      this.#held = -1;
      this.#move(point, this.#placeOf(event), false);
    };
    handle.addEventListener("pointerup", release);
    handle.addEventListener("pointercancel", release);
    handle.addEventListener("keydown", (event) => this.#key(point, event));
    return handle;
  }

  #placeOf(event: PointerEvent): readonly [number, number] {
    const { left, top, width, height } = this.#layer.getBoundingClientRect();
    const { x, y } = this.#view;
    return [
      valueAt(x, ((event.clientX - left) / width) * this.#view.width),
      valueAt(y, ((event.clientY - top) / height) * this.#view.height),
    ];
  }

  #key(point: number, event: KeyboardEvent): void {
    const arrow = arrows[event.key];
    const place = this.#view.points[point];
    if (arrow === undefined || place === undefined) return;
    event.preventDefault();
    const far = keyStep * (event.shiftKey ? 5 : 1);
    const [dx, dy] = arrow;
    const { x, y } = this.#view;
    this.#move(point, [place[0] + dx * far * (x.to - x.from), place[1] + dy * far * (y.to - y.from)], false);
  }

  #move(point: number, [x, y]: readonly [number, number], moving: boolean): void {
    const to = [within(this.#view.x, x), within(this.#view.y, y)] as const;
    const points = this.#view.points.map((place, i) => (i === point ? to : place));
    this.#view = { ...this.#view, points };
    this.#put(point, to);
    this.#change({ kind: "move", point, to, moving });
  }
}
