"""What can be proven about the saved objects without a Kibana. Pure: objects and shipped templates in, one line a fault out.

References resolve both ways, every field exists in the templates with a type that fits its use, panels lie within the grid
without overlap, Lens layers name only columns that they have, Vega panels read what their own request would answer, and no
object is newer than the oldest Kibana that we support. `faults` asks everybody; the others know one type of object each.
"""
