"""The standing comparisons, cell by cell in folders that can be gone on with: of corrections, and of autoencoders."""
