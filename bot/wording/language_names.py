"""What languages are called, in each language that people read."""

from typing import Final

_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
        "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "it": "Italian",
        "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
        "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
        "vi": "Vietnamese", "zh": "Chinese",
    },
    "de": {
        "ar": "Arabisch", "cs": "Tschechisch", "da": "Dänisch", "de": "Deutsch", "el": "Griechisch", "en": "Englisch",
        "es": "Spanisch", "fi": "Finnisch", "fr": "Französisch", "he": "Hebräisch", "hi": "Hindi", "hu": "Ungarisch",
        "it": "Italienisch", "ja": "Japanisch", "ko": "Koreanisch", "nl": "Niederländisch", "no": "Norwegisch",
        "pl": "Polnisch", "pt": "Portugiesisch", "ro": "Rumänisch", "ru": "Russisch", "sv": "Schwedisch",
        "th": "Thailändisch", "tr": "Türkisch", "uk": "Ukrainisch", "vi": "Vietnamesisch", "zh": "Chinesisch",
    },
}  # fmt: skip


def language_name(code: str, locale: str = "en") -> str:
    """The name of a language by its code (ISO 639-1); the code itself for one that has no name here."""
    names = _NAMES.get(locale.partition("-")[0].lower(), _NAMES["en"])
    return names.get(code, code.upper())
