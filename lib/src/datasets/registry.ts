/** One file of a data set: a gzip-compressed IDX file, and what it must be byte for byte. */
export interface DataFile {
  /** Name of the compressed file, as on the mirrors. */
  readonly name: string;
  /** Size of the compressed file. */
  readonly bytes: number;
  /** SHA-256 of the compressed file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Size of the IDX file inside. */
  readonly unpackedBytes: number;
  /** SHA-256 of the IDX file inside. */
  readonly unpackedSha256: string;
}

/** A set of labelled images: where its files are to be had, and how to know that they are whole. */
export interface ImageSetSource {
  /** Folder name below the data folder and the cache: lower case, no spaces. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** What the labels 0, 1, 2, … stand for. */
  readonly classNames: readonly string[];
  /** Base addresses of the mirrors, in the order in which they are tried; each ends in a slash. */
  readonly mirrors: readonly string[];
  readonly files: {
    readonly trainImages: DataFile;
    readonly trainLabels: DataFile;
    readonly testImages: DataFile;
    readonly testLabels: DataFile;
  };
  /** Who made it, and under which licence it is passed on. */
  readonly licence: string;
}

/** The MNIST digits (LeCun and Cortes). `data/registry.json` lists the same facts for other tools. */
export const mnistSource: ImageSetSource = {
  id: "mnist",
  title: "MNIST",
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  mirrors: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  files: {
    trainImages: {
      name: "train-images-idx3-ubyte.gz",
      bytes: 9_912_422,
      sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      unpackedBytes: 47_040_016,
      unpackedSha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    trainLabels: {
      name: "train-labels-idx1-ubyte.gz",
      bytes: 28_881,
      sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      unpackedBytes: 60_008,
      unpackedSha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    testImages: {
      name: "t10k-images-idx3-ubyte.gz",
      bytes: 1_648_877,
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      unpackedBytes: 7_840_016,
      unpackedSha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    testLabels: {
      name: "t10k-labels-idx1-ubyte.gz",
      bytes: 4542,
      sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      unpackedBytes: 10_008,
      unpackedSha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
  licence: "Yann LeCun and Corinna Cortes, from NIST data; Creative Commons Attribution-Share Alike 3.0",
};

/** Fashion-MNIST: Zalando's article images (Xiao, Rasul and Vollgraf, 2017). */
export const fashionMnistSource: ImageSetSource = {
  id: "fashion-mnist",
  title: "Fashion-MNIST",
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  mirrors: [
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ],
  files: {
    trainImages: {
      name: "train-images-idx3-ubyte.gz",
      bytes: 26_421_880,
      sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      unpackedBytes: 47_040_016,
      unpackedSha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    },
    trainLabels: {
      name: "train-labels-idx1-ubyte.gz",
      bytes: 29_515,
      sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      unpackedBytes: 60_008,
      unpackedSha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    },
    testImages: {
      name: "t10k-images-idx3-ubyte.gz",
      bytes: 4_422_102,
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      unpackedBytes: 7_840_016,
      unpackedSha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    },
    testLabels: {
      name: "t10k-labels-idx1-ubyte.gz",
      bytes: 5148,
      sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      unpackedBytes: 10_008,
      unpackedSha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
  },
  licence: "Copyright 2017 Zalando SE; MIT",
};
