"""The practice center: obviously made-up people, the same at every making."""

from carehub.practice.making import fill

__all__ = ["fill"]
