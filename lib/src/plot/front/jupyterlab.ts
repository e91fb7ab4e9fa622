/**
 * The JupyterLab extension: shows interactive figures, and talks about them with the kernel by a comm.
 *
 * It is a container of Webpack's module federation, written by hand, since that is all that JupyterLab asks of a
 * prebuilt extension: `init` is given the modules that JupyterLab shares, `get` gives a module's factory.
 */
import type { InteractiveView } from "./contract.js";
import { type Mounted, mountInteractive } from "./mount.js";
import type { Send } from "./sender.js";

/**
 * Text that a figure draws in the library's grey gets JupyterLab's own color, as it gets the page's on a page: Plotly
 * writes a color for each text, so that no theme reaches it.
 */
const textColor =
  '.jp-RenderedPlotly text[style*="fill: rgb(118, 118, 118)"]{fill:var(--jp-content-font-color1)!important}';

/** Plotly's dark grey over a green cell of a heatmap stands out by 3:1 only. */
const cellTextColor =
  '.jp-RenderedPlotly .heatmap-label text[style*="fill: rgb(68, 68, 68)"]{fill:#111!important}';

const mimeType = "application/vnd.gradbook.interactive+json";
const target = "gradbook.interactive";

/** The parts of JupyterLab that are used. */
interface Comm {
  open(data: object): unknown;
  send(data: object): unknown;
  close(): unknown;
  onMsg: (message: { readonly content: { readonly data: Readonly<Record<string, unknown>> } }) => void;
  onClose: () => void;
}
interface Kernel {
  createComm(target: string): Comm;
}
interface Panel {
  readonly node: HTMLElement;
  readonly sessionContext: { readonly session?: { readonly kernel?: Kernel | null } | null };
}
interface Tracker {
  find(test: (panel: Panel) => boolean): Panel | undefined;
}
interface Model {
  readonly data: Readonly<Record<string, unknown>>;
}
declare class LuminoWidget {
  readonly node: HTMLElement;
  dispose(): void;
  protected onAfterAttach(message: unknown): void;
}
type WidgetClass = new () => LuminoWidget;

/** What Webpack's runtime knows of shared modules: by name and version, how to get them. */
type ShareScope = Readonly<
  Record<
    string,
    Readonly<
      Record<string, { get(): Promise<() => Record<string, unknown>> | (() => Record<string, unknown>) }>
    >
  >
>;

let shared: ShareScope = {};
let tracker: Tracker | undefined;

async function sharedModule(name: string): Promise<Record<string, unknown>> {
  const [version] = Object.values(shared[name] ?? {});
  if (version === undefined) throw new Error(`gradbook: expected JupyterLab to share ${name}, got nothing`);
  return (await version.get())();
}

/** A figure's talk with the kernel of the notebook that it stands in. */
class Conversation {
  readonly #comm: Comm;
  readonly #waiting = new Map<number, (view: InteractiveView) => void>();
  #number = 0;

  constructor(kernel: Kernel, id: string, begun: (view: InteractiveView, send: Send) => void) {
    this.#comm = kernel.createComm(target);
    this.#comm.onMsg = ({ content: { data } }) => {
      const view = data.view as InteractiveView | null;
      // A kernel in which no cell has made the figure: it stays a picture.
      if (view === null) return;
      if (data.number === undefined) begun(view, (change) => this.#send({ change }));
      else this.#waiting.get(Number(data.number))?.(view);
      this.#waiting.delete(Number(data.number));
    };
    this.#comm.onClose = () => this.#waiting.clear();
    this.#comm.open({ id });
  }

  #send(data: object): Promise<InteractiveView> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#comm.send({ ...data, number });
    });
  }

  close(): void {
    try {
      this.#comm.close();
    } catch {
      // The kernel has ended, and the comm with it.
    }
  }
}

/** Makes the class of the widgets that show a figure; JupyterLab gives its base. */
function rendererClass(
  Widget: WidgetClass,
): new () => LuminoWidget & { renderModel(model: Model): Promise<void> } {
  return class extends Widget {
    #mounted: Mounted | undefined;
    #conversation: Conversation | undefined;
    #id = "";

    async renderModel({ data }: Model): Promise<void> {
      const { id, view } = data[mimeType] as { id: string; view: InteractiveView };
      this.#id = id;
      this.#conversation?.close();
      this.#conversation = undefined;
      this.#mounted?.close();
      this.#mounted = mountInteractive(this.node, view);
      this.#converse();
    }

    /** JupyterLab takes cells that are out of sight off the page, and makes outputs before they stand on it. */
    protected override onAfterAttach(message: unknown): void {
      super.onAfterAttach(message);
      this.#converse();
    }

    #converse(): void {
      if (this.#conversation !== undefined || this.#id === "") return;
      const panel = tracker?.find(({ node }) => node.contains(this.node));
      const kernel = panel?.sessionContext.session?.kernel;
      if (!kernel) return;
      this.#conversation = new Conversation(kernel, this.#id, (now, send) => {
        this.#mounted?.close();
        this.#mounted = mountInteractive(this.node, now, send);
      });
    }

    override dispose(): void {
      this.#conversation?.close();
      this.#mounted?.close();
      super.dispose();
    }
  };
}

const modules: Readonly<Record<string, () => Promise<object>>> = {
  "./mimeExtension": async () => {
    const { Widget } = await sharedModule("@lumino/widgets");
    const Renderer = rendererClass(Widget as WidgetClass);
    // Not safe: the picture is put into the page as it is, so only cells that ran here, or are trusted, show it.
    const rendererFactory = { safe: false, mimeTypes: [mimeType], createRenderer: () => new Renderer() };
    return { default: { id: "gradbook:interactive", rendererFactory, rank: -10, dataType: "json" } };
  },
  "./extension": async () => {
    const { INotebookTracker } = await sharedModule("@jupyterlab/notebook");
    const activate = (_: unknown, found: Tracker): void => {
      tracker = found;
      const sheet = document.createElement("style");
      sheet.textContent = textColor + cellTextColor;
      document.head.append(sheet);
    };
    return {
      default: { id: "gradbook:notebooks", autoStart: true, requires: [INotebookTracker], activate },
    };
  },
};

const containers = (window as unknown as { _JUPYTERLAB?: Record<string, object> })._JUPYTERLAB ?? {};
Object.assign(window, { _JUPYTERLAB: containers });
containers.gradbook = {
  init: (scope: ShareScope): void => {
    shared = scope;
  },
  get: async (name: string): Promise<() => object> => {
    const module = { __esModule: true, ...(await modules[name]?.()) };
    return () => module;
  },
};
