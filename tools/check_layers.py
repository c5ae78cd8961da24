#!/usr/bin/env python3
"""check_layers.py - every #include goes to its own folder or to a lower layer

Holds the table of doc/architecture.md. Prints each arrow that points up or sideways and fails.
"""
import pathlib
import re
import sys

RANKS = [  # rank 0 is include/
    ['sys'],
    ['base'],
    ['codec'],
    ['com'],
    ['prop'],
    ['eid', 'notify'],
    ['table'],
    ['msg', 'ui'],
    ['profile'],
    ['provider'],
    ['ab', 'spool', 'form', 'offline'],
    ['support'],
    ['admin'],
    ['session'],
    ['simple'],
    ['api'],
]
RANK = {folder: rank for rank, folders in enumerate(RANKS, 1) for folder in folders}

# Who may name Windows' own headers: the rest of src/ builds natively too.
WINDOWS_ONLY = re.compile(r'src/(sys/win32|ui|api/jumps)/|src/api/dllmain\.c|src/com/guids\.c')
WINDOWS_HEADER = re.compile(r'(windows|win\w+|objbase|objidl|ole2?|oleauto|shlobj|shlwapi|wincrypt|tchar|process|io)\.h')
THIRD_PARTY = {'providers': {'sqlite3.h', 'ldap.h', 'winldap.h'}, 'programs': set()}

# What providers link too (src/meson.build: body_files): pure converters, which include nothing of src/ but each other.
SHARED = {'sys/codepage.h'} | {f'codec/{name}.h' for name in (
    'rtf/crc', 'rtf/lzfu', 'rtf/lzfu_pack', 'rtf/rtf_body', 'rtf/rtf_out', 'rtf/rtf_wrap', 'text/charset_name', 'text/encode', 'text/entities', 'text/html_charset', 'text/html_text',
    'text/html_token', 'text/text_sink', 'text/utf8', 'mime/transfer')}
# What programs and providers link besides (card_files), of which programs name nothing but the two faces.
PROGRAM_SHARED = {'codec/vcard/card.h', 'codec/ldif/ldif.h'}
SHARED |= PROGRAM_SHARED | {f'codec/{name}.h' for name in (
    'ldif/read', 'ldif/write', 'text/byte_stream', 'text/folded_out', 'text/recode', 'text/text_hold', 'text/text_lines', 'vcard/lines', 'vcard/make',
    'vcard/names', 'vcard/params', 'vcard/read', 'vcard/value', 'vcard/write')}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)


def includes(path):
    """(line, is quoted, name) of each #include in a file."""
    text = path.read_text(encoding='utf-8', errors='replace')
    for match in INCLUDE.finditer(text):
        yield text.count('\n', 0, match.start(2)) + 1, match[1] == '"', match[2]


def check_src(root, path, name, quoted):
    """Why a file of src/ may not include this, or None."""
    if not quoted:
        if WINDOWS_HEADER.fullmatch(name) and not WINDOWS_ONLY.match(path.relative_to(root).as_posix()):
            return 'belongs to src/sys/win32/ alone'
        return None
    mine = path.relative_to(root / 'src').parts[0]
    if path.relative_to(root / 'src').with_suffix('.h').as_posix() in SHARED and '/' in name and name not in SHARED \
            and not name.endswith('_table.h'):
        return 'is not for providers, who link this file too'
    if (path.parent / name).exists():
        theirs = (path.parent / name).resolve().relative_to(root / 'src').parts[0]
    elif '/' not in name:
        return None  # include/, or nothing: the compiler tells
    else:
        theirs = name.split('/')[0]
    if theirs == mine:
        return None
    if theirs not in RANK:
        return 'is in no layer'
    if RANK[theirs] < RANK[mine]:
        return None
    way = 'sideways' if RANK[theirs] == RANK[mine] else 'up'
    return f'points {way} (rank {RANK[mine]} to {RANK[theirs]})'


def check_outside(root, world, path, name, quoted):
    """Why a file of providers/ or programs/ may not include this, or None."""
    if not quoted or name in THIRD_PARTY[world] or (root / 'include' / name).exists():
        return None
    if world == 'providers' and (name.startswith('common/') or name in SHARED):
        return None
    if world == 'programs' and name in PROGRAM_SHARED:
        return None
    own = root / world / path.relative_to(root / world).parts[0]
    common = root / world / 'common'
    for base in (path.parent, root / world, own):
        found = (base / name).resolve()
        if found.exists():
            return None if own in found.parents or common in found.parents else 'is of another ' + world[:-1]
    return 'is not public: only include/, common/ and the own folder are' if '/' in name else None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    if root.is_file():
        root = root.parent.parent
    wrong = files = 0
    for world in ('src', 'providers', 'programs'):
        for path in sorted((root / world).rglob('*.[ch]')):
            files += 1
            if world == 'src' and path.relative_to(root / 'src').parts[0] not in RANK:
                print(f'{path.relative_to(root)}: the folder is in no layer')
                wrong += 1
                continue
            for line, quoted, name in includes(path):
                if world == 'src':
                    reason = check_src(root, path, name, quoted)
                else:
                    reason = check_outside(root, world, path, name, quoted)
                if reason:
                    print(f'{path.relative_to(root)}:{line}: {name} {reason}')
                    wrong += 1
    print(f'check_layers: {files} files, {wrong} wrong arrows', file=sys.stderr)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
