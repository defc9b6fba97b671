"""The stores and engines of `fixtures`, for this folder."""

from tests.engines.fixtures import engine_of, stores

__all__ = ["engine_of", "stores"]
