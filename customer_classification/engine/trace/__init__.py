"""From a number or a change of class back to the documents that made it."""
