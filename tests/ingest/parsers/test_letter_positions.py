"""Raised and lowered letters are spelled so that they belong to no other number."""

import pytest

from ingest.parsers.letter_positions import lowered, raised, spelled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"below 10{raised('-6')} mbar", "below 10^-6 mbar"),
        (f"10{raised(chr(0x2212))}{raised('6')}", "10^-6"),
        (f"2.5 x 10{raised('4')} litres", "2.5 x 10^4 litres"),
        (f"2{raised('32')} bytes", "2^32 bytes"),
        (f"3 × 4{raised('2')}", "3 × 4^2"),
        (f"is 12{raised('3')} days", "is 12 [^3] days"),
        (f"1,250{raised('1')}", "1,250 [^1]"),
        (f"EUR 30{raised('1,2)')}", "EUR 30 [^1,2]"),
        (f"in 2026{raised('[12]')}", "in 2026 [^12]"),
        (f"in 2026{raised('b')}", "in 2026 [^b]"),
        (f"price{raised('1)')} per head", "price [^1] per head"),
        (f"It is paid.{raised('3')} Then", "It is paid [^3]. Then"),
        (f"{raised('3')} Without tax", "[^3] Without tax"),
        (f"30 m{raised('2')}, 4 kg/m{raised('3')}", "30 m², 4 kg/m³"),
        (f"7 s{raised('-1')}", "7 s^-1"),
        (f"x{raised('n')} + x{raised('n+1')} + (1+x){raised('2')}", "x^n + x^(n+1) + (1+x)²"),
        (f"the 2{raised('nd')} and 5{raised('th')}", "the 2nd and 5th"),
        (f"CO{lowered('2')} and SO{lowered('4')}{raised('2-')}", "CO2 and SO4^2-"),
        (f"log{lowered('10')}5 of 101{lowered('2')}", "log10 5 of 101_2"),
        (f"2{raised('1')}/{lowered('2')} cups", "2 1/2 cups"),
        (f"20{raised('o')}C, Acme{raised('TM')}", "20°C, Acme™"),
        (f"a{raised(' ')}b{lowered('')}", "a b"),
        (f"no end{raised('1')[:-1]}", "no end1"),
    ],
)
def test_no_raised_or_lowered_letters_read_as_part_of_a_number(text: str, words: str) -> None:
    assert spelled(text) == words
