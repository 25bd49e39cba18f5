"""`make train`: labelled files -> a reader artefact in one command.

    python -m training --labels FILE... --out FOLDER            from the base weights
    python -m training --labels FILE... --from FOLDER --out ... on from an artefact, the one that ships for instance
    ... --teacher FOLDER --pool FILE...                         with silver labels of a larger teacher on unlabelled items
    ... --from FOLDER --pool FILE...                            with what that artefact says of them, so that it forgets nothing
    ... --from FOLDER --mean FOLDER... --epochs 0               the mean of several trained on from one (a "soup": Wortsman et al., 2022)
    ... --as-teacher --base FOLDER                              train a teacher: weights only, no artefact

Development items (`split.is_development`) are kept for thresholds, calibration and the figures of the card; where there are none among
the labels, every fifth is. The gate is fitted to what the trained network says of the pool's sentences and to the labels; an artefact
that is trained on without a pool keeps its gate, which has seen more text than a few new labels hold.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import gate, report
from training.base import BaseError, base_folder
from training.dataset import Example, LabelError, digest, examples, read_labels, read_texts
from training.export import export, prune
from training.model import Network, from_base
from training.predict import acts_of
from training.silver import completed, silver
from training.split import is_development
from training.thaw import thaw
from training.train import Plan, load_tokenizer, train

KEPT = 5  # One item in five is kept where no development items are among the labels.
FAINT = 0.05  # What the network thinks less likely than this is nothing to the gate.
WHAT = "Six layers of 384; words in lower case, with how they are written beside them; a vocabulary of 10,000 pieces."
LIMITS = "English only. New names and wars are read by their grammar, not by knowledge. Rare statuses and modes are the weakest."
PIECES = 10_000  # Pieces of the vocabulary that an artefact keeps.
HEADS = 8  # Times as fast as the encoder the layers on top of it learn.
SHOWN = 100  # Texts that an export measures the network's sizes on.
QUIET = 0.3  # Share of the pool's items without any act that is trained on: enough to teach restraint.

Items = list[dict[str, Any]]


def main() -> int:
    args = _arguments()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    try:
        items = list(read_labels(args.labels))
        with tempfile.TemporaryDirectory() as scratch:
            _run(args, items, args.base or base_folder(Path(scratch)))
    except (LabelError, BaseError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _run(args: argparse.Namespace, items: list[dict[str, Any]], base: Path) -> None:
    kept = [item for item in items if is_development(item)] or items[::KEPT]
    names = {item["id"] for item in kept}
    taught = [item for item in items if item["id"] not in names]
    pool = list(read_texts(args.pool))
    if args.start:
        net, tokenizer = thaw(args.start, base)
    else:
        net, tokenizer = from_base(base), load_tokenizer(base)
        if not args.as_teacher:
            texts = [item["text"] for item in (*items, *pool)]
            tokenizer = prune(net, tokenizer, texts, most=PIECES, positions=512)
    data = [example for item in taught for example in examples(item, tokenizer)]
    if args.epochs and (teacher := _teacher(args) or ((net, tokenizer) if args.start else None)):
        data += _silver(args, pool, teacher, tokenizer)
    print(f"training on {len(taught)} items in {len(data)} windows, {sum(len(e.acts) for e in data)} acts", file=sys.stderr)
    train(
        net,
        data,
        Plan(
            encoder=args.rate,
            heads=HEADS * args.rate,
            epochs=args.epochs,
            seed=args.seed,
            decay_by_layer=args.decay_by_layer,
            averaged=args.averaged,
        ),
    )
    if args.mean:
        net.load_state_dict(_mean([net.state_dict(), *(torch.load(folder / "weights.pt") for folder in args.mean)]))
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), args.out / "weights.pt")
    if not args.as_teacher:
        _artefact(args, net, tokenizer, taught, kept, pool)


def _mean(several: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: sum(one[name] for one in several) / len(several) if value.is_floating_point() else value for name, value in several[0].items()
    }


def _artefact(args: argparse.Namespace, net: Network, tokenizer: Any, taught: Items, kept: Items, pool: Items) -> None:
    """Gate, thresholds, calibration, export and card."""
    if args.start and not pool:
        weights, bounds = _gate_of(args.start)
    else:
        weights = gate.fit([*(pair for item in taught for pair in gate.labelled(item)), *_told(net, tokenizer, pool)])
        bounds = gate.bounds(weights, kept)
    data = [
        {"name": path.name, "items": len(known), "acts": sum(len(item["events"]) for item in known), "digest": digest([path])}
        for path in args.labels
        for known in [list(read_labels([path]))]
    ]
    card = {"what": WHAT, "data": [*_taught_before(args.start), *data], "limits": LIMITS}
    settings = report.settings(name=args.out.name, kept=kept, found=acts_of(net, tokenizer, kept), gate=bounds, card=card)
    export(net, tokenizer, args.out, settings=settings, shown=[item["text"] for item in taught[:: max(1, len(taught) // SHOWN)]])
    report.save_gate(args.out, weights)
    report.seal(args.out)


def _taught_before(folder: Path | None) -> list[dict[str, Any]]:
    """What the artefact that is trained on was taught, by its card."""
    return json.loads((folder / "reader.json").read_text(encoding="utf-8"))["card"]["data"] if folder else []


def _gate_of(folder: Path) -> tuple[Any, dict[str, float]]:
    known = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
    return np.load(folder / "gate.npy"), known["gate"]


def _told(net: Network, tokenizer: Any, pool: Items) -> Iterator[tuple[str, float]]:
    """The sentences of unlabelled items, and how likely the network thinks that each tells such an act."""
    found = acts_of(net, tokenizer, pool)
    for item in pool:
        for start, end in gate.spans(item["text"]):
            chance = max((act.chance * (1 - act.ordinary) for act in found[item["id"]] if start <= act.start < end), default=0.0)
            yield item["text"][start:end], chance if chance >= FAINT else 0.0


def _teacher(args: argparse.Namespace) -> tuple[Network, Any] | None:
    if not args.teacher:
        return None
    teacher = from_base(args.teacher_base)
    teacher.load_state_dict(torch.load(args.teacher / "weights.pt"))
    return teacher.eval(), load_tokenizer(args.teacher_base)


def _silver(args: argparse.Namespace, pool: list[dict[str, Any]], teacher: tuple[Network, Any], tokenizer: Any) -> list[Example]:
    teachers = [teacher]
    chance = random.Random(args.seed)
    answered = silver(pool, teachers, tokenizer)
    loud = [example for example in answered if example.acts or chance.random() < QUIET]
    return [*loud, *completed(read_texts(args.plover), teachers, tokenizer)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--from", dest="start", type=Path)
    parser.add_argument("--mean", type=Path, nargs="*", default=[])
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--teacher-base", type=Path)
    parser.add_argument("--pool", type=Path, nargs="*", default=[])
    parser.add_argument("--plover", type=Path, nargs="*", default=[])
    parser.add_argument("--as-teacher", action="store_true")
    parser.add_argument("--epochs", type=float, default=8)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--averaged", type=float, default=0.3, help="share of the last steps whose weights are averaged (default .3)")
    parser.add_argument("--decay-by-layer", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
