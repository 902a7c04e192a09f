"""Read one sheet through the layout of its form: identity, grid, entries and everything that looks wrong."""
