"""A table that fills while things happen: redrawn in place on a terminal, one line for each change otherwise."""
import sys


class Table:
    def __init__(self, columns, rows, output=sys.stdout):
        """columns: (heading, width); rows: names of the rows, which are the first column."""
        self.columns = columns
        self.cells = {row: [row] + [""] * (len(columns) - 1) for row in rows}
        self.output = output
        self.live = output.isatty()
        self._drawn = 0
        if not self.live:
            self._line([heading for heading, _ in columns])

    def put(self, row, column, text):
        headings = [heading for heading, _ in self.columns]
        self.cells[row][headings.index(column)] = text
        if self.live:
            self.draw()

    def done(self, row):
        """No more comes for this row; without a terminal it is printed now."""
        if not self.live:
            self._line(self.cells[row])

    def draw(self):
        if self._drawn:
            self.output.write(f"\x1b[{self._drawn}A")
        self._line([heading for heading, _ in self.columns])
        for cells in self.cells.values():
            self._line(cells)
        self._drawn = 1 + len(self.cells)

    def _line(self, cells):
        padded = "  ".join(text.ljust(width) for text, (_, width) in zip(cells, self.columns))
        self.output.write(("\x1b[2K" if self.live else "") + padded.rstrip() + "\n")
        self.output.flush()
