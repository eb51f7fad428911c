"""From a file to grids: texts, merged areas, lists of allowed values. Read in a process apart."""
