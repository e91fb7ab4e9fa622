"""Freezes TensorFlow's string hashes and vocabulary-table ids (fingerprint64.json).

    python fingerprint64.py          # needs tensorflow (made with tensorflow-cpu 2.21)

TensorFlow shows a fingerprint only modulo a number of buckets, so each string is hashed into several
large, pairwise coprime bucket counts, which together fix all 64 bits (Chinese remainder theorem).
"""

import json
import pathlib

import tensorflow as tf

BUCKETS = [2**62, 2**61 - 1]

ASCII = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs! 0123456789 "
KOREAN = "딥러닝은 열어 볼 수 있다. 오차 역전파와 활성화 함수, 가중치 초기화 "
EMOJI = "🙂🚀👩‍🔬🇰🇷"

strings = [(ASCII * 4)[:n] for n in range(0, 140)]
strings += [(ASCII * 6)[n : 2 * n + 1] for n in (191, 192, 193, 255, 256, 257)]
strings += [(KOREAN * 3)[:n] for n in list(range(1, 24)) + [31, 40, 57, 80]]
strings += [EMOJI, EMOJI * 3, EMOJI * 12, "🙂", "é", "e\u0301", "\u0000", "\u0000\u0000", "a\u0000b"]
strings += ["emerson", "lake", "palmer", "king", "crimson", "-1", "0", "42", "9007199254740991"]

hashes = []
for text in strings:
    pair = [int(tf.strings.to_hash_bucket_fast([text], buckets)[0]) for buckets in BUCKETS]
    hashes.append({"text": text, "modulo": [str(value) for value in pair]})

VOCABULARY = ["emerson", "lake", "palmer"]
QUERIES = ["emerson", "lake", "palmer", "king", "crimson", "", "열쇠", "🙂", "Emerson"]
tables = []
for oov in (1, 2, 5, 1000, 2**31 - 10):
    table = tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(VOCABULARY, tf.constant([0, 1, 2], tf.int64)), oov
    )
    ids = table.lookup(tf.constant(QUERIES)).numpy().tolist()
    tables.append({"numOovBuckets": oov, "queries": QUERIES, "ids": ids})

integers = tf.lookup.StaticVocabularyTable(
    tf.lookup.KeyValueTensorInitializer(tf.constant([10, 20], tf.int64), tf.constant([0, 1], tf.int64)),
    7,
    lookup_key_dtype=tf.int64,
)
keys = [10, 20, 30, -5, 0, 123456789]
numeric = {"keys": keys, "ids": integers.lookup(tf.constant(keys, tf.int64)).numpy().tolist()}

out = pathlib.Path(__file__).with_name("fingerprint64.json")
out.write_text(
    json.dumps(
        {"buckets": [str(b) for b in BUCKETS], "hashes": hashes, "tables": tables, "integerKeys": numeric},
        ensure_ascii=False,
        indent=1,
    )
    + "\n"
)
