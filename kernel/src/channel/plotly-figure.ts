export const PLOTLY = "application/vnd.plotly.v1+json";

/**
 * What clients are given under a MIME type: all but a figure of Plotly as it is.
 *
 * JupyterLab's renderer fits a figure to its place itself, by taking its height away and measuring it. A figure that
 * follows the window (`responsive`) then asks for all of the height of its place, which has none but the figure's: a
 * line. So no figure says that it follows the window; who draws it where it has a place of its own height says so.
 */
export function asClientsDraw(type: string, value: unknown): unknown {
  if (type !== PLOTLY) return value;
  const figure = jsonOf(value);
  if (!isObject(figure) || !isObject(figure.config) || figure.config.responsive !== true) return value;
  const { responsive: _, ...config } = figure.config;
  return { ...figure, config };
}

/** What JSON is made of, as a figure may be an object of a class. */
function jsonOf(value: unknown): unknown {
  return isObject(value) && typeof value.toJSON === "function"
    ? Reflect.apply(value.toJSON, value, [])
    : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
