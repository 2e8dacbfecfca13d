"""Modules that many notebooks import and the sandbox does not have: they fail where they are used.

Only the submission's own imports get them (see :mod:`grader.inside.execution`): a library that asks for an
optional module must go on finding none.
"""

from __future__ import annotations

import urllib.error
from collections.abc import Iterator
from typing import Any

# Imported out of habit, or for a part of the notebook that the task does not ask for
_NAMES = """
altair autokeras bokeh bs4 category_encoders cufflinks cv2 datasets dotenv fastai folium gdown gensim
gradio graphviz hyperopt imageio imblearn imgaug IPython ipywidgets jax kaggle kagglehub keras_cv
keras_hub keras_nlp keras_tuner keyboard koreanize_matplotlib librosa lightgbm lxml missingno mlxtend
nest_asyncio nltk onnx onnxruntime opendatasets openpyxl optuna plotly psutil pyaudio pydot pyngrok
pyplot_themes pytz requests_html selenium shap skimage spacy statsmodels streamlit tabulate
tensorboard tensorflow_addons tensorflow_datasets tensorflow_hub tensorflow_model_optimization
tensorflow_probability tensorflow_text tensorflowjs tf2onnx tf_keras torch torchaudio torchinfo
torchsummary torchvision transformers ultralytics visualkeras wandb wordcloud xgboost yaml yfinance
"""
HARMLESS = frozenset(_NAMES.split())
HARMLESS_PARTS = ("google.colab",)  # of a package that the sandbox has (Protocol Buffers are google.protobuf)
_SILENT = ("IPython", "nest_asyncio")  # nothing that they do is missed: their calls do nothing


class AbsentModule(ModuleNotFoundError):
    """A module that the sandbox does not have was used; the message is its name."""


class NotServed(urllib.error.URLError):
    """Nobody serves that address; the message says what there is."""

    def __str__(self) -> str:
        return str(self.reason)


class _StandIn:
    """Stands for a module and all that is in it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(self)(f"{self._name}.{name}")

    def __instancecheck__(self, _value: object) -> bool:
        return False

    def __or__(self, _other: object) -> Any:
        return self  # of types, in an annotation

    __ror__ = __or__


class AbsentObject(_StandIn):
    """An absent module, or a name from it: may be imported and passed on; using it raises AbsentModule."""

    def __repr__(self) -> str:
        return f"<{self._name}: not in the sandbox>"

    def _used(self, *_args: Any, **_kwargs: Any) -> Any:
        raise AbsentModule(self._name)

    __call__ = __mro_entries__ = __iter__ = __len__ = __bool__ = __getitem__ = __setitem__ = _used
    __enter__ = __exit__ = __add__ = __mul__ = __matmul__ = __sub__ = __truediv__ = _used


class SilentObject(_StandIn):
    """An absent module that is not missed (plots, display): every use of it does nothing."""

    def __repr__(self) -> str:
        return ""

    def _itself(self, *_args: Any, **_kwargs: Any) -> SilentObject:
        return self

    __call__ = __getitem__ = __enter__ = __add__ = _itself

    def __exit__(self, *_error: object) -> None:
        return

    def __setitem__(self, _key: object, _value: object) -> None:
        return

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __mro_entries__(self, _bases: object) -> tuple[type, ...]:
        return (object,)


def is_harmless(module: str) -> bool:
    """Whether importing that module may be passed over until it is used."""
    parts = module.split(".")
    return parts[0] in HARMLESS or ".".join(parts[:2]) in HARMLESS_PARTS


def is_silent(module: str) -> bool:
    """Whether it does nothing even where it is installed, so that all sandboxes do the same."""
    return module.partition(".")[0] in _SILENT


def stand_in(module: str) -> AbsentObject | SilentObject:
    """What a submission gets for a harmless module that is not there."""
    return SilentObject(module) if is_silent(module) else AbsentObject(module)
