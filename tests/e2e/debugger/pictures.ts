import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTaken, savePicture } from "../pictures.js";
import type { LabDebugger, LabDebuggerOptions } from "./lab-debugger.js";

/** Paths can be read in a picture: the course stands in a folder whose name says nothing of this machine. */
export function placeForPictures(): Pick<LabDebuggerOptions, "folder"> {
  return isTaken ? { folder: join(tmpdir(), "gradbook") } : {};
}

/** Nothing but what is told of: the list of files goes, and the debugger's panel is wide enough for numbers. */
export async function frameForPictures({ page, sidebar }: LabDebugger): Promise<void> {
  if (!isTaken) return;
  await page.keyboard.press("Control+b");
  const { x, y, height } = (await sidebar.boundingBox())!;
  await page.mouse.move(x - 4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - WIDER, y + height / 2, { steps: 5 });
  await page.mouse.up();
}

const WIDER = 190;

/** The notebook, or the file that is shown, and the debugger's panel beside it. */
export async function takePicture(
  { page, sidebar }: LabDebugger,
  path: string,
  { height = 390 } = {},
): Promise<void> {
  if (!isTaken) return;
  // The pointer's hints are not part of it.
  await page.mouse.move(5, 5);
  await page.waitForTimeout(500);
  const dock = (await page.locator("#jp-main-dock-panel").boundingBox())!;
  const panel = (await sidebar.boundingBox())!;
  const width = panel.x + panel.width - dock.x;
  const png = await page.screenshot({ clip: { x: dock.x, y: dock.y, width, height } });
  savePicture(path, png);
}
