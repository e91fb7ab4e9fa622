import type { InteractiveView } from "./contract.js";
import { Controls } from "./controls.js";
import { DrawingBoard } from "./drawing-board.js";
import { PointHandles } from "./points.js";
import { type Send, sender } from "./sender.js";

/** A figure that is shown. */
export interface Mounted {
  /** Shows another state of it. */
  show(view: InteractiveView): void;
  /** Ends what still runs; the element may be thrown away then. */
  close(): void;
}

const style = [
  ".gradbook-interactive{max-width:760px;margin:1em auto;font-family:system-ui,sans-serif}",
  ".gradbook-stage{position:relative}",
  ".gradbook-stage svg{display:block;width:100%;height:auto;touch-action:pan-y}",
  ".gradbook-handles{position:absolute;inset:0;pointer-events:none}",
  ".gradbook-interactive button.gradbook-handle{position:absolute;width:26px;height:26px;margin:-13px 0 0 -13px;padding:0;pointer-events:auto;touch-action:none;cursor:grab;border-radius:50%;border:2px solid currentColor;background:rgba(230,159,0,.35)}",
  ".gradbook-interactive button.gradbook-handle:active{cursor:grabbing;background:rgba(230,159,0,.7)}",
  // Figures with a slider of their own have a box of the same name, and bring its style: all that it sets is set here.
  ".gradbook-interactive .gradbook-controls{display:flex;flex-wrap:wrap;align-items:center;gap:.5em 1em;max-width:none;margin:0;padding:.25em 1em}",
  ".gradbook-interactive .gradbook-controls label{display:flex;flex-wrap:nowrap;align-items:center;gap:.75em;flex:1 1 16em;min-width:0}",
  ".gradbook-interactive .gradbook-controls span{flex-basis:auto}",
  ".gradbook-interactive .gradbook-controls input{flex:1;min-width:6em;accent-color:#0072B2}",
  ".gradbook-interactive .gradbook-controls output{min-width:5ch;font-variant-numeric:tabular-nums}",
  ".gradbook-interactive .gradbook-controls button{font:inherit;min-width:0;padding:.25em .9em;color:inherit;background:transparent;border:1px solid currentColor;border-radius:.3em;cursor:pointer}",
  ".gradbook-interactive .gradbook-controls canvas{width:min(224px,80vw);touch-action:none;cursor:crosshair;border:1px solid currentColor}",
  ".gradbook-interactive :focus-visible{outline:3px solid #0072B2;outline-offset:2px}",
  ".gradbook-says{margin:.25em 1em;min-height:1.4em;text-align:center}",
].join("");

/**
 * Shows an interactive figure in an element. With `send` it can be moved; without, it is a picture.
 *
 * @param send brings changes to the figure ({@link Send}); undefined where nobody computes
 */
export function mountInteractive(root: HTMLElement, view: InteractiveView, send?: Send): Mounted {
  const box = document.createElement("div");
  box.className = "gradbook-interactive";
  // JupyterLab would take the arrow keys for its own.
  box.setAttribute("data-lm-suppress-shortcuts", "true");
  const sheet = document.createElement("style");
  sheet.textContent = style;
  const part = (name: string, tag: "div" | "p" = "div"): HTMLElement => {
    const made = document.createElement(tag);
    made.className = `gradbook-${name}`;
    return made;
  };
  const [stage, picture, handles] = [part("stage"), part("picture"), part("handles")];
  const [controls, says] = [part("controls"), part("says", "p")];
  says.setAttribute("role", "status");
  stage.append(picture, handles);
  box.append(sheet, stage, controls, says);
  root.replaceChildren(box);

  const paint = (next: InteractiveView): void => {
    picture.innerHTML = next.svg;
    if (says.textContent !== next.text) says.textContent = next.text;
  };
  paint(view);
  if (send === undefined) return { show: paint, close: () => box.remove() };

  const parts: { points?: PointHandles; controls?: Controls } = {};
  const show = (next: InteractiveView): void => {
    paint(next);
    parts.points?.show(next);
    parts.controls?.show(next);
  };
  const change = sender(send, show);
  parts.points = new PointHandles(handles, view, change);
  parts.controls = new Controls(controls, view, change);
  if (view.pixels !== undefined) new DrawingBoard(controls, view.pixels, change);

  // A picture for another width has text of the same size.
  let width = view.width;
  const watch = new ResizeObserver(() => {
    const wide = Math.round(box.clientWidth);
    if (wide < 100 || Math.abs(wide - width) < 8) return;
    width = wide;
    change({ kind: "fit", width });
  });
  watch.observe(box);
  return {
    show,
    close: () => {
      watch.disconnect();
      parts.controls?.stop();
      box.remove();
    },
  };
}
