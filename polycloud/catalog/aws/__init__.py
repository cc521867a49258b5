"""The data files of Amazon Web Services."""
