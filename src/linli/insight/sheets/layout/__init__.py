"""How a sheet is built: title, notes, header, data, totals, footers, labels beside their cells."""
