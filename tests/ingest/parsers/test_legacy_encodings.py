"""Short files that don't say their encoding are read with the letters that were meant."""

import pytest

from ingest.parsers.legacy_encodings import likeliest_encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Gr\u00f6\u00dfe;Preis \u20ac\nT\u00fcr wei\u00df;19,90 \u20ac\n\u00d6lfass;45,00 \u20ac\n", "cp1252"),
        ("N\u00f8rregade 4, \u00c5rhus", "cp1252"),
        ("\u201cBring \u00a32 \u2013 it\u2019s enough\u201d", "cp1252"),
        ("L\u2019entr\u00e9e co\u00fbte 4 \u20ac, m\u00eame \u00e0 No\u00ebl.", "cp1252"),
        ("Fl\u00e4che: 12 m\u00b2, 5 \u00b5m \u00b1 2", "cp1252"),
        ("Jm\u00e9no;M\u011bsto\nDvo\u0159\u00e1k;T\u0159eb\u00ed\u010d\n", "cp1250"),
        ("Cena biletu: 12 z\u0142", "cp1250"),
        (
            "\u0411\u0438\u043b\u0435\u0442 \u0441\u0442\u043e\u0438\u0442 12 \u0440\u0443\u0431\u043b\u0435\u0439",
            "cp1251",
        ),
        ("Музей закрыт по понедельникам до конца года.", "koi8_r"),
        ("\u540d\u79f0,\u5355\u4ef7\n\u9524\u5b50,45\u5143\n\u6cf5\u7ad9,90\u5143\n", "gb18030"),
        ("\u7968\u50f9\u662f\u5341\u4e8c\u5143\uff0c\u5152\u7ae5\u534a\u50f9\u3002", "big5"),
        ("\uc785\uc7a5\ub8cc,\uc131\uc778\n\ud3c9\uc77c,9000\uc6d0\n", "cp949"),
        ("\u7968\u306e\u4fa1\u683c\u306f\u4e8c\u5343\u5186\u3067\u3059\u3002", "cp932"),
        ("\u7968\u306e\u4fa1\u683c\u306f\u4e8c\u5343\u5186\u3067\u3059\u3002", "euc_jp"),
    ],
)
def test_a_few_words_are_read_as_they_were_written(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = likeliest_encoding(data)
    assert found is not None
    assert data.decode(found) == text


def test_what_is_no_text_has_no_encoding() -> None:
    assert likeliest_encoding(bytes(range(256)) * 8) is None
