export { fingerprint64 } from "./fingerprint64.js";
export { KeyValueTensorInitializer } from "./key-value-tensor-initializer.js";
export type { Keys, KeysShape } from "./keys.js";
export { type Found, StaticHashTable } from "./static-hash-table.js";
export { StaticVocabularyTable, type StaticVocabularyTableOptions } from "./static-vocabulary-table.js";
