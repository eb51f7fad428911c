"""Columns of a spreadsheet by their letters and by their number, counted from 1."""


def column_letters(number: int) -> str:
    """27 → AA"""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """AA → 27"""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
