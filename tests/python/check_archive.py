#!/usr/bin/env python3
"""Checks an archive of Drydock's with nothing of Drydock's.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python check_archive.py backup.zip [--values] [--expect FILE]

It checks the seal, lets `unzip -t` test the zip file, extracts it, lets `sha256sum` and `bagit`
check the manifests, compares data/backup.json with data/blobs.json and the entries, and decodes
every record of every store with `cbor2`.

It prints a summary as JSON: the stores with their numbers of records, and with --values the records
too, in the typed notation that typed_values.py describes.

--expect FILE compares the records with those in a JSON file, in the same notation:

    {"databases/0001/stores/0001.cborseq": [[key, value], ...], ...}

Stores that the file does not name may hold anything.

Exit status: 0 where everything is right; 1 where something is not, and standard error says what.
"""

import argparse
import hashlib
import json
import logging
import pathlib
import subprocess
import sys
import tempfile

import bagit

from typed_values import LARGEST_INTEGER, Discrepancy, typed_records

SEAL = b"sha256:"
DIGITS = 64


def main():
    parser = argparse.ArgumentParser(description="Checks an archive of Drydock's.")
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("--values", action="store_true", help="print the records too")
    parser.add_argument("--expect", type=pathlib.Path, help="JSON file with the records to expect")
    arguments = parser.parse_args()
    # Values nest up to 1,000 levels deep, each of which takes a few of Python's.
    sys.setrecursionlimit(20_000)
    logging.getLogger("bagit").setLevel(logging.ERROR)
    try:
        summary = check(arguments.archive, arguments.expect, arguments.values)
    except Discrepancy as reason:
        print(f"{arguments.archive}: {reason}", file=sys.stderr)
        return 1
    json.dump(summary, sys.stdout, indent=1, ensure_ascii=False)
    print()
    return 0


def check(archive, expect, with_values):
    check_seal(archive)
    run(["unzip", "-tq", str(archive)])
    with tempfile.TemporaryDirectory() as folder:
        run(["unzip", "-q", str(archive), "-d", folder])
        bags = list(pathlib.Path(folder).iterdir())
        if len(bags) != 1:
            raise Discrepancy(f"it holds {len(bags)} folders instead of one bag")
        [bag] = bags
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=bag)
        info = check_bag(bag)
        expected = read_json(expect, parse_int=javascript_number) if expect else {}
        return {"info": info, "stores": check_payload(bag / "data", expected, with_values)}


def check_seal(archive):
    """Everything before the zip comment's last 64 bytes hashes to what these spell."""
    digest = hashlib.sha256()
    left = archive.stat().st_size - DIGITS
    with archive.open("rb") as file:
        last = b""
        while left > 0:
            piece = file.read(min(left, 1 << 20))
            digest.update(piece)
            left -= len(piece)
            last = (last + piece)[-len(SEAL) :]
        digits = file.read()
    if last != SEAL:
        raise Discrepancy("it does not end with a seal")
    if digest.hexdigest().encode() != digits:
        raise Discrepancy("its seal is broken")


def check_bag(bag):
    try:
        validated = bagit.Bag(str(bag))
        validated.validate()
    except bagit.BagError as error:
        raise Discrepancy(f"bagit: {error}") from None
    info = dict(validated.info)
    for field in ("Drydock-Origin", "Drydock-Browser", "Drydock-Created", "Drydock-Safety"):
        if field not in info:
            raise Discrepancy(f"bag-info.txt: {field} is missing")
    return info


def check_payload(data, expected, with_values):
    backup = read_json(data / "backup.json")
    if (backup["format"], backup["version"]) != ("drydock-backup", 1):
        raise Discrepancy("backup.json: another format")
    attachments = read_json(data / "blobs.json")["stores"]
    summary = []
    files = {"backup.json", "blobs.json"}
    for database_number, database in enumerate(backup["databases"], 1):
        for store_number, store in enumerate(database["stores"], 1):
            path = f"databases/{database_number:04}/stores/{store_number:04}.cborseq"
            if store["payload"] != path:
                raise Discrepancy(f"backup.json: {store['payload']} stands where {path} must")
            files.add(path)
            records = check_store(data, path, store, attachments.pop(path, []), files)
            compare(path, records, expected.pop(path, None))
            summary.append(
                {
                    "database": database["name"],
                    "store": store["name"],
                    "payload": path,
                    "records": len(records),
                }
            )
            if with_values:
                summary[-1]["values"] = records
    for left, what in ((attachments, "blobs.json"), (expected, "the expected values")):
        if left:
            raise Discrepancy(f"{what}: there is no store {min(left)}")
    found = {str(file.relative_to(data)) for file in data.rglob("*") if file.is_file()}
    if found != files:
        raise Discrepancy(f"missing or superfluous files: {sorted(found ^ files)}")
    return summary


def check_store(data, path, store, attachments, files):
    try:
        records = list(typed_records((data / path).read_bytes()))
    except Discrepancy as reason:
        raise Discrepancy(f"{path}: {reason}") from None
    if len(records) != store["records"]:
        raise Discrepancy(f"{path}: {len(records)} records instead of {store['records']}")
    used = []
    for _, value in records:
        ordinals(value, used)
    if used != list(range(len(attachments))):
        raise Discrepancy(f"{path}: the ordinals {used} of {len(attachments)} attachments")
    for attachment in attachments:
        if "sha256" in attachment:
            blob = f"blobs/{attachment['sha256']}"
            files.add(blob)
            if (data / blob).stat().st_size != attachment["bytes"]:
                raise Discrepancy(f"{blob} has not {attachment['bytes']} bytes")
    return records


def ordinals(value, found):
    """The ordinals of a value's attachments, in the order in which they begin."""
    if isinstance(value, list):
        for item in value:
            ordinals(item, found)
    elif isinstance(value, dict):
        if value.get("$") in ("Blob", "File", "CryptoKey", "host"):
            found.append(value["ordinal"])
        for item in value.values():
            ordinals(item, found)


def compare(path, records, expected):
    if expected is None:
        return
    for number, (found, wanted) in enumerate(zip(records, expected)):
        if as_text(found) != as_text(wanted):
            raise Discrepancy(
                f"{path}: record {number} is\n  {as_text(found)}\ninstead of\n  {as_text(wanted)}"
            )
    if len(records) != len(expected):
        raise Discrepancy(f"{path}: {len(records)} records instead of {len(expected)}")


def as_text(value):
    """The value as JSON. 1 and true differ in it, and the order of properties counts."""
    return json.dumps(value, ensure_ascii=False)


def javascript_number(digits):
    """A Number as the records' notation has it: JavaScript writes some floats without a point."""
    return int(digits) if abs(int(digits)) <= LARGEST_INTEGER else float(digits)


def read_json(path, parse_int=int):
    def once(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Discrepancy(f"{path.name}: a name stands twice in one object")
        return dict(pairs)

    try:
        return json.loads(path.read_bytes(), object_pairs_hook=once, parse_int=parse_int)
    except ValueError as error:
        raise Discrepancy(f"{path.name}: {error}") from None


def run(command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Discrepancy(f"{' '.join(command)}: {done.stdout}{done.stderr}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
