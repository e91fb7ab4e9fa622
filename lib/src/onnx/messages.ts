import type { PbfReader, PbfWriter } from "pbf";

/*
 * The messages of onnx.proto that models are made of, field by field.
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

/** How a field is stored; an `s` at the end for a list. */
type Kind = "int" | "ints" | "float" | "floats" | "doubles" | "text" | "texts" | "bytes";

/** The fields of a message: number and kind, or the message that a field holds, alone or in a list. */
export type Schema<T> = {
  readonly [K in keyof T]-?: readonly [tag: number, kind: Kind | Nested];
};

interface Nested {
  readonly of: Schema<never>;
  readonly isList: boolean;
}

const one = <T>(of: Schema<T>): Nested => ({ of: of as Schema<never>, isList: false });
const many = <T>(of: Schema<T>): Nested => ({ of: of as Schema<never>, isList: true });

/** Numbers with a shape. */
export interface TensorProto {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly doubleData?: readonly number[];
  readonly rawData?: Uint8Array;
  readonly name: string;
  readonly dataLocation?: number;
}

const tensor: Schema<TensorProto> = {
  dims: [1, "ints"],
  dataType: [2, "int"],
  floatData: [4, "floats"],
  int32Data: [5, "ints"],
  int64Data: [7, "ints"],
  name: [8, "text"],
  rawData: [9, "bytes"],
  doubleData: [10, "doubles"],
  dataLocation: [14, "int"],
};

/** What a node is told; `type` says which of the fields counts. */
export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: string;
  readonly t?: TensorProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly string[];
}

const attribute: Schema<AttributeProto> = {
  name: [1, "text"],
  f: [2, "float"],
  i: [3, "int"],
  s: [4, "text"],
  t: [5, one(tensor)],
  floats: [7, "floats"],
  ints: [8, "ints"],
  strings: [9, "texts"],
  type: [20, "int"],
};

/** The types of attributes. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** One operation. */
export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
  readonly domain: string;
}

const node: Schema<NodeProto> = {
  input: [1, "texts"],
  output: [2, "texts"],
  name: [3, "text"],
  opType: [4, "text"],
  attribute: [5, many(attribute)],
  domain: [7, "text"],
};

interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

/** A value with its type. */
export interface ValueInfoProto {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly DimensionProto[] };
    };
  };
}

const dimension: Schema<DimensionProto> = { dimValue: [1, "int"], dimParam: [2, "text"] };
const shape: Schema<{ dim: readonly DimensionProto[] }> = { dim: [1, many(dimension)] };
type TypeProto = NonNullable<ValueInfoProto["type"]>;
const tensorType: Schema<NonNullable<TypeProto["tensorType"]>> = {
  elemType: [1, "int"],
  shape: [2, one(shape)],
};
const valueType: Schema<TypeProto> = { tensorType: [1, one(tensorType)] };
const valueInfo: Schema<ValueInfoProto> = { name: [1, "text"], type: [2, one(valueType)] };

/** Nodes, weights, inputs and outputs. */
export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

const graph: Schema<GraphProto> = {
  node: [1, many(node)],
  name: [2, "text"],
  initializer: [5, many(tensor)],
  input: [11, many(valueInfo)],
  output: [12, many(valueInfo)],
};

interface OperatorSetProto {
  readonly domain: string;
  readonly version: number;
}

const operatorSet: Schema<OperatorSetProto> = { domain: [1, "text"], version: [2, "int"] };

/** A whole file. */
export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly graph: GraphProto | undefined;
  readonly opsetImport: readonly OperatorSetProto[];
}

/** The message that a file is. */
export const modelSchema: Schema<ModelProto> = {
  irVersion: [1, "int"],
  producerName: [2, "text"],
  graph: [7, one(graph)],
  opsetImport: [8, many(operatorSet)],
};

const isListKind = (kind: Kind | Nested): boolean =>
  typeof kind === "string" ? kind.endsWith("s") && kind !== "bytes" : kind.isList;

/** What a message is when none of its fields is there: empty texts and lists. */
function empty(schema: Schema<never>): Record<string, unknown> {
  const entries = Object.entries(schema as Record<string, readonly [number, Kind | Nested]>);
  return Object.fromEntries(
    entries
      .map(([name, [, kind]]) => [name, isListKind(kind) ? [] : kind === "text" ? "" : undefined])
      .filter(([, value]) => value !== undefined),
  );
}

/** Reads a message until the reader's end, or until that of the field it is in. */
export function readMessage<T>(reader: PbfReader, schema: Schema<T>, end?: number): T {
  const fields = new Map(
    Object.entries(schema as Record<string, readonly [number, Kind | Nested]>).map(([name, [tag, kind]]) => [
      tag,
      [name, kind] as const,
    ]),
  );
  const read = (tag: number, result: Record<string, unknown>): void => {
    const field = fields.get(tag);
    if (field === undefined) return;
    const [name, kind] = field;
    const list = result[name] as unknown[];
    if (typeof kind !== "string") {
      const length = reader.readVarint();
      const value = readMessage(reader, kind.of, reader.pos + length);
      if (kind.isList) list.push(value);
      else result[name] = value;
    } else if (kind === "int") result[name] = reader.readVarint(true);
    else if (kind === "ints") reader.readPackedVarint(list as number[], true);
    else if (kind === "float") result[name] = reader.readFloat();
    else if (kind === "floats") reader.readPackedFloat(list as number[]);
    else if (kind === "doubles") reader.readPackedDouble(list as number[]);
    else if (kind === "text") result[name] = reader.readString();
    else if (kind === "texts") list.push(reader.readString());
    else result[name] = reader.readBytes();
  };
  return reader.readFields(read, empty(schema as Schema<never>), end) as T;
}

/** Writes a message; empty texts and lists are left out, as is what is undefined. */
export function writeMessage<T>(writer: PbfWriter, schema: Schema<T>, message: T): void {
  for (const [name, [tag, kind]] of Object.entries(
    schema as Record<string, readonly [number, Kind | Nested]>,
  )) {
    const value = (message as Record<string, unknown>)[name];
    if (value === undefined || value === "") continue;
    if (typeof kind !== "string") {
      const write = (each: unknown): void =>
        writer.writeMessage(tag, (given, inner) => writeMessage(inner, kind.of, given as never), each);
      for (const each of kind.isList ? (value as readonly unknown[]) : [value]) write(each);
    } else if (kind === "int") writer.writeVarintField(tag, value as number);
    else if (kind === "ints") writer.writePackedVarint(tag, value as number[]);
    else if (kind === "float") writer.writeFloatField(tag, value as number);
    else if (kind === "floats") writer.writePackedFloat(tag, value as number[]);
    else if (kind === "doubles") writer.writePackedDouble(tag, value as number[]);
    else if (kind === "text") writer.writeStringField(tag, value as string);
    else if (kind === "texts") for (const text of value as string[]) writer.writeStringField(tag, text);
    else writer.writeBytesField(tag, value as Uint8Array);
  }
}
