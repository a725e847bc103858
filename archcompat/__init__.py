"""archcompat says what in a deployable artifact will not run on another CPU architecture."""

__version__ = "0.1.0"
