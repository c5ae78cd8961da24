#!/usr/bin/env python3
"""check_names.py SUBSYSTEM.a PROVIDER.a... - no function of a provider bears the name of one of the subsystem's

In the DLLs they never meet. A native test links both, and the linker would take the first it finds for
either. What is made from include/ in both (identifiers, generated faces) is the same and may be twice.
"""
import re
import subprocess
import sys

SAME = re.compile(r'(IID|MUID|CLSID|GUID|PS|P?SETID)_|dead_|refuse_|_|\w+_slots$')


def names(archive):
    lines = subprocess.run(['nm', '--defined-only', '-g', archive], check=True, capture_output=True, text=True).stdout
    fields = (line.split() for line in lines.splitlines())
    return {f[2] for f in fields if len(f) == 3 and not SAME.match(f[2])}


def main():
    if len(sys.argv) < 3:
        sys.exit('usage: ' + __doc__.partition('\n')[0])
    ours, wrong = names(sys.argv[1]), []
    if len(ours) < 100:
        sys.exit(f'{sys.argv[1]} has next to no names')
    for archive in sys.argv[2:]:
        wrong += [f'{name} ({archive})' for name in sorted(names(archive) & ours)]
    print('1..1')
    print(('not ' if wrong else '') + 'ok 1 - providers share no names with the subsystem')
    for name in wrong:
        print('# twice:', name)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
