"""What is a text about? From text to one of the labels that people gave to earlier texts.

`train` learns from rows of (text, label) and returns a `Model` with what it is worth on rows that it has not seen; `Model.predict`
gives the three most likely labels with calibrated confidence, `Model.words` the words that decided. A model is one file of numbers
(`storage`): nothing in it can run. Characters and words are hashed, so a model holds no text of anybody. ADR 0030.
"""

from zhicheng.engines.classify.calibration import Reliability, threshold_for
from zhicheng.engines.classify.grams import Sample
from zhicheng.engines.classify.model import Model, Prediction
from zhicheng.engines.classify.storage import load, save
from zhicheng.engines.classify.training import Training, train

__all__ = ["Model", "Prediction", "Reliability", "Sample", "Training", "load", "save", "threshold_for", "train"]
