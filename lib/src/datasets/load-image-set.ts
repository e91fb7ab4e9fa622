import { environment } from "../environment.js";
import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { StopSignal } from "../stop-signal.js";
import { broughtFiles, fileBringer } from "./bring-files.js";
import type { DownloadOptions } from "./download.js";
import { userCacheFolder } from "./folders.js";
import { type ImageSet, labelledImagesFromIdx } from "./labelled-images.js";
import { nodeModules } from "./node-modules.js";
import { downloadFile, type FilePlaces, fetchFile, findFile } from "./obtain-file.js";
import { defaultProgress, type ProgressListener } from "./progress.js";
import type { DataFile, ImageSetSource } from "./registry.js";

/** How a data set is found or fetched. */
export interface LoadOptions {
  /** A folder of yours with the files in it, read only; default: the variable `GRADBOOK_DATA_DIR`. */
  readonly dataDir?: string;
  /** Where downloads are kept; default: the user's cache folder of the platform. */
  readonly cacheDir?: string;
  /** Address of a folder with the set's files, tried instead of the official mirrors. */
  readonly baseUrl?: string;
  /** Whether missing files may be downloaded; default true. */
  readonly download?: boolean;
  /** Called as bytes arrive; default: a progress bar on standard error. */
  readonly onProgress?: ProgressListener;
  /** Ends a download; what has arrived is kept for the next time. */
  readonly signal?: StopSignal;
  /** Attempts per mirror that bring no new byte; default 3. */
  readonly attempts?: number;
  /** Pause before the second attempt, doubled for each further one, in ms; default 500. */
  readonly retryDelayMs?: number;
  /** After so many ms without a byte, or twice as many below 1 kB a second, a connection counts as broken; default 30,000. */
  readonly stallTimeoutMs?: number;
}

const standIn = "or work with the generated stand-in, datasets.drawnDigits()";

function findPlaces(options: LoadOptions): FilePlaces | undefined {
  const modules = nodeModules();
  if (modules === undefined) return undefined;
  const env = { LOCALAPPDATA: environment("LOCALAPPDATA"), XDG_CACHE_HOME: environment("XDG_CACHE_HOME") };
  return {
    modules,
    dataDir: options.dataDir ?? environment("GRADBOOK_DATA_DIR"),
    cacheDir:
      options.cacheDir ??
      userCacheFolder(modules.path, { env, platform: process.platform, home: modules.os.homedir() }),
  };
}

/** One download of several files: their order, their common progress and what is said when it fails. */
async function fetchMissing(
  source: ImageSetSource,
  missing: readonly DataFile[],
  context: { readonly options: LoadOptions; readonly places: FilePlaces | undefined },
): Promise<Map<DataFile, Uint8Array>> {
  const { options, places } = context;
  const { attempts, retryDelayMs, stallTimeoutMs, signal } = options;
  const mirrors = options.baseUrl === undefined ? source.mirrors : [options.baseUrl.replace(/\/*$/, "/")];
  const onProgress = options.onProgress ?? defaultProgress();
  const totalBytes = missing.reduce((sum, file) => sum + file.bytes, 0);
  const fetched = new Map<DataFile, Uint8Array>();
  let before = 0;
  for (const file of missing) {
    const onBytes = (bytes: number): void =>
      onProgress({ title: source.title, file: file.name, receivedBytes: before + bytes, totalBytes });
    const download: DownloadOptions = { mirrors, attempts, retryDelayMs, stallTimeoutMs, signal, onBytes };
    try {
      const bytes =
        places === undefined
          ? await fetchFile(file, download)
          : await downloadFile(source, file, { ...download, ...places });
      fetched.set(file, bytes);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const byHand =
        places === undefined
          ? "pass { baseUrl } of a folder on your own server that holds the files"
          : `put ${missing.map((one) => one.name).join(", ")} into ` +
            `${places.modules.path.join(places.cacheDir, source.id)} by hand`;
      throw new DataError(
        `${source.title}: expected to get ${file.name}, but ${error.message}; ` +
          `try again when the network is there, ${byHand}, ${standIn}`,
        { cause: error },
      );
    }
    before += file.bytes;
  }
  return fetched;
}

async function load(source: ImageSetSource, options: LoadOptions): Promise<ImageSet> {
  const places = findPlaces(options);
  const { trainImages, trainLabels, testImages, testLabels } = source.files;
  const unpacked = new Map<DataFile, Uint8Array>();
  const missing: DataFile[] = [];
  const files = [trainImages, trainLabels, testImages, testLabels];
  // An address that the caller names is asked by the library itself.
  const bring = places === undefined && options.baseUrl === undefined ? fileBringer() : undefined;
  const how = { onlyAtHand: options.download === false, signal: options.signal };
  const brought = bring && (await broughtFiles(source, files, { bring, ...how }));
  for (const file of files) {
    const bytes = places === undefined ? brought?.get(file) : await findFile(source, file, places);
    if (bytes === undefined) missing.push(file);
    else unpacked.set(file, bytes);
  }
  if (missing.length > 0 && options.download === false) {
    const folders = [places?.dataDir, places?.cacheDir].filter((folder) => folder !== undefined);
    throw new DataError(
      `${source.title}: expected ${missing.map((file) => file.name).join(", ")} in the folder ${source.id} of ` +
        `${folders.join(" or ")}, got nothing there and { download: false }; allow the download, ` +
        `set GRADBOOK_DATA_DIR, ${standIn}`,
    );
  }
  for (const [file, bytes] of await fetchMissing(source, missing, { options, places })) {
    unpacked.set(file, bytes);
  }
  const half = (images: DataFile, labels: DataFile) =>
    labelledImagesFromIdx(
      { images: unpacked.get(images)!, labels: unpacked.get(labels)! },
      {
        imagesName: `${source.title} ${images.name}`,
        labelsName: `${source.title} ${labels.name}`,
        classes: source.classNames.length,
      },
    );
  return {
    train: half(trainImages, trainLabels),
    test: half(testImages, testLabels),
    classNames: source.classNames,
  };
}

const loaded = new Map<string, Promise<ImageSet>>();

/**
 * Loads a set of labelled images from IDX files.
 *
 * Looked for in this order: `<dataDir>/<id>/` (`dataDir` is `$GRADBOOK_DATA_DIR` unless given), the cache
 * folder, then the mirrors, from which each file is downloaded into the cache: with progress, going on where an
 * earlier attempt stopped, and visible under its name only when size and SHA-256 are right. Where there is no
 * disk (a browser) whoever `bringFilesBy` names brings them; else they are fetched each time.
 *
 * The same call gives the same object again, so running a notebook cell twice costs nothing.
 *
 * @throws DataError when a file is damaged, cannot be fetched or cannot be written. The message says what to
 * do; another set is never put in silently.
 */
export function loadImageSet(source: ImageSetSource, given?: LoadOptions): Promise<ImageSet> {
  const options = checkOptions(
    source.title,
    given,
    "download?: false, dataDir, cacheDir, baseUrl, onProgress, signal, attempts#, retryDelayMs#, stallTimeoutMs#",
  );
  const places = findPlaces(options);
  const key = JSON.stringify([source, places?.dataDir, places?.cacheDir, options.baseUrl]);
  let set = loaded.get(key);
  if (set === undefined) {
    set = load(source, options);
    loaded.set(key, set);
    // A failure is not kept: the next call tries again.
    set.catch(() => loaded.delete(key));
  }
  return set;
}
