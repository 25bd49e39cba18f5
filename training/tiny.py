"""Makes the tiny reader of random weights that the tests load: `python -m training.tiny tests/data/reader-tiny`. It knows nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig

from dateline.tagging.reader.artefact import COLUMNS, FORMAT
from dateline.tagging.reader.gate import BUCKETS
from dateline.tagging.reader.vocabulary import ROLES
from training import report
from training.export import SPECIAL, export
from training.model import Network


def main() -> int:
    folder = Path(sys.argv[1])
    torch.manual_seed(3)
    letters = [chr(code) for code in range(33, 127)]
    pieces = [*SPECIAL, *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=320,
        attn_implementation="eager",
    )
    settings = {
        "name": "reader-tiny",
        "format": FORMAT,
        "columns": COLUMNS,
        "bounds": {"trigger": 0.2, "inside": 0.5, "same": 0.6, "across": 0.8},
        "roles": dict.fromkeys(ROLES, 0.5),
        "calibration": [0.0, 0.0, 1.0, 0.5, 0.5],
        "least": {"brief": 0.5, "long": 0.5, "ordinary": 0.5},
        "gate": {"share": 0.2, "sentence": 0.2},
        "card": {
            "what": "Random weights, for tests.",
            "base": "none",
            "base_weights_sha256": "none",
            "data": [],
            "figures": {},
            "limits": "All.",
        },
    }
    export(Network(config, hidden=8), tokenizer, folder, settings=settings, shown=["Rebels shelled the town."])
    report.save_gate(folder, np.zeros(BUCKETS + 1, np.float32))
    report.seal(folder)
    print(json.dumps({file.name: file.stat().st_size for file in sorted(folder.iterdir())}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
