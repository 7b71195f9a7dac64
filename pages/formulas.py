"""Cells that a spreadsheet would take for a formula: how they are guarded. No Django in here."""

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def bare_cell(text: str) -> str:
    """Undo `csv_files.safe_cell`: take away the `'` that guards text which could be a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text
