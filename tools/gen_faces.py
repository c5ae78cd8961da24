#!/usr/bin/env python3
"""gen_faces.py - write com/faces.h and com/faces.c from the method lists in include/

usage: gen_faces.py FACES_H FACES_C HEADER...

The SDK spells each interface's own methods once, as `#define MAPI_IFOO_METHODS(IPURE)`, and lists in
DECLARE_MAPI_INTERFACE_(IFoo, IBase) which of these lists make up its vtable. From that come, for every interface,
what no one should have to write by hand: refusals, dead methods, slot lists and forwarders (foot of com/com.h).
"""
import os
import re
import sys

# Interfaces of OLE that we implement. They come from the system's headers, which have no such lists.
OLE = {
    'IClassFactory': '''
        HRESULT CreateInstance(IUnknown *outer, REFIID iid, void **out)
        HRESULT LockServer(BOOL lock)''',
    'IMalloc': '''
        void* Alloc(SIZE_T bytes)
        void* Realloc(void *block, SIZE_T bytes)
        void Free(void *block)
        SIZE_T GetSize(void *block)
        int DidAlloc(void *block)
        void HeapMinimize(void)''',
    'IStream': '''
        HRESULT Read(void *data, ULONG bytes, ULONG *done)
        HRESULT Write(const void *data, ULONG bytes, ULONG *done)
        HRESULT Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
        HRESULT SetSize(ULARGE_INTEGER size)
        HRESULT CopyTo(IStream *to, ULARGE_INTEGER bytes, ULARGE_INTEGER *n_read, ULARGE_INTEGER *n_written)
        HRESULT Commit(DWORD flags)
        HRESULT Revert(void)
        HRESULT LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER bytes, DWORD type)
        HRESULT UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER bytes, DWORD type)
        HRESULT Stat(STATSTG *stat, DWORD flags)
        HRESULT Clone(IStream **out)''',
    'ILockBytes': '''
        HRESULT ReadAt(ULARGE_INTEGER offset, void *data, ULONG bytes, ULONG *done)
        HRESULT WriteAt(ULARGE_INTEGER offset, const void *data, ULONG bytes, ULONG *done)
        HRESULT Flush(void)
        HRESULT SetSize(ULARGE_INTEGER size)
        HRESULT LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER bytes, DWORD type)
        HRESULT UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER bytes, DWORD type)
        HRESULT Stat(STATSTG *stat, DWORD flags)''',
    'IEnumSTATSTG': '''
        HRESULT Next(ULONG count, STATSTG *out, ULONG *fetched)
        HRESULT Skip(ULONG count)
        HRESULT Reset(void)
        HRESULT Clone(IEnumSTATSTG **out)''',
    'IStorage': '''
        HRESULT CreateStream(const OLECHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStream **out)
        HRESULT OpenStream(const OLECHAR *name, void *reserved1, DWORD mode, DWORD reserved2, IStream **out)
        HRESULT CreateStorage(const OLECHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStorage **out)
        HRESULT OpenStorage(const OLECHAR *name, IStorage *priority, DWORD mode, SNB exclude, DWORD reserved, \
IStorage **out)
        HRESULT CopyTo(DWORD n_exclude, const IID *exclude, SNB exclude_names, IStorage *to)
        HRESULT MoveElementTo(const OLECHAR *name, IStorage *to, const OLECHAR *new_name, DWORD flags)
        HRESULT Commit(DWORD flags)
        HRESULT Revert(void)
        HRESULT EnumElements(DWORD reserved1, void *reserved2, DWORD reserved3, IEnumSTATSTG **out)
        HRESULT DestroyElement(const OLECHAR *name)
        HRESULT RenameElement(const OLECHAR *name, const OLECHAR *new_name)
        HRESULT SetElementTimes(const OLECHAR *name, const FILETIME *created, const FILETIME *accessed, \
const FILETIME *modified)
        HRESULT SetClass(REFCLSID clsid)
        HRESULT SetStateBits(DWORD bits, DWORD mask)
        HRESULT Stat(STATSTG *stat, DWORD flags)''',
}

IUNKNOWN = ('QueryInterface', 'AddRef', 'Release')


class Method:
    """One slot: result type, name, and parameters as (declaration, name)."""

    def __init__(self, result, name, parameters):
        self.result = ' '.join(result.split())
        self.name = name
        self.parameters = parameters

    def declared(self, this):
        return ', '.join([this] + [text for text, _ in self.parameters])

    def passed(self):
        return ''.join(', ' + name for _, name in self.parameters)

    def snake(self):
        text = self.name.replace('IDs', 'Ids').replace('ID', 'Id')
        text = re.sub(r'([A-Z]+)([A-Z][a-z])', r'\1_\2', text)
        return re.sub(r'([a-z0-9])([A-Z])', r'\1_\2', text).lower()


def fail(text):
    sys.exit('gen_faces.py: ' + text)


def split_parameters(text, where):
    """'ULONG a, LPTSTR b' -> [('ULONG a', 'a'), ('LPTSTR b', 'b')]"""
    text = ' '.join(text.split())
    if text in ('', 'void'):
        return []
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == '(') - (c == ')')
        if c == ',' and not depth:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    out = []
    for part in parts:
        part = part.strip()
        pointer = re.search(r'\(\s*(?:\w+\s*)?\*\s*(\w+)\s*\)', part)  # a function pointer spelt out
        named = pointer or re.search(r'(\w+)\s*(?:\[[^]]*\])*$', part)
        if not named or re.fullmatch(r'\w+', part):
            fail('%s: parameter without a name: %s' % (where, part))
        out.append((part, named.group(1)))
    return out


def matching(text, start):
    """Index just after the bracket that closes the one at start."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in '({') - (text[i] in ')}')
        if not depth:
            return i + 1
    fail('unbalanced bracket: ' + text[start:start + 60])


METHOD = re.compile(r'\b(?:MAPIMETHOD|STDMETHOD)(_?)\s*\(')


def methods_in(text, where):
    """Every MAPIMETHOD(Name)(THIS_ ...) and MAPIMETHOD_(type, Name)(...) in order."""
    out, at = [], 0
    while True:
        found = METHOD.search(text, at)
        if not found:
            return out
        close = matching(text, found.end() - 1)
        inner = text[found.end():close - 1]
        result, name = inner.rsplit(',', 1) if found.group(1) else ('HRESULT', inner)
        name = name.strip()
        open_ = text.index('(', close)
        end = matching(text, open_)
        parameters = re.sub(r'^\s*THIS_?\b', '', text[open_ + 1:end - 1])
        out.append(Method(result, name, split_parameters(parameters, where + '::' + name)))
        at = end


def read_headers(paths):
    """-> ({interface: [Method, own and inherited, without IUnknown's]}, {interface: own}, headers that declare some)"""
    lists, bodies, used = {}, {}, []
    for path in paths:
        with open(path, encoding='utf-8') as f:
            text = f.read().replace('\r', '')
        text = re.sub(r'\\\n', ' ', re.sub(r'/\*.*?\*/', ' ', text, flags=re.S))
        text = re.sub(r'//[^\n]*', ' ', text)
        for name, body in re.findall(r'^\s*#\s*define\s+(\w+_METHODS?\w*)\(\w+\)([^\n]*)', text, re.M):
            lists[name] = methods_in(body, name)
        here = []
        for found in re.finditer(r'^\s*DECLARE_(?:MAPI_)?INTERFACE_\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)\s*\{', text, re.M):
            end = matching(text, found.end() - 1)
            here.append((found.group(1), (found.group(2), text[found.end():end - 1])))
        # mapinative.h declares OLE's interfaces, which the system's headers declare elsewhere: the table above has them.
        here = [(name, body) for name, body in here if name not in OLE and name != 'ISequentialStream']
        if here:
            used.append(os.path.basename(path))
            bodies.update(here)

    interfaces, own = {}, {}
    for name, (_, body) in bodies.items():
        slots, last = [], []
        pieces = re.finditer(r'(\w+_METHODS?\w*)\s*\(\s*\w*\s*\)|(?:MAPIMETHOD|STDMETHOD)_?\s*\([^;]*;', body)
        for piece in pieces:
            if piece.group(1):
                if piece.group(1) not in lists:
                    fail('%s uses %s, which no header defines' % (name, piece.group(1)))
                last = lists[piece.group(1)]
            else:
                last = methods_in(piece.group(0), name)
            slots += last
        names = [m.name for m in slots]
        if tuple(names[:3]) != IUNKNOWN:
            fail('%s does not start with IUnknown' % name)
        if len(set(names)) != len(names):
            fail('%s has a method twice' % name)
        interfaces[name] = slots[3:]
    for name, (base, _) in bodies.items():
        inherited = len(interfaces[base]) if base in interfaces else 0
        own[name] = interfaces[name][inherited:]
    for name, text in OLE.items():
        slots = []
        for line in text.strip().splitlines():
            result, method, parameters = re.fullmatch(r'\s*(\S+) (\w+)\((.*)\)', line).groups()
            slots.append(Method(result.replace('*', ' *'), method, split_parameters(parameters, name)))
        interfaces[name] = own[name] = slots
    return interfaces, own, used


def macro(name, lines):
    """A #define of several lines."""
    return '#define %s%s\n' % (name, ''.join(' \\\n    ' + line for line in lines))


def answer(method, code):
    """The body that answers code, as far as the result type can say it."""
    if method.result == 'void':
        return ''
    if method.result in ('HRESULT', 'SCODE'):
        return ' return %s; ' % code
    if method.result == 'ULONG':
        return ' return (ULONG)%s; ' % code
    return ' return 0; '


def function(kind, interface, method):
    return '%s STDMETHODCALLTYPE %s_%s_%s(%s)' % (
        method.result, kind, interface, method.name, method.declared(interface + ' *iface'))


def write_header(interfaces, own, headers):
    out = ['/* Generated by tools/gen_faces.py from the method lists in include/; what it means: foot of com/com.h. */\n',
           '#pragma once\n']
    out += ['#include "%s"\n' % h for h in headers]
    for name in interfaces:
        upper, slots, mine = name.upper(), interfaces[name], own[name]
        out.append('\n/* ---- %s: %d slots ---- */\n' % (name, len(slots) + 3))
        for kind in 'refuse', 'dead':
            out += [function(kind, name, m) + ';\n' for m in slots]
        for kind, suffix in ('refuse', 'REFUSED'), ('dead', 'DEAD'):
            out.append(macro('%s_%s_SLOTS' % (upper, suffix),
                             ['.%s = %s_%s_%s%s' % (m.name, kind, name, m.name, ',' if m is not slots[-1] else '')
                              for m in slots]))
        out.append(macro(upper + '_SLOTS(class_)',
                         ['.%s = class_##_%s%s' % (m.name, m.name, ',' if m is not mine[-1] else '') for m in mine]))
        for m in mine:
            returns = '' if m.result == 'void' else 'return '
            out.append(macro('%s_FORWARD_%s(class_, iface_, target_, member_)' % (upper, m.name), [
                '__attribute__((unused)) static %s STDMETHODCALLTYPE class_##_%s(%s)' % (
                    m.result, m.name, m.declared('iface_ *iface')),
                '{',
                '    %starget_##_%s(&class_##_from(iface)->member_%s);' % (returns, m.snake(), m.passed()),
                '}']))
        out.append(macro(upper + '_FORWARD(class_, iface_, target_, member_)',
                         ['%s_FORWARD_%s(class_, iface_, target_, member_)' % (upper, m.name) for m in mine]))
    return ''.join(out)


def write_source(interfaces, header):
    out = ['/* Generated by tools/gen_faces.py: what refuses, and what is left of an object after com_kill. */\n',
           '#include "%s"\n' % header, '#include "mapicode.h"\n\n',
           '#pragma GCC diagnostic ignored "-Wunused-parameter"\n']
    for name, slots in interfaces.items():
        out.append('\n')
        for kind, code in ('refuse', 'MAPI_E_NO_SUPPORT'), ('dead', 'MAPI_E_INVALID_OBJECT'):
            out += ['%s\n{%s}\n' % (function(kind, name, m), answer(m, code)) for m in slots]
    return ''.join(out)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    interfaces, own, headers = read_headers(sys.argv[3:])
    for path, text in (sys.argv[1], write_header(interfaces, own, headers)), (sys.argv[2], write_source(interfaces, os.path.basename(sys.argv[1]))):
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)


if __name__ == '__main__':
    main()
