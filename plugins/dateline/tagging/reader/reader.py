"""Runs the artefact: texts in, acts out. The only module that knows onnxruntime and tokenizers.

One thread: processes go over cores, as everywhere here. The session is made once a process, at the first text, so that nothing of
it crosses a fork.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from dateline.errors import SettingsError
from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.artefact import Artefact, load_artefact
from dateline.tagging.reader.decode import Act, Bounds, Floats, decode, linked
from dateline.tagging.reader.windows import Window, windows
from dateline.text import Span


@dataclass(frozen=True, slots=True)
class Text:
    """What is read: a text with its sentences, and the title that is its context where it is not part of it."""

    text: str
    sentences: Sequence[Span]
    title: str | None = None


class Reader:
    """Reads acts. `artefact` says with which weights."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.gate = artefact.gate

    @functools.cached_property
    def network(self) -> tuple[Tokenizer, onnxruntime.InferenceSession]:
        """Tokenizer and network, loaded when first asked for. Raises SettingsError naming what is wrong with it."""
        folder = self.artefact.folder
        try:
            tokenizer, session = Tokenizer.from_file(str(folder / "tokenizer.json")), open_session(folder)
            _try_out(tokenizer, session)
        except Exception as error:
            said = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            raise SettingsError(f"DATELINE_READER: {folder} cannot be loaded ({said}); unset it for the shipped reader") from error
        return tokenizer, session

    def read(self, text: Text) -> list[Act]:
        """The acts of a text, in its order.

        Every window runs alone: the int8 kernels scale a batch as a whole, so that in company an answer would depend on its neighbours,
        and the same article would not always have the same events.
        """
        return [act for act in self.look(text) if self.artefact.least.tells(act, text.text)]

    def look(self, text: Text, *, bounds: Bounds | None = None) -> list[Act]:
        """All that might be acts, the unlikely ones too that `read` leaves out; by other bounds for still fainter ones."""
        bounds, geometry = bounds or self.artefact.bounds, self.artefact.geometry
        told = [one for window in self.windows(text) for one in decode(window, *self.answers(window), bounds=bounds, geometry=geometry)]
        return linked(told, bounds=bounds, geometry=geometry)

    def windows(self, text: Text) -> Iterator[Window]:
        """The windows in which a text is read."""
        return windows(text.text, text.sentences, self.network[0], title=text.title)

    def answers(self, window: Window) -> tuple[Floats, Floats, Floats]:
        """What the network says of a window: marks, queries and keys of its pieces."""
        marks, queries, keys = self.network[1].run(["marks", "queries", "keys"], inputs(window))
        return marks[0], queries[0], keys[0]


@functools.cache
def load_reader(name: str | None) -> Reader:
    """The reader of DATELINE_READER, once a process. Raises SettingsError naming what is wrong with it."""
    return Reader(load_artefact(name))


def open_session(folder: Path) -> onnxruntime.InferenceSession:
    """The network of an artefact, ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # What goes wrong is raised, and said in our one line.
    options.enable_cpu_mem_arena = False  # It never gives memory back; the batches are small enough without it.
    path, slow = str(folder / "reader.onnx"), ["SkipLayerNormFusion"]  # The fused product is a twelfth slower than its parts.
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)


def inputs(window: Window) -> dict[str, Any]:
    """What the network is given of a window: nothing says where it ends, since it runs alone."""
    return {"ids": np.array([window.ids], np.int64), "cases": np.array([window.cases], np.int64)}


def _try_out(tokenizer: Tokenizer, session: onnxruntime.InferenceSession) -> None:
    """Read the last piece of the vocabulary: a network beside another's tokenizer would fail on some articles, and lose their events."""
    last = tokenizer.get_vocab_size() - 1
    answers = session.run(["marks", "queries", "keys"], inputs(Window(ids=[last], cases=[0])))
    if [answer.shape[-1] for answer in answers] != [v.MARKS, v.POINT, v.POINT]:
        raise ValueError("the network answers other questions")
