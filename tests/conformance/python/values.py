"""Makes values for shapes of botocore's models, always the same ones for the same seed."""

import base64
import datetime
import math
import random
import string

UTC = datetime.timezone.utc
TEXTS = [
    "text", "a b", "v a/l+é&<x>\"'", "", "日本語 𝄞", "line\nfeed\ttab\r\n", "100%25 =&?#;:@,$", "-1", "true",
    "null", " leading and trailing ", "{\"json\": [1]}", "a" * 300, "../..//x", "]]>&amp;", "\\ back\\slash",
]
HEADER_TEXTS = ["text", "a b", "x=1;q=\"y\"", "a,b", "100%25/é".replace("é", "e"), "-1", "W/\"tag\""]
INTEGERS = [0, 1, -1, 7, 2**31 - 1, -(2**31), 65536]
LONGS = INTEGERS + [2**40, 2**53 + 1, -(2**63), 2**63 - 1]
FLOATS = [0.0, 1.0, -1.5, 2.25, 1e21, 1e-7, 0.1, 3, 1e16, 123456.789]
WORDS = [math.inf, -math.inf, math.nan]
MICROSECONDS = [0, 0, 1, 123000, 120000, 999999]


class Values:
    """Values of one class: `all` members, the `required` ones only, or a `seed`'s choice of them."""

    def __init__(self, kind, seed, name, deepest=4):
        self.kind = kind
        self.random = random.Random(f"{seed}/{name}")
        self.deepest = deepest
        # Whether numbers may be such as JSON has none for.
        self.words = True

    def pick(self, simple, values):
        return self.random.choice(values) if self.kind == "seed" else simple

    def message(self, shape):
        """The members of an input or output; None where there can be none."""
        return self.structure(shape, (), 0) if shape is not None else {}

    def structure(self, shape, path, depth):
        if shape.name in path or depth > self.deepest or is_events(shape):
            return None
        members, required = {}, set(shape.required_members)
        names = list(shape.members)
        if shape.is_tagged_union:
            if self.kind == "seed":
                self.random.shuffle(names)
        elif self.kind == "required":
            names = [name for name in names if name in required]
        elif self.kind == "seed":
            names = [name for name in names if name in required or self.random.random() < 0.7]
            self.random.shuffle(names)
        for name in names:
            value = self.value(shape.members[name], path + (shape.name,), depth + 1, name in required)
            if value is None:
                continue
            members[name] = value
            if shape.is_tagged_union:
                break
        if not required <= set(members) or (shape.is_tagged_union and not members):
            return None
        return members

    def value(self, shape, path, depth, required=False, place=None):
        kind = shape.type_name
        place = shape.serialization.get("location") or place
        if kind == "structure":
            return self.document() if shape.is_document_type else self.structure(shape, path, depth)
        least = shape.metadata.get("min", 0)
        if kind == "list":
            count = self.pick(2, [0, 1, 2, 3])
            items = [self.value(shape.member, path, depth + 1, place=place) for _ in range(max(count, least if least < 20 else 0))]
            return None if any(item is None for item in items) else items
        if kind == "map":
            items = {}
            for index in range(max(self.pick(2, [0, 1, 2]), min(least, 5))):
                value = self.value(shape.value, path, depth + 1, place=place)
                if value is None:
                    return None
                items[self.key(shape, index)] = value
            return items
        if kind in ("string", "character"):
            return self.text(shape, least, required, place)
        return self.scalar(kind, shape, least)

    def key(self, shape, index):
        enum = getattr(shape.key, "enum", None)
        if enum:
            return enum[index % len(enum)]
        if shape.serialization.get("location") in ("headers", "header"):
            return f"key-{index}"
        return self.pick("k", ["k", "k é", "a.b/c", "Key"]) + str(index)

    def text(self, shape, least, required, place):
        if shape.serialization.get("jsonvalue") and place == "header":
            return {"a": self.pick(1, [1, "b", None, [1.5]])}
        if shape.serialization.get("hostLabel"):
            return self.pick("label1", ["label1", "a-b", "0"])
        if getattr(shape, "enum", None):
            return self.random.choice(shape.enum) if self.kind == "seed" else shape.enum[0]
        if shape.name == "BucketName":
            return "bucket"
        if place in ("header", "headers"):
            return self.pick("header v", HEADER_TEXTS).ljust(least, "x")
        text = self.pick("v a/l+é&<x>\"'", TEXTS).ljust(min(least, 5000), "x")
        return text or "x" if place == "uri" or required else text

    def scalar(self, kind, shape, least):
        if kind in ("integer", "long"):
            number = self.pick(7 if kind == "integer" else 2**40, INTEGERS if kind == "integer" else LONGS)
            return max(number, int(least)) if "min" in shape.metadata else number
        if kind in ("float", "double"):
            words = self.words and shape.serialization.get("location") is None and self.random.random() < 0.1
            number = self.pick(2.25, WORDS if words else FLOATS)
            return max(number, least) if "min" in shape.metadata and not math.isnan(number) else number
        if kind == "boolean":
            return self.pick(True, [True, False])
        if kind == "timestamp":
            day = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
            return self.pick(day, [
                day.replace(microsecond=self.random.choice(MICROSECONDS)),
                datetime.datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
                datetime.datetime(1970, 1, 1, tzinfo=UTC),
            ])
        if kind == "blob":
            blob = self.pick(b"blob\x01\xff", [b"blob\x01\xff", b"", bytes(range(256)), "é".encode()])
            return blob.ljust(least, b"x")
        raise ValueError(kind)

    def document(self):
        return self.pick({"x": [1, "y", True]}, [{"x": [1, "y", True, None]}, {}, {"é": {"n": -1.5}}])


def is_events(shape):
    return bool(shape.serialization.get("eventstream") or shape.metadata.get("eventstream"))


def as_json(value):
    """A value as JSON has it: bytes are base64, times RFC 3339, some numbers words."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def classes(seeds):
    """Kinds of values with their seeds, and what they are called."""
    return [("all", 0, "all"), ("required", 0, "required")] + [("seed", seed, f"seed {seed}") for seed in seeds]


def arguments(description):
    import argparse

    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--output", required=True, help="the folder to write to")
    parser.add_argument("--seed", type=int, action="append", help="makes other values; may be given several times")
    parser.add_argument("--service", action="append", help="only this service; may be given several times")
    parsed = parser.parse_args()
    parsed.seed = parsed.seed or [1, 2]
    return parsed
