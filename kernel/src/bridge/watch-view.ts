import type { MimeData } from "../channel/protocol.js";

/** What a watch has read. */
export interface Watched {
  readonly text: string;
  /** Where it is one number, the number. */
  readonly number?: number;
}

export interface WatchView {
  readonly label: string;
  readonly text: string;
  /** The numbers that were read so far. Default: none, and no curve is drawn. */
  readonly curve?: readonly number[];
}

const WIDTH = 180;
const HEIGHT = 28;

/** How a followed value is shown: one line, and beside it a small curve of what it was. */
export function watchView({ label, text, curve = [] }: WatchView): MimeData {
  const line = `${label} = ${text}`;
  return {
    "text/html": `<div><code>${escaped(line)}</code>${curve.length > 1 ? picture(curve) : ""}</div>`,
    "text/plain": line,
  };
}

function picture(curve: readonly number[]): string {
  const [least, most] = [Math.min(...curve), Math.max(...curve)];
  const points = curve.map((value, i) => {
    const x = (i / (curve.length - 1)) * WIDTH;
    const y = most === least ? HEIGHT / 2 : 1 + ((most - value) / (most - least)) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    ` <svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" role="img" ` +
    `style="vertical-align: middle"><title>from ${curve[0]} to ${curve.at(-1)}</title>` +
    `<polyline points="${points.join(" ")}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>`
  );
}

function escaped(text: string): string {
  return text.replace(/[&<]/g, (character) => (character === "&" ? "&amp;" : "&lt;"));
}
