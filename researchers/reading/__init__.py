"""Bytes in, entries out: what reference managers, ORCID and spreadsheets write, made into works.

Pure: no Django, no network, no clock. `python -m researchers.reading` reads a file on its standard
input; the product runs it as a child with limits (`researchers.services.reading_child`), since
what people send may be made to fill a memory.
"""
