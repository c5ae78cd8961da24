#!/usr/bin/env python3
"""compare_cards.py CARD_DUMP - our vCards and LDIF against independent readers and writers

Cards made at random are written by Python's vobject and read by us, and what we write is read by it; entries likewise with
python-ldap's ldif. Both are Debian packages (python3-vobject, python3-ldap). Prints TAP; what isn't installed is skipped, and said.
"""
import base64
import io
import json
import os
import random
import subprocess
import sys
import tempfile

SYSTEM = '/usr/lib/python3/dist-packages'  # where Debian has them, whichever Python runs
sys.path.append(SYSTEM)
try:
    import vobject
except ImportError:
    vobject = None
CARDS, ENTRIES = 200, 200
TEXTS = ['', 'a', 'Ann Lee', 'a, b; c', 'back\\slash \\n', 'two\nlines', 'Grün', '日本語', '😀' * 30, 'x' * 200, 'ü' * 100,
         'a:b', ' blank', 'blank ', '"quoted"', 'tab\there', ';;,,', '\\', 'http://a.example/?b=c,d']
tests = []


def report(good, name):
    tests.append(good)
    print('%sok %d - %s' % ('' if good else 'not ', len(tests), name))


def skip(name):
    tests.append(True)
    print('ok %d - %s # SKIP it is not installed' % (len(tests), name))


def dump(tool, *args):
    return subprocess.run([tool, *args], stdout=subprocess.PIPE, timeout=60, check=True).stdout


def write(path, data):
    with open(path, 'wb') as file:
        file.write(data)
    return path


# ---- vCard ----

def random_card(choice):
    card = vobject.vCard()
    card.add('fn').value = choice.choice(TEXTS[1:])
    family, given, additional = (choice.choice(TEXTS) for _ in range(3))
    card.add('n').value = vobject.vcard.Name(family=family, given=given, additional=additional)
    for _ in range(choice.randrange(5)):
        card.add('note').value = choice.choice(TEXTS)
    for _ in range(choice.randrange(3)):
        email = card.add('email')
        email.value = choice.choice(TEXTS)
        email.type_param = choice.choice(['INTERNET', 'HOME'])
    if choice.randrange(2):
        card.add('org').value = [choice.choice(TEXTS) for _ in range(choice.randrange(1, 4))]
    if choice.randrange(2):
        photo = card.add('photo')
        photo.value = choice.randbytes(choice.randrange(300))
        photo.encoding_param = 'b'
        photo.type_param = 'JPEG'
    return card


def name_of(card):
    name = card.n.value
    return [name.family, name.given, name.additional, name.prefix, name.suffix]


def seen_by_vobject(card):
    """[name, text or bytes in hexadecimal, is binary] of all lines but N, sorted."""
    seen = []
    for line in card.lines():
        if line.name in ('N', 'VERSION'):
            continue
        value = line.value
        if isinstance(value, list):
            value = ';'.join(value)
        binary = isinstance(value, bytes)
        seen.append([line.name, value.hex() if binary else value, binary])
    return comparable(seen)


def seen_by_us(values):
    return comparable(v for v in values if v[0] != 'N')


def comparable(values):
    """Sorted, without the empty unit that vobject puts behind each organisation."""
    return sorted([name, text.rstrip(';') if name == 'ORG' else text, binary] for name, text, binary in values)


def compare_vcards(tool, work):
    choice = random.Random(6350)
    cards = [random_card(choice) for _ in range(CARDS)]
    theirs = write(os.path.join(work, 'theirs.vcf'), ''.join(c.serialize() for c in cards).encode())
    ours = [json.loads(line) for line in dump(tool, 'vcard', theirs).decode().splitlines()]
    report(len(ours) == CARDS, 'we find every card that vobject wrote')
    report(all(seen_by_us(o) == seen_by_vobject(c) for o, c in zip(ours, cards)), 'we read what vobject wrote')
    again = dump(tool, 'vcard', theirs, '30').decode()
    back = list(vobject.readComponents(io.StringIO(again)))
    report(len(back) == CARDS, 'vobject finds every card that we wrote')
    report(all(seen_by_vobject(b) == seen_by_vobject(c) for b, c in zip(back, cards)), 'vobject reads what we wrote')
    report(all(name_of(b) == name_of(c) for b, c in zip(back, cards)), 'vobject finds the parts of names')
    newer = write(os.path.join(work, 'ours-4.0.vcf'), dump(tool, 'vcard', theirs, '40'))
    newest = [json.loads(line) for line in dump(tool, 'vcard', newer).decode().splitlines()]
    report([seen_by_us(n) for n in newest] == [seen_by_us(o) for o in ours], 'the same in 4.0')


# ---- LDIF: by the Python that has the C part of python-ldap ----

READ = '''
import base64, json, sys, ldif
class Reader(ldif.LDIFParser):
    def handle(self, dn, entry):
        print(json.dumps([dn, {k.lower(): [base64.b64encode(v).decode() for v in vs] for k, vs in entry.items()}]))
Reader(open(sys.argv[1], 'rb')).parse()
'''
WRITE = '''
import base64, json, sys, ldif
out = ldif.LDIFWriter(open(sys.argv[1], 'w'))
for line in sys.stdin:
    dn, entry = json.loads(line)
    out.unparse(dn, {k: [base64.b64decode(v) for v in vs] for k, vs in entry.items()})
'''


def ldif_python():
    for python in sys.executable, '/usr/bin/python3':
        if subprocess.run([python, '-c', 'import ldif'], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def random_entry(choice, i):
    values = [text.encode() for text in TEXTS if text] + [b'\0\1', b'\xff\xfe', bytes(range(256))]
    entry = {'cn': [choice.choice(values) for _ in range(choice.randrange(1, 4))]}
    for name in 'description', 'jpegphoto', 'ou;lang-de':
        if choice.randrange(2):
            entry[name] = [choice.choice(values)]
    name = choice.choice(['Ann', 'Grün', '日本語', 'x' * 100])
    return ['cn=%s %d,dc=example' % (name, i), {k: [base64.b64encode(v).decode() for v in vs] for k, vs in entry.items()}]


def compare_ldif(tool, work, python):
    choice = random.Random(2849)
    entries = [random_entry(choice, i) for i in range(ENTRIES)]
    theirs = os.path.join(work, 'theirs.ldif')
    subprocess.run([python, '-c', WRITE, theirs], input='\n'.join(map(json.dumps, entries)).encode(), check=True, timeout=60)
    ours = write(os.path.join(work, 'ours.ldif'), dump(tool, 'ldif', theirs))
    back = subprocess.run([python, '-c', READ, ours], stdout=subprocess.PIPE, check=True, timeout=60).stdout.decode()
    back = [json.loads(line) for line in back.splitlines()]
    report(len(back) == ENTRIES, 'ldif finds every entry that it wrote and we wrote again')
    report(back == entries, 'ldif reads in them what it wrote')


def main():
    tool = sys.argv[1]
    with tempfile.TemporaryDirectory() as work:
        if vobject:
            compare_vcards(tool, work)
        else:
            skip('vobject reads our vCards, and we its (python3-vobject)')
        python = ldif_python()
        if python:
            compare_ldif(tool, work, python)
        else:
            skip('ldif reads our entries, and we its (python3-ldap)')
    print('1..%d' % len(tests))
    return not all(tests)


if __name__ == '__main__':
    sys.exit(main())
