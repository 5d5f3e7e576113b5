"""Layers of a PDF that its author switched off: what stands on them is taken out before a page is read."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject

from ingest.parsers.damage import let_fatal_through

DEEPEST_FORM: Final = 8
_SHOWS: Final = frozenset({b"Tj", b"TJ", b"Do", b"sh", b"INLINE IMAGE"})
_PAINTS: Final = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_OPENS: Final = frozenset({b"BDC", b"BMC"})


class HiddenLayers:
    """The layers of one file that are off as it opens, by the numbers of their objects; empty for most files."""

    def __init__(self, reader: pypdf.PdfReader) -> None:
        self._reader = reader
        self._off: set[int] = set()
        try:
            self._off = set(_switched_off(reader))
        except Exception as error:
            let_fatal_through(error)

    def __bool__(self) -> bool:
        return bool(self._off)

    def visible(self, index: int) -> Any:
        """The page without what stands on hidden layers, as a document of one page; None where it hides nothing."""
        try:
            own = self._reader.pages[index]
            if not self._hides_in(own.get_contents(), own.get("/Resources"), 0):
                return None
            writer = pypdf.PdfWriter()
            page = writer.add_page(own)
            kept = self._kept(page.get_contents(), own.get("/Resources"), page.get("/Resources"), 0)
            if kept is None:
                return None
            page.replace_contents(kept)
            out = BytesIO()
            writer.write(out)
            return pypdfium2.PdfDocument(out.getvalue())
        except Exception as error:
            let_fatal_through(error)
            return None

    def _hides_in(self, content: Any, resources: Any, depth: int) -> bool:
        """Whether a page's or form's content names a hidden layer at all; reading its operators costs far more."""
        data = content.get_data() if content is not None else b""
        for name, layer in _part(resources, "/Properties").items():
            if name.encode() in data and self._is_off(layer):
                return True
        for name, form in _part(resources, "/XObject").items():
            if name.encode() not in data:
                continue
            inner = form.get_object()
            if self._is_off(_part(inner, "/OC")):
                return True
            is_form = inner.get("/Subtype") == "/Form" and depth < DEEPEST_FORM
            if is_form and self._hides_in(inner, inner.get("/Resources"), depth + 1):
                return True
        return False

    def _kept(self, content: Any, own: Any, copied: Any, depth: int) -> ContentStream | None:
        """The content without what is hidden, in forms within it as well; None where nothing is.

        `own` are the resources as the file has them, which tell layers by their numbers, `copied` those of the copy.
        """
        if content is None:
            return None
        stream = content if isinstance(content, ContentStream) else ContentStream(content, self._reader)
        properties, forms, copies = _part(own, "/Properties"), _part(own, "/XObject"), _part(copied, "/XObject")
        hides: list[bool] = []
        kept: list[tuple[Any, bytes]] = []
        changed = False
        for operands, operator in stream.operations:
            if operator in _OPENS:
                hides.append(operator == b"BDC" and operands[0] == "/OC" and self._is_off(properties.get(operands[1])))
            elif operator == b"EMC" and hides:
                hides.pop()
            form = forms.get(operands[0]) if operator == b"Do" else None
            hidden = any(hides) or self._is_off(_part(form, "/OC"))
            if hidden and (operator in _SHOWS or operator in _PAINTS or operator in {b"'", b'"'}):
                changed = True
                kept += [([], b"n")] if operator in _PAINTS else [([], b"T*")] if operator in {b"'", b'"'} else []
                continue
            if form is not None and self._changes(form, copies.get(operands[0]), depth):
                changed = True
            kept.append((operands, operator))
        stream.operations = kept
        return stream if changed else None

    def _changes(self, form: Any, copied: Any, depth: int) -> bool:
        """Takes what is hidden out of the copy of a form; true where there was any."""
        form, copied = form.get_object(), copied.get_object() if copied is not None else None
        if depth == DEEPEST_FORM or not isinstance(copied, StreamObject) or form.get("/Subtype") != "/Form":
            return False
        kept = self._kept(copied, form.get("/Resources"), copied.get("/Resources"), depth + 1)
        if kept is not None:
            copied.set_data(kept.get_data())
        return kept is not None

    def _is_off(self, layer: Any) -> bool:
        """Whether a layer is off, or a membership of several says so by its policy; an expression counts as on."""
        layer = layer.get_object() if layer is not None else None
        if not isinstance(layer, DictionaryObject) or "/VE" in layer:
            return False
        if layer.get("/Type") != "/OCMD":
            return _number(layer) in self._off
        members = layer.get("/OCGs")
        listed = list(members) if isinstance(members, ArrayObject) else [members] if members is not None else []
        off = [_number(each) in self._off for each in listed]
        policy = layer.get("/P", "/AnyOn")
        shown = {"/AllOn": not any(off), "/AnyOff": any(off), "/AllOff": all(off)}.get(policy, not all(off))
        return bool(off) and not shown


def _part(around: Any, name: str) -> Any:
    """What a dictionary holds under a name, else an empty one."""
    around = around.get_object() if around is not None else None
    found = around.get(name) if isinstance(around, DictionaryObject) else None
    return found.get_object() if found is not None else DictionaryObject()


def _number(layer: Any) -> int:
    reference = getattr(layer, "indirect_reference", layer) if isinstance(layer, DictionaryObject) else layer
    return int(getattr(reference, "idnum", -1))


def _switched_off(reader: pypdf.PdfReader) -> Iterator[int]:
    """The numbers of the layers that the file's own configuration doesn't show on a screen."""
    everything = _part(reader.root_object, "/OCProperties")
    settings = _part(everything, "/D")
    listed = {name: {_number(each) for each in _items(settings.get(name))} for name in ("/OFF", "/ON")}
    layers = list(_items(everything.get("/OCGs")))
    yield from listed["/OFF"]
    if settings.get("/BaseState") == "/OFF":
        yield from {_number(each) for each in layers} - listed["/ON"]
    for usage in _items(settings.get("/AS")):
        usage = usage.get_object()
        if usage.get("/Event") == "/View":
            for each in _items(usage.get("/OCGs")):
                if _part(_part(each.get_object(), "/Usage"), "/View").get("/ViewState") == "/OFF":
                    yield _number(each)


def _items(listed: Any) -> Iterator[Any]:
    listed = listed.get_object() if listed is not None else None
    return iter(listed if isinstance(listed, ArrayObject) else ())
