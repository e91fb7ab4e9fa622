/** The few pieces of SVG that a picture is made of. */

/** A number as SVG carries it: a tenth of a pixel is as fine as anyone sees. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; attributes that are undefined are left out, numbers are pixels. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? px(value) : escapeXml(value ?? "")}"`)
    .join("");
  return content === "" ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

/** Text as XML carries it. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** How text stands at its point. */
export interface TextLook {
  readonly anchor?: "start" | "middle" | "end";
  /** In pixels. Default: 12. */
  readonly size?: number;
  readonly color: string;
  /** A turn about the point, in degrees. */
  readonly turn?: number;
  readonly bold?: boolean;
}

/** Text at a point, its baseline there; Plotly's line breaks and its few tags are kept. */
export function textAt(
  text: string,
  [x, y]: readonly [number, number],
  { anchor = "middle", size = 12, color, turn, bold = false }: TextLook,
): string {
  const lines = text.split(/<br\s*\/?>/);
  const spans = lines.map((line, index) =>
    element("tspan", { x: x, dy: index === 0 ? undefined : size * 1.25 }, rich(line)),
  );
  const attributes = {
    x,
    y,
    "text-anchor": anchor,
    "font-size": size,
    fill: color,
    "font-weight": bold ? "bold" : undefined,
    transform: turn === undefined ? undefined : `rotate(${px(turn)} ${px(x)} ${px(y)})`,
  };
  return element("text", attributes, spans.join("") || " ");
}

/** A line of Plotly's markup: bold, italic, above and below. */
function rich(line: string): string {
  return escapeXml(line)
    .replace(/&lt;b&gt;(.*?)&lt;\/b&gt;/g, '<tspan font-weight="bold">$1</tspan>')
    .replace(/&lt;i&gt;(.*?)&lt;\/i&gt;/g, '<tspan font-style="italic">$1</tspan>')
    .replace(/&lt;sup&gt;(.*?)&lt;\/sup&gt;/g, '<tspan baseline-shift="super" font-size="75%">$1</tspan>')
    .replace(/&lt;sub&gt;(.*?)&lt;\/sub&gt;/g, '<tspan baseline-shift="sub" font-size="75%">$1</tspan>')
    .replace(/&lt;\/?span.*?&gt;/g, "");
}
