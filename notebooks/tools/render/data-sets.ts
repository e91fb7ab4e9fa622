import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { datasets } from "gradbook";
import { userCacheFolder } from "../../../lib/src/datasets/folders.js";
import { fashionMnistSource, type ImageSetSource, mnistSource } from "../../../lib/src/datasets/registry.js";
import type { DataSetFiles } from "../live/data-pieces.js";

/**
 * The files of MNIST and Fashion-MNIST, from where the library finds them; what is missing it downloads, with progress.
 *
 * @throws DataError where a file is damaged or cannot be had
 */
export async function realDataSets(): Promise<readonly DataSetFiles[]> {
  // This finds, fetches and checks them; what it gives are pictures, and pages want the files.
  await datasets.mnist();
  await datasets.fashionMnist();
  return [mnistSource, fashionMnistSource].map(filesOf);
}

function filesOf({ id, files }: ImageSetSource): DataSetFiles {
  const { env, platform } = process;
  const folders = [
    ...(env.GRADBOOK_DATA_DIR ? [env.GRADBOOK_DATA_DIR] : []),
    userCacheFolder(path, { env, platform, home: homedir() }),
  ];
  const found = Object.values(files).map(({ name }): [string, Uint8Array] => {
    const names = folders.flatMap((folder) =>
      [name, name.replace(/\.gz$/, "")].map((one) => path.join(folder, id, one)),
    );
    const place = names.find((one) => existsSync(one))!;
    return [path.basename(place), readFileSync(place)];
  });
  return { set: id, files: new Map(found) };
}
