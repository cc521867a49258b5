"""The data files of Microsoft Azure."""
