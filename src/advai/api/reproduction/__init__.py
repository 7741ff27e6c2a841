"""The authors' figures and the published tables, ours beside them."""
