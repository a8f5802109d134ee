"""Decodes the records of a store with cbor2, and writes them in a typed JSON notation.

The encoding is specified in docs/record-encoding.md. The notation says everything that a record
says, in JSON:

    null, true, false           themselves
    Number                      a number; -0, NaN and the infinities: {"$": "number", "value": "-0"}
    string                      a string; with lone surrogates: {"$": "string", "wtf8": "eda080"}
    array                       an array
    object                      an object, its properties in their order; where a name begins with
                                "$" or has lone surrogates: {"$": "object", "entries": [[k, v], ...]}
    anything else               {"$": "<kind>", ...}; the functions below make them
    shared object               {"$": "shared", "value": ...} where it begins, then
                                {"$": "reference", "index": n}, counted as the encoding counts

Nothing is left to cbor2's own ideas of what a tag means: its dates end in the year 9999, its sets
need hashable members, its big integers look like small ones.
"""

import io
import math
import struct

import cbor2

PRIVATE = 0x64727900
PAIRS = PRIVATE + 0xFF  # Not a tag of the encoding: stands for a map while cbor2 decodes.
LARGEST_INTEGER = 2**53 - 1
# Each level of a value may take several of CBOR: the tag for sharing, a tag, its array, a map.
DEEPEST = 6_000

TYPED_ARRAYS = {
    64: "Uint8Array", 68: "Uint8ClampedArray", 69: "Uint16Array", 70: "Uint32Array",
    71: "BigUint64Array", 72: "Int8Array", 77: "Int16Array", 78: "Int32Array",
    79: "BigInt64Array", 84: "Float16Array", 85: "Float32Array", 86: "Float64Array",
}  # fmt: skip
GEOMETRY = {
    33: "DOMPoint", 34: "DOMPointReadOnly", 35: "DOMRect", 36: "DOMRectReadOnly",
    37: "DOMQuad", 38: "DOMMatrix", 39: "DOMMatrixReadOnly",
}  # fmt: skip


class Discrepancy(Exception):
    """Something is not as it must be."""


class Tagged:
    """A tag and its content, as they stand in the bytes."""

    def __init__(self, tag, value):
        self.tag = tag
        self.value = value




def tag_decoders():
    tags = [1, 2, 3, 28, 29, 258, 259, 273, 1001, 21066, *TYPED_ARRAYS, PAIRS]
    tags += [PRIVATE + n for n in (*range(0, 5), *range(16, 24), *range(32, 40))]

    def decoder(tag):
        return lambda value, immutable: Tagged(tag, value)

    return {tag: decoder(tag) for tag in tags}


def unknown_tag(tag, immutable):
    raise Discrepancy(f"tag {tag.tag} is none of the encoding")


def head(data, at):
    """The major type of the item at a place, its argument, and where the head ends."""
    initial = data[at]
    info = initial & 31
    if info < 24:
        return initial >> 5, info, at + 1
    if info > 27:
        raise Discrepancy(f"byte {at}: an indefinite length")
    end = at + 1 + (1 << (info - 24))
    argument = int.from_bytes(data[at + 1 : end], "big")
    if initial >> 5 != 7 and argument < (24 if info == 24 else 1 << (8 << (info - 25))):
        raise Discrepancy(f"byte {at}: a head that is longer than it must be")
    if initial in (0xF8, 0xF9, 0xFA):
        raise Discrepancy(f"byte {at}: a simple value or float that the encoding does not have")
    return initial >> 5, argument, end


def with_pairs(data):
    """The same items with each map replaced by a tagged array of keys and values.

    A Python dictionary takes the keys 1, True and 1.0 for one.
    """
    changed = bytearray()
    at = 0
    while at < len(data):
        major, argument, end = head(data, at)
        if major == 5:
            changed += b"\xda" + struct.pack(">I", PAIRS)
            changed += b"\x9b" + struct.pack(">Q", 2 * argument)
        else:
            if major in (2, 3):
                end += argument
            changed += data[at:end]
        at = end
    return bytes(changed)


def decode_sequence(data):
    """The items of a CBOR sequence (RFC 8742)."""
    changed = with_pairs(data)
    stream = io.BytesIO(changed)
    decoder = cbor2.CBORDecoder(
        stream,
        semantic_decoders=tag_decoders(),
        tag_hook=unknown_tag,
        allow_indefinite=False,
        max_depth=DEEPEST,
        read_size=1,
    )
    while stream.tell() < len(changed):
        yield decoder.decode()


def typed_records(data):
    """The records of a store: [key, value], both in the typed notation."""
    read = 0
    try:
        for record in decode_sequence(data):
            if not isinstance(record, list) or len(record) != 2:
                raise Discrepancy("it is not an array of key and value")
            key, value = record
            yield [Notation().typed(key), Notation().typed(value)]
            read += 1
    except (Discrepancy, cbor2.CBORDecodeError, LookupError, TypeError, ValueError) as reason:
        # The last three: a tag's content has not the shape that the encoding gives it.
        raise Discrepancy(f"record {read}: {reason}") from None


class Notation:
    """Writes one key or value. Sharing is counted within it."""

    def __init__(self):
        self.begun = 0

    def typed(self, value):
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, (int, float)):
            return number(value)
        if isinstance(value, list):
            return [self.typed(item) for item in value]
        if value is cbor2.undefined:
            return {"$": "undefined"}
        if isinstance(value, Tagged):
            return self.tagged(value.tag, value.value)
        raise Discrepancy(f"{type(value).__name__} is no value of the encoding")

    def tagged(self, tag, value):
        if tag == PAIRS:
            return self.object(value)
        if tag in (2, 3):
            return big_integer(tag, value)
        if tag == 273:
            return lone_surrogates(value)
        if tag == 28:
            self.begun += 1
            return {"$": "shared", "value": self.typed(value)}
        if tag == 29:
            if not 0 <= value < self.begun:
                raise Discrepancy(f"a reference to the shared value {value}, which has not begun")
            return {"$": "reference", "index": value}
        if tag == 258:
            return {"$": "Set", "values": self.typed(value)}
        if tag == 259:
            return {"$": "Map", "entries": self.pairs(value.value)}
        if tag == 1:
            return {"$": "Date", "ms": exactly(int, value) * 1000}
        if tag == 1001:
            return precise_date(value)
        if tag == 21066:
            source, flags = value
            return {"$": "RegExp", "source": self.typed(source), "flags": self.typed(flags)}
        if tag in TYPED_ARRAYS:
            return {"$": TYPED_ARRAYS[tag], "bytes": exactly(bytes, value).hex()}
        return self.private(tag - PRIVATE, value)

    def private(self, tag, value):
        if tag in GEOMETRY:
            return {"$": GEOMETRY[tag], "numbers": self.typed(value)}
        if tag == 0:
            return {"$": "Blob", "ordinal": value[0], "type": self.typed(value[1])}
        if tag == 1:
            ordinal, type_, name, modified = value
            return {
                "$": "File",
                "ordinal": ordinal,
                "type": self.typed(type_),
                "name": self.typed(name),
                "lastModified": self.typed(modified),
            }
        if tag == 2:
            return {"$": "FileList", "files": self.typed(value)}
        if tag == 3:
            return {"$": "CryptoKey", "ordinal": value}
        if tag == 4:
            return {"$": "host", "ordinal": value[0], "class": value[1]}
        if tag == 16:
            return {"$": "boxed", "value": self.typed(value)}
        if tag == 17:
            return {"$": "Date", "ms": exactly(type(None), value)}
        if tag == 18:
            return {"$": "Error", "name": value[0], "properties": self.typed(value[1])}
        if tag == 19:
            return {"$": "DOMException", "name": self.typed(value[0]), "message": self.typed(value[1])}
        if tag == 20:
            return {"$": "Array", "length": value[0], "properties": self.typed(value[1])}
        if tag == 21:
            bytes_, limit = value if isinstance(value, list) else (value, None)
            buffer = {"$": "ArrayBuffer", "bytes": exactly(bytes, bytes_).hex()}
            return buffer if limit is None else {**buffer, "maxByteLength": limit}
        if tag == 22:
            name, buffer, offset, length = value
            view = {"$": name, "buffer": self.typed(buffer), "byteOffset": offset}
            return {**view, "length": length}
        if tag == 23:
            pairs = [self.typed(item) for item in value]
            return {"$": "Map", "entries": [list(pair) for pair in zip(pairs[::2], pairs[1::2])]}
        if tag == 32:
            width, height, space, format_, data = value
            return {
                "$": "ImageData",
                "width": width,
                "height": height,
                "colorSpace": space,
                "pixelFormat": format_,
                "bytes": exactly(bytes, data).hex(),
            }
        raise Discrepancy(f"private tag {tag} is none of the encoding")

    def pairs(self, items):
        typed = [self.typed(item) for item in items]
        return [list(pair) for pair in zip(typed[::2], typed[1::2])]

    def object(self, items):
        entries = self.pairs(items)
        names = [str(name) for name, _ in entries]
        if len(set(names)) != len(names):
            raise Discrepancy("a property name stands twice")
        if all(isinstance(name, str) and not name.startswith("$") for name, _ in entries):
            return dict(entries)
        return {"$": "object", "entries": entries}


def number(value):
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise Discrepancy(f"{value} is no integer of the encoding")
        return value
    if math.isnan(value):
        return {"$": "number", "value": "NaN"}
    if math.isinf(value):
        return {"$": "number", "value": "Infinity" if value > 0 else "-Infinity"}
    if value == 0:
        if math.copysign(1, value) > 0:
            raise Discrepancy("0 as a float")
        return {"$": "number", "value": "-0"}
    if value.is_integer() and abs(value) <= LARGEST_INTEGER:
        raise Discrepancy(f"{value} as a float")
    return value


def big_integer(tag, value):
    magnitude = exactly(bytes, value)
    if magnitude.startswith(b"\0"):
        raise Discrepancy("a BigInt with leading zeros")
    integer = int.from_bytes(magnitude, "big")
    return {"$": "BigInt", "value": str(integer if tag == 2 else -1 - integer)}


def lone_surrogates(value):
    text = exactly(bytes, value)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        text.decode("utf-8", "surrogatepass")
        return {"$": "string", "wtf8": text.hex()}
    raise Discrepancy("a well-formed string as WTF-8")


def precise_date(value):
    if not isinstance(value, Tagged) or value.tag != PAIRS or value.value[::2] != [1, -3]:
        raise Discrepancy("tag 1001 over something else than seconds and milliseconds")
    seconds, milliseconds = value.value[1::2]
    if not 1 <= milliseconds <= 999:
        raise Discrepancy(f"{milliseconds} milliseconds")
    return {"$": "Date", "ms": seconds * 1000 + milliseconds}


def exactly(kind, value):
    if type(value) is not kind:
        raise Discrepancy(f"{type(value).__name__} where {kind.__name__} must stand")
    return value
