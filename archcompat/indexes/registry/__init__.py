"""Container registries: who may ask, where an image is kept, its documents, tags and layers.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md (OCI distribution spec).
"""
