"""Reports: one document as data, shown on the screen, on paper and in a workbook."""
