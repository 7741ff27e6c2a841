"""What is kept on disk and read again: a fitted correction, and the state of a training run."""

from .corrected import Base, Corrected, CorrectedConfig
from .training_state import load_newest_state, save_state, saved_steps

__all__ = ["Base", "Corrected", "CorrectedConfig", "load_newest_state", "save_state", "saved_steps"]
