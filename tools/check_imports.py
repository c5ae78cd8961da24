#!/usr/bin/env python3
"""check_imports.py DIST... - our DLLs and programs import only what every Windows has

Reads the import table of each .dll and .exe in the folders. A DLL it names must be in
tests/facts/system_dlls.txt or be our own msmapi32.dll; a function it names must be exported by Wine's
copy of that DLL (where this machine has one). That no function is newer than Windows 7 is the
compiler's business: _WIN32_WINNT=0x0601 hides the others' prototypes.
"""
import pathlib
import struct
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
OWN = {'msmapi32.dll'}
ALONE = {'wldap32.dll': 'omldap32.dll', 'bcrypt.dll': 'ominet32.dll', 'normaliz.dll': 'ominet32.dll'}  # what only one of ours may import
WINE_DLLS = {0x8664: ['/usr/lib/x86_64-linux-gnu/wine/x86_64-windows'], 0x14c: ['/usr/lib/i386-linux-gnu/wine/i386-windows']}


class Image:
    """A PE file: its machine, imports and exported names."""

    def __init__(self, path):
        self.data = pathlib.Path(path).read_bytes()
        pe = self.u32(0x3c)
        if self.data[:2] != b'MZ' or self.data[pe:pe + 4] != b'PE\0\0':
            raise ValueError(f'{path} is no PE file')
        self.machine, sections, optional = self.u16(pe + 4), self.u16(pe + 6), self.u16(pe + 20)
        header = pe + 24
        self.wide = self.u16(header) == 0x20b
        self.directories = header + (112 if self.wide else 96)
        table = header + optional
        self.sections = [struct.unpack_from('<IIII', self.data, table + 40 * i + 8) for i in range(sections)]

    def u16(self, at):
        return struct.unpack_from('<H', self.data, at)[0]

    def u32(self, at):
        return struct.unpack_from('<I', self.data, at)[0]

    def at(self, rva):
        for size, address, raw_size, raw in self.sections:
            if address <= rva < address + max(size, raw_size):
                return rva - address + raw
        raise ValueError(f'no section holds {rva:#x}')

    def text(self, rva):
        start = self.at(rva)
        return self.data[start:self.data.index(b'\0', start)].decode('ascii')

    def imports(self):
        """{dll: [function or #ordinal]}"""
        found, table = {}, self.u32(self.directories + 8)
        if not table:
            return found
        at = self.at(table)
        while self.u32(at + 12):
            names = found.setdefault(self.text(self.u32(at + 12)).lower(), [])
            thunk = self.at(self.u32(at) or self.u32(at + 16))
            while any(self.data[thunk:thunk + (8 if self.wide else 4)]):
                value = struct.unpack_from('<Q' if self.wide else '<I', self.data, thunk)[0]
                by_ordinal = value >> (63 if self.wide else 31)
                names.append(f'#{value & 0xffff}' if by_ordinal else self.text((value & 0x7fffffff) + 2))
                thunk += 8 if self.wide else 4
            at += 20
        return found

    def exports(self):
        table = self.u32(self.directories)
        if not table:
            return set()
        at = self.at(table)
        names = self.at(self.u32(at + 32))
        return {self.text(self.u32(names + 4 * i)) for i in range(self.u32(at + 24))}


def wine_exports(machine, dll, known={}):
    """What Wine's copy of a DLL exports by name, or None where this machine has no such copy."""
    if (machine, dll) not in known:
        known[machine, dll] = None
        for folder in WINE_DLLS.get(machine, []):
            path = pathlib.Path(folder) / dll
            if path.exists():
                known[machine, dll] = Image(path).exports()
    return known[machine, dll]


def main():
    listed = {line.split()[0].lower() for line in (TOP / 'tests/facts/system_dlls.txt').read_text().splitlines()
              if line.strip() and not line.startswith('#')}
    wrong = files = functions = 0
    for dist in sys.argv[1:]:
        programs = sorted(p for p in pathlib.Path(dist).iterdir() if p.suffix in ('.dll', '.exe'))
        if not programs:
            print(f'{dist}: no DLL and no program')
            wrong += 1
        for path in programs:
            image = Image(path)
            files += 1
            for dll, names in image.imports().items():
                if dll in OWN and path.name not in OWN:
                    there = Image(path.parent / dll).exports()
                elif dll in listed and ALONE.get(dll, path.name) == path.name:
                    there = wine_exports(image.machine, dll)
                else:
                    print(f'{path}: imports {dll}, which tests/facts/system_dlls.txt does not list')
                    wrong += 1
                    continue
                for name in names:
                    functions += 1
                    if there is not None and not name.startswith('#') and name not in there:
                        print(f'{path}: {dll} has no {name}')
                        wrong += 1
    print(f'check_imports: {files} files, {functions} functions, {wrong} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
