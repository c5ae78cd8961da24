#!/usr/bin/env python3
"""gen_coverage.py - write doc/coverage.md: the state of every export and of every interface method

usage: gen_coverage.py            writes it
       gen_coverage.py --check    a test (TAP): is it what would be written?

Read off the code: an export is built when src/api/unbuilt.c does not have it; a method is built when the object's
vtable has a function there that does more than refuse. Refused are a refuse_* of faces.h, and a function of ours whose
whole body is a return of MAPI_E_NO_SUPPORT or E_NOTIMPL, or that behind a check of the arguments. A comment beside such a slot is quoted.
"""
import pathlib
import re
import sys

import gen_def
import gen_faces

TOP = pathlib.Path(__file__).resolve().parent.parent
TARGET = TOP / 'doc/coverage.md'
REFUSALS = ('MAPI_E_NO_SUPPORT', 'E_NOTIMPL')
VTABLE = re.compile(r'^(?:static\s+)?const\s+(\w+)Vtbl\s+(?!\w+_dead\b)(\w+)\s*=\s*\{', re.M) # dead ones aren't objects
UNMET = TOP / 'tools/unmet.txt'
UNBUILT = re.compile(r'^UNBUILT(_\w+)?\((?:\d+, )?(\w+)(?:, (.*))?\)', re.M)


def fail(text):
    sys.exit('gen_coverage.py: ' + text)


def without_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*', lambda found: re.sub(r'[^\n]', ' ', found.group()), text, flags=re.S)


def closing(text, start):
    """Index just after the bracket that closes the one at start."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in '({[') - (text[i] in ')}]')
        if not depth:
            return i + 1
    return len(text)


class Source:
    """One .c file."""

    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(TOP).as_posix()
        self.text = path.read_text(encoding='utf-8', errors='replace')
        self.bare = without_comments(self.text)

    def body(self, function):
        """What stands between the braces of a function, or None."""
        for found in re.finditer(r'^[A-Za-z_][^;{}=]*?\b%s\s*\(' % re.escape(function), self.bare, re.M):
            end = closing(self.bare, found.end() - 1)
            brace = re.match(r'\s*\{', self.bare[end:])
            if brace:
                start = end + brace.end() - 1
                return self.bare[start + 1:closing(self.bare, start) - 1]
        return None

    def refuses(self, function):
        body = self.body(function)
        if body is None:
            return False
        rest = re.sub(r'\(void\)\s*\w+\s*[,;]|TRACE\([^;]*\);', '', body)
        # also one that keeps words for GetLastError: return result(x_from(iface), FAIL(code), NULL);
        refusal = r'(?:FAIL\()?\s*(?:%s)\s*\)?' % '|'.join(REFUSALS)
        # and one that checks its arguments first
        checked = r'HRESULT hr = \w+\([^;]*\);\s*return FAILED\(hr\) \? hr : %s' % refusal
        return bool(re.fullmatch(r'\s*(?:return\s+(?:%s|result\(\w+\(iface\), %s, NULL\))|%s)\s*;\s*' % (
            refusal, refusal, checked), rest))


def macro_text(text):
    """{name: ([parameter], body)} of a file's macros"""
    joined = re.sub(r'\\\n', ' ', text)
    return {name: (re.findall(r'\w+', parameters), body) for name, parameters, body in
            re.findall(r'^\s*#\s*define\s+(\w+)(?:\(([^)\n]*)\))?[ \t]+([^\n]*)', joined, re.M)}


def slots_of(source, interface, start, interfaces, own):
    """{method: (function, comment)} from the initialiser that starts at `start`."""
    macros = macro_text(source.bare)
    upper = {name.upper(): name for name in interfaces}
    found = {}

    def take(text, comments, depth=0):
        if depth > 4:
            fail('%s: macros too deep' % source.name)
        at = 0
        for piece in re.finditer(r'\.(\w+)\s*=\s*&?(\w+)|(\w+)\s*\(([^()]*)\)|(\w+)', text):
            if piece.start() < at:
                continue
            at = piece.end()
            method, function, call, argument, word = piece.groups()
            if method:
                line = comments(piece.end())
                found[method] = function, line
                continue
            name = call or word
            if re.fullmatch(r'COM_\w*UNKNOWN\w*_METHODS', name):
                continue
            if name in macros:
                parameters, body = macros[name]
                for parameter, given in zip(parameters, re.split(r'\s*,\s*', (argument or '').strip())):
                    body = re.sub(r'\b%s\b' % parameter, given, body)
                body = re.sub(r'\s*##\s*', '', body)
                take(body, lambda _: '', depth + 1)
                continue
            kind = re.fullmatch(r'(\w+?)(_REFUSED|_DEAD)?_SLOTS', name)
            if kind and kind.group(1) in upper:
                face = upper[kind.group(1)]
                for m in interfaces[face] if kind.group(2) else own[face]:
                    found[m.name] = ('refuse_%s_%s' % (face, m.name) if kind.group(2) else
                                     '%s_%s' % (argument.strip(), m.name)), ''
                continue
            fail('%s: what is %s in the vtable of %s?' % (source.name, name, interface))

    end = closing(source.text, start)

    def comment_after(base):
        def comment(offset):
            line = source.text[base + offset:source.text.find('\n', base + offset)]
            note = re.search(r'/\*\s*(.*?)\s*\*/', line)
            return note.group(1) if note else ''
        return comment

    take(source.bare[start + 1:end - 1], comment_after(start + 1))
    return found


def objects(sources, interfaces, own):
    """[(interface, file, vtable, built names, [(refused name, note)])]"""
    out = []
    for source in sources:
        for match in VTABLE.finditer(source.bare):
            interface, vtable = match.groups()
            if interface not in interfaces:
                continue
            slots = slots_of(source, interface, match.end() - 1, interfaces, own)
            built, refused = [], []
            for method in interfaces[interface]:
                function, note = slots.get(method.name, (None, ''))
                if function is None:
                    fail('%s: %s has no %s' % (source.name, vtable, method.name))
                if function.startswith('dead_'):
                    break
                if function.startswith('refuse_') or source.refuses(function):
                    refused.append((method.name, note))
                else:
                    built.append(method.name)
            else:
                out.append((interface, source.name, vtable, built, refused))
    return sorted(out)


def exports(sources):
    """([(name, answer)] unbuilt, {file: [names]} built, [names] nowhere)"""
    unbuilt_file = TOP / 'src/api/unbuilt.c'
    unbuilt = {name: answer or {'_VOID': 'nothing', '_FILETIME': '0', '_CDECL': 'MAPI_E_NO_SUPPORT'}[kind]
               for kind, name, answer in UNBUILT.findall(unbuilt_file.read_text(encoding='utf-8'))}
    missing, built, nowhere = [], {}, []
    for export in gen_def.read(TOP / 'mapi32.def'):
        if export.function in unbuilt:
            missing.append((export.name, unbuilt[export.function]))
            continue
        where = [s for s in sources if s.name.startswith('src/') and s.body(export.function) is not None]
        if where and where[0].refuses(export.function):
            missing.append((export.name, 'MAPI_E_NO_SUPPORT'))
        elif where:
            built.setdefault(where[0].name, []).append(export.name)
        else:
            nowhere.append(export.name)
    return missing, built, nowhere


def wrapped(names):
    return ', '.join(names) if names else 'none'


def spread(ids):
    """'5.7-02, 5.7-04 to 5.7-06' as the list of all IDs it means."""
    out = []
    for piece in ids.split(', '):
        ends = [re.fullmatch(r'(\d+\.\d+)-(\d\d)', end) for end in piece.split(' to ')]
        if not all(ends) or ends[0][1] != ends[-1][1]:
            fail('unmet.txt: what is %s?' % piece)
        out += ['%s-%02d' % (ends[0][1], n) for n in range(int(ends[0][2]), int(ends[-1][2]) + 1)]
    return out


def unmet():
    """[(IDs as written, reason)] of tools/unmet.txt, none of which a test may name unless it is met in part"""
    rows = [line.split(': ', 1) for line in UNMET.read_text(encoding='utf-8').splitlines()
            if line and not line.startswith('#')]
    named = set()
    for world in 'tests', 'wine-tests':
        for path in (TOP / world).rglob('*'):
            if path.suffix in ('.c', '.h', '.cpp'):
                named.update(re.findall(r'(?<![\d.])\d+\.\d+-\d\d(?!\d)', path.read_text(encoding='utf-8', errors='replace')))
    for ids, _ in rows:
        whole = ids.removesuffix(' in part') == ids
        for one in spread(ids.removesuffix(' in part')):
            if whole and one in named:
                fail('a test names %s, and unmet.txt says that it is not met' % one)
    return rows


def document():
    headers = sorted(str(p) for p in (TOP / 'include').glob('*.h'))
    interfaces, own, _ = gen_faces.read_headers(headers)
    sources = [Source(p) for world in ('src', 'providers') for p in sorted((TOP / world).rglob('*.c'))]
    missing, built, nowhere = exports(sources)
    things = objects(sources, interfaces, own)

    n_built = sum(map(len, built.values()))
    n_methods = sum(len(b) for *_, b, _ in things)
    n_refused = sum(len(r) for *_, r in things)
    out = ['# Coverage', '',
           'What of MAPI is there. Written by `tools/gen_coverage.py` from the code; a test compares. IUnknown\'s methods',
           'are not counted. What is refused answers MAPI_E_NO_SUPPORT, what is not built its documented failure.', '',
           '| | built | not built or refused |', '| --- | --- | --- |',
           '| exports | %d | %d |' % (n_built, len(missing) + len(nowhere)),
           '| methods of %d objects | %d | %d |' % (len(things), n_methods, n_refused), '',
           '## Exports that are not built', '']
    answers = {}
    for name, answer in missing:
        answers.setdefault(answer, []).append(name)
    if answers:
        out += ['| answer | exports |', '| --- | --- |']
        out += ['| %s | %s |' % (answer, wrapped(names)) for answer, names in sorted(answers.items())]
    else:
        out.append('None.')
    if nowhere:
        out += ['', 'Neither in `src/api/unbuilt.c` nor found in a source file: %s.' % wrapped(nowhere)]
    out += ['', '## Exports that are built', '']
    if built:
        out += ['| file | exports |', '| --- | --- |']
        out += ['| %s | %s |' % (file, wrapped(names)) for file, names in sorted(built.items())]
    else:
        out.append('None.')
    out += ['', '## Methods', '', '| interface | object | built | refused |', '| --- | --- | --- | --- |']
    for interface, file, vtable, done, refused in things:
        text = [name + (' (%s)' % note if note else '') for name, note in refused]
        out.append('| %s | %s, `%s` | %s | %s |' % (
            interface, file, vtable, 'all %d' % len(done) if not refused else '%d: %s' % (len(done), wrapped(done)),
            wrapped(text)))
    out += ['', '## Contract lines that are not met', '',
            'Of the sections on logon, sessions, providers, the address book and the offline manager (3, 4, 5, 7, 10).', '',
            '| lines | why |', '| --- | --- |']
    out += ['| %s | %s |' % tuple(row) for row in unmet()]
    ours = {interface for interface, *_ in things}
    rest = sorted(name for name in interfaces if name not in ours and name not in gen_faces.OLE)
    out += ['', '## Interfaces without an object of ours', '',
            'Some are for clients, forms or other people\'s providers to implement.', '', wrapped(rest) + '.', '']
    return '\n'.join(out)


def main():
    text = document()
    if sys.argv[1:] == ['--check']:
        same = TARGET.exists() and TARGET.read_text(encoding='utf-8') == text
        print('1..1\n%sok 1 - doc/coverage.md tells what the code has%s' % (
            ('', '') if same else ('not ', '\n# run tools/gen_coverage.py and commit the result')))
        return 0 if same else 1
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    TARGET.write_text(text, encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
