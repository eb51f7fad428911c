"""Linli 邻里: the community worker's desk and the resident's window."""

__version__ = "0.1.0"
