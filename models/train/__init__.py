"""Trains the networks that ecglass ships: `python -m train beat_cnn`, from the folder above this one."""
