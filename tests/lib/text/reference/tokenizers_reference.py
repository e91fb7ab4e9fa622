"""Freezes vocabularies of a corpus: Keras's of words, and byte pairs, learned here and applied by Hugging Face's tokenizers.

    python tokenizers_reference.py > tokenizers.json     (needs keras with tensorflow, and tokenizers)
"""

import json
import re
from collections import Counter

from keras.layers import TextVectorization
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel

corpus = [
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty,",
    "and dedicated to the proposition that all men are created equal. Now we are engaged in a great civil war,",
    "testing whether that nation, or any nation so conceived and so dedicated, can long endure.",
    "We are met on a great battle-field of that war. We have come to dedicate a portion of that field.",
    "Straße, naïve, 今日は, 🙂🙂 -- 1863 and 1864; it's  we've.",
]
texts = ["that great nation is dedicated", "now unseen wörds 🙂 18634", "we're   here\n", "", " the the"]


def alphabet():
    """GPT-2's characters for bytes."""
    kept = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    other = iter(range(256, 512))
    return {byte: chr(byte) if byte in kept else chr(next(other)) for byte in range(256)}


symbols = alphabet()
splitter = ByteLevel(add_prefix_space=False)


def parts(text):
    back = {symbol: byte for byte, symbol in symbols.items()}
    return [tuple(back[symbol] for symbol in part) for part, _ in splitter.pre_tokenize_str(text)]


def learn(lines, merges):
    """Joins the most frequent pair, of equals the one of the lowest ids, counting all anew each time."""
    words = Counter(part for line in lines for part in parts(line))
    learned = []
    while len(learned) < merges:
        counts = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                counts[pair] += count
        pair, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if most < 2:
            break
        joined = Counter()
        for word, count in words.items():
            out, i = [], 0
            while i < len(word):
                if word[i : i + 2] == pair:
                    out.append(256 + len(learned))
                    i += 2
                else:
                    out.append(word[i])
                    i += 1
            joined[tuple(out)] += count
        words = joined
        learned.append(pair)
    return learned


merges = learn(corpus, 60)
names = [symbols[byte] for byte in range(256)]
for left, right in merges:
    names.append(names[left] + names[right])
theirs = Tokenizer(BPE({name: i for i, name in enumerate(names)}, [(names[a], names[b]) for a, b in merges]))
theirs.pre_tokenizer = splitter

layer = TextVectorization()
layer.adapt(corpus)
few = TextVectorization(max_tokens=12, output_sequence_length=6)
few.adapt(corpus)
print(
    json.dumps(
        {
            "corpus": corpus,
            "texts": texts,
            "words": {
                "vocabulary": layer.get_vocabulary(),
                "few": few.get_vocabulary(),
                "ids": few(texts).numpy().tolist(),
            },
            "bytePairs": {"merges": merges, "ids": [theirs.encode(text).ids for text in texts]},
        },
        indent=1,
    )
)
