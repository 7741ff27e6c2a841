"""Everything that is measured of a run, section by section, with its pictures."""
