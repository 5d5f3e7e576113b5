"""What the control words of rich text (RTF) stand for."""

from typing import Final

from ingest.parsers.rtf_tables import FLAGS

# Groups whose words belong to the file's workings or repeat on each page.
LEFT_OUT: Final = frozenset(
    "atndate atnid atnref author bkmkend bkmkstart blipuid category colortbl comment company "
    "datafield datastore doccomm filetbl footer footerf footerl footerr ftncn ftnsep ftnsepc generator header "
    "headerf headerl headerr keywords latentstyles listoverridetable listtable manager nonshppict objclass objdata "
    "objname operator pgptbl pict private revtbl rsidtbl shppict sn sp stylesheet subject sv tc themedata ud upr "
    "userprops xe xmlnstbl".split()
)
SHOWN_ALTHOUGH_NEW: Final = frozenset("shpinst".split())
"""Groups marked as ignorable for old readers that hold words to be read: text boxes."""
BREAKS: Final = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "line": "\n", "lbr": "\n", "nestrow": "\n",
    "nestcell": " | ", "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
SIGNS: Final = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n"}
CHARSETS: Final = {
    2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
NAMED_CODE_PAGES: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
UTF_8: Final = 65001
LOOKS: Final = frozenset("plain v deleted strike striked super sub nosupersub up dn".split())
"""Words that say how letters look, as far as it matters to what they mean."""
OF_TABLES: Final = frozenset("trowd trleft trhdr cellx".split()) | FLAGS
