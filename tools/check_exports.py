#!/usr/bin/env python3
"""check_exports.py DIST... - the DLLs in dist/ARCH export what programs ask MAPI's DLLs for

Compares msmapi32.dll and mapi32.dll with tests/facts/exports.tsv, and with mapi32.def: names, ordinals, bytes popped
on x86, names that must be absent, both spellings of a function being one; and that each import library has what
programs link to. That a function really pops the bytes that mapi32.def says is the linker's business.

Proves 1.9-01 to 1.9-12, 1.9-16, 9.1-02, 11.15-01 to 11.15-11, 12.1-01, 12.7-01, 12.8-01; the export part of 10.1-01,
10.7-01, 11.1-27, 11.10-23.
"""
import pathlib
import struct
import sys

import gen_def
from check_imports import TOP, Image

MACHINES = {0x8664: 'x86_64', 0x14c: 'i686'}


class Exports(Image):
    def table(self):
        """{name: (ordinal, address)}"""
        at = self.at(self.u32(self.directories))
        base, count = self.u32(at + 16), self.u32(at + 24)
        functions, names, ordinals = (self.at(self.u32(at + i)) for i in (28, 32, 36))
        found = {}
        for i in range(count):
            index = self.u16(ordinals + 2 * i)
            found[self.text(self.u32(names + 4 * i))] = base + index, self.u32(functions + 4 * index)
        return found


def facts():
    lines = (TOP / 'tests/facts/exports.tsv').read_text(encoding='utf-8').splitlines()
    head = lines[1].split('\t')
    return [dict(zip(head, line.split('\t'))) for line in lines[2:]]


def symbols(path):
    """The names in the symbol table of an archive."""
    data = pathlib.Path(path).read_bytes()
    if data[:8] != b'!<arch>\n' or data[8:10] != b'/ ':
        raise ValueError(f'{path} has no symbol table')
    size = int(data[56:66])
    count = struct.unpack_from('>I', data, 68)[0]
    return set(data[68 + 4 + 4 * count:68 + size].decode('ascii').split('\0'))


class Checker:
    def __init__(self):
        self.wrong = self.compared = 0

    def check(self, right, text):
        self.compared += 1
        if not right:
            print(text)
            self.wrong += 1

    def list_agrees(self, listed, rows):
        """mapi32.def against the facts."""
        by_name = {e.name: e for e in listed}
        for row in rows:
            name = row['name']
            if row['need'] == 'never' or name.startswith('ord_'):
                self.check(name not in by_name, f'mapi32.def: {name} must not be there')
                continue
            export = by_name.pop(name, None)
            self.check(export is not None, f'mapi32.def: {name} is missing')
            if export and row['callconv'] == 'stdcall':
                self.check(export.stack == int(row['stdcall_bytes']), f'mapi32.def: {name} pops {row["stdcall_bytes"]}')
            elif export:
                self.check(export.stack is None, f'mapi32.def: {name} is not stdcall')
        for name, export in by_name.items():
            self.check(export.function != name, f'mapi32.def: no fact about {name}')  # a second name of ours is free

    def dll_agrees(self, path, arch, listed, rows):
        there = Exports(path).table()
        wanted = {spelling: e for e in listed for spelling in e.spellings(arch)}
        for name in sorted(there.keys() ^ wanted.keys()):
            self.check(False, f'{path}: {name} is ' + ('not in mapi32.def' if name in there else 'missing'))
        for row in rows:
            if row['need'] == 'never':
                self.check(row['name'] not in there, f'{path}: {row["name"]} must not be exported')
                continue
            x86 = [s for s in row['x86_exports'].split(',') if s]
            # Old programs ask for decorated names on 64-bit Windows too.
            names = x86 if arch == 'i686' else [s for s in x86 if s == row['name'] or s == f'{row["name"]}@{row["stdcall_bytes"]}']
            if arch != 'i686' and row['x64_export']:
                names = {*names, row['x64_export']}
            for name in names:
                self.check(name in there, f'{path}: {name} is missing')
            for fact in filter(None, row['ordinal'].split(';')):
                name, ordinal = fact.split('=')
                if name in there:
                    self.check(there[name][0] == int(ordinal), f'{path}: {name} has ordinal {there[name][0]}, not {ordinal}')
        for export in listed:
            addresses = {there[s][1] for s in export.spellings(arch) if s in there}
            self.check(len(addresses) < 2, f'{path}: the spellings of {export.name} are different functions')
        return {name: ordinal for name, (ordinal, _) in there.items()}

    def library_agrees(self, path, arch, listed):
        there = symbols(path)
        prefix = '_' if arch == 'i686' else ''
        for symbol, _ in gen_def.imports(arch, listed):
            for name in prefix + symbol, '__imp_' + prefix + symbol:
                self.check(name in there, f'{path}: {name} is missing')
        for export in listed:
            if export.private:
                self.check(prefix + export.symbol(arch) not in there, f'{path}: {export.name} is a provider\'s own')


def main():
    listed, rows, checker = gen_def.read(TOP / 'mapi32.def'), facts(), Checker()
    checker.list_agrees(listed, rows)
    for dist in map(pathlib.Path, sys.argv[1:]):
        arch = MACHINES[Exports(dist / 'msmapi32.dll').machine]
        tables = [checker.dll_agrees(dist / dll, arch, listed, rows) for dll in ('msmapi32.dll', 'mapi32.dll')]
        checker.check(tables[0] == tables[1], f'{dist}: msmapi32.dll and mapi32.dll differ')
        for library in 'libmsmapi32.a', 'msmapi32.lib', 'libmapi32.a', 'mapi32.lib':
            checker.library_agrees(dist / 'lib' / library, arch, listed)
    print(f'check_exports: {checker.compared} compared, {checker.wrong} wrong')
    return 1 if checker.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
