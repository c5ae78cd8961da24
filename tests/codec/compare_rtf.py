#!/usr/bin/env python3
"""compare_rtf.py RTF_DUMP - our compressed RTF and our bodies of it against independent packages

Each PR_RTF_COMPRESSED in ../shared/corpus/msg and ../shared/corpus/tnef is unpacked and its body taken, by us and by npm's
@kenjiuno/decompressrtf and rtf-stream-parser; what we pack, and the HTML that we wrap, must come out of theirs as it went into
ours. Prints TAP; what isn't installed or isn't there is skipped, and said.
"""
import glob
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

SOURCE = os.environ.get('OPENMAPI_SOURCE') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
CORPUS = os.path.join(SOURCE, '..', 'shared', 'corpus')
CACHE = os.environ.get('OPENMAPI_CACHE') or os.path.expanduser('~/.cache/openmapi')
MODULES = os.path.join(CACHE, 'npm', 'node_modules')
STREAM = '__substg1.0_10090102'

# Where they say something else: (what, name of the stream): why
KNOWN = {}
tests = []


def report(good, name, why=''):
    tests.append(good)
    print('%sok %d - %s%s' % ('' if good else 'not ', len(tests), name, why and ' # ' + why))


def streams_of_cfb(data):
    """The compressed RTF in a compound file; nothing when it is broken."""
    if data[:8] != bytes.fromhex('d0cf11e0a1b11ae1'):
        return
    sector, mini = 1 << struct.unpack_from('<H', data, 30)[0], 64
    n_fat, first_dir, _, cutoff, first_mini = (struct.unpack_from('<I', data, at)[0] for at in (44, 48, 52, 56, 60))

    def at(number):
        return data[(number + 1) * sector:(number + 2) * sector]

    fat = b''.join(at(n) for n in struct.unpack_from('<109I', data, 76)[:n_fat])
    fat = struct.unpack('<%dI' % (len(fat) // 4), fat)

    def chain(first, table, get):
        found, seen = [], set()
        while first < len(table) and first not in seen:
            seen.add(first)
            found.append(get(first))
            first = table[first]
        return b''.join(found)

    folder = chain(first_dir, fat, at)
    minis = chain(first_mini, fat, at)
    minis = struct.unpack('<%dI' % (len(minis) // 4), minis)
    entries = [folder[i:i + 128] for i in range(0, len(folder) - 127, 128)]
    root = chain(struct.unpack_from('<I', entries[0], 116)[0], fat, at)
    for entry in entries:
        if entry[:struct.unpack_from('<H', entry, 64)[0]].decode('utf-16-le', 'replace').rstrip('\0') != STREAM:
            continue
        first, size = struct.unpack_from('<II', entry, 116)
        if size < cutoff:
            yield chain(first, minis, lambda n: root[n * mini:(n + 1) * mini])[:size]
        else:
            yield chain(first, fat, at)[:size]


def checksum(data):
    return zlib.crc32(data, 0xffffffff) ^ 0xffffffff


def streams_of(path):
    with open(path, 'rb') as file:
        data = file.read()
    if path.endswith('.msg'):
        try:
            for stream in streams_of_cfb(data):  # names of properties are kept in streams with such names, too
                if stream[8:12] in (b'LZFu', b'MELA'):
                    yield stream
        except (struct.error, IndexError):
            return
        return
    for match in re.finditer(b'LZFu|MELA', data):
        start = match.start() - 8
        if start >= 0:
            size = struct.unpack_from('<I', data, start)[0] + 4
            if 16 <= size <= len(data) - start:
                yield data[start:start + size]


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, data):
    with open(path, 'wb') as file:
        file.write(data)


def ours(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=120)
    return done.stdout.decode().strip() if done.returncode == 0 else None


def node(folder):
    done = subprocess.run(['node', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'compare_rtf.js'), folder],
                          stdout=subprocess.PIPE, timeout=300, env=dict(os.environ, NODE_PATH=MODULES), check=True)
    return {line['file']: line for line in map(json.loads, done.stdout.decode().splitlines())}


def same(name, what, good):
    why = None if good else KNOWN.get((what, name))
    report(good or bool(why), '%s: %s' % (name, what), why or '')


def text(data):
    return data.decode('utf-8', 'replace').replace('\0', '\ufffd')


def skip(why):
    print('ok 1 - other packages find what we do # SKIP %s\n1..1' % why)
    return 0


def compare(dump, work):
    names = []
    for path in sorted(glob.glob(os.path.join(CORPUS, 'msg', '*.msg')) + glob.glob(os.path.join(CORPUS, 'tnef', '*.*'))):
        for i, data in enumerate(streams_of(path)):
            name = os.path.join(work, '%s-%d' % (os.path.basename(path), i))
            write(name + '.packed', data)
            whole = ours(dump, 'unpack', name + '.packed', name + '.rtf') is not None
            good = checksum(data[16:]) == struct.unpack_from('<I', data, 12)[0]
            report(whole == good, '%s: it %s' % (os.path.basename(name), 'is read' if good else 'has another checksum, and is refused'))
            if not whole:
                continue
            names.append(name)
            ours(dump, 'pack', name + '.rtf', name + '-again.packed')
    for path in sorted(glob.glob(os.path.join(SOURCE, 'tests', 'fuzz', 'corpus', 'rtf_wrap', '*'))):
        name = os.path.join(work, 'wrap-' + os.path.basename(path))
        write(name + '.html', text(read(path)).encode())
        ours(dump, 'html', name + '.html', name + '.rtf')
        names.append(name)
    theirs = node(work)
    for name in names:
        short = os.path.basename(name)
        if os.path.exists(name + '.packed'):
            for way in '', '-again':
                found = read(name + way + '.theirs') if os.path.exists(name + way + '.theirs') else None
                same(short, 'their RTF of what %s is ours' % ('we packed' if way else 'is there'), found == read(name + '.rtf'))
        kind = ours(dump, 'body', name + '.rtf', name + '.ours')
        answer = theirs[short + '.rtf']
        if kind == 'rtf':
            same(short, 'it is plain RTF', 'error' in answer)
            continue
        same(short, 'it is %s' % kind, answer.get('kind') == kind)
        if 'kind' in answer:
            mine, other = text(read(name + '.ours')), text(read(name + '.body'))
            same(short, 'the same %s' % kind, mine == other)
            if short.startswith('wrap-'):
                same(short, 'the HTML that was wrapped', mine == text(read(name + '.html')))


def main():
    if not os.path.isdir(CORPUS):
        return skip('there is no ../shared/corpus')
    if not shutil.which('node') or not os.path.isdir(os.path.join(MODULES, 'rtf-stream-parser')):
        return skip('node, or its rtf-stream-parser, is not installed (tools/setup)')
    work = tempfile.mkdtemp()
    try:
        compare(sys.argv[1], os.environ.get('RTF_WORK') or work)
    finally:
        shutil.rmtree(work)
    print('1..%d' % len(tests))
    return not all(tests)


if __name__ == '__main__':
    sys.exit(main())
