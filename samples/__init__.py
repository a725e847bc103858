"""Small samples, made by ``python -m samples.build``, and recipes of real ones."""
