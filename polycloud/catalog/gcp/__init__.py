"""The data files of Google Cloud."""
