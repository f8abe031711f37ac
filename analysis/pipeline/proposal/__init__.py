"""A study.yml proposed from a folder of files: what is there, which table it is, and what only a person can say."""

from analysis.pipeline.proposal.folder import propose

__all__ = ["propose"]
