#!/usr/bin/env python3
"""check_demo.py - tools/demo does what README says of it

Runs it, and compares what it shows with the samples: every sample's subject stands in the Inbox, once;
the 64-bit and the 32-bit client see the same; the message shown has recipients, a body and attachments.
"""
import email.parser
import email.policy
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent


def shown(text, wrapper, command):
    """What a command of the demo printed: all up to the next command, step or end."""
    at = text.find(f'\n$ {wrapper} {command}')
    if at < 0:
        sys.exit(f'the demo did not run: {wrapper} {command}')
    return re.split(r'\n\$ |\n== ', text[at + 1:])[0].partition('\n')[2].strip()


def main():
    demo = subprocess.run([TOP / 'tools/demo'], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1000)
    print(demo.stdout, demo.stderr, sep='\n')
    if demo.returncode:
        sys.exit(f'the demo ended with status {demo.returncode}')
    wrong = []
    for command in 'store list', 'store tree', 'store ls', 'store cat':
        wide, narrow = (shown(demo.stdout, wrapper, command) for wrapper in ('mapictl', 'mapictl32'))
        if not wide:
            wrong.append(f'{command} shows nothing')
        if wide != narrow:
            wrong.append(f'{command}: the 32-bit client sees something else')
    listing = shown(demo.stdout, 'mapictl', 'store ls')
    samples = sorted((TOP / 'tests/samples').glob('*.eml'))
    rows = [line for line in listing.splitlines() if re.match(r'\s*\d+ ', line)]
    if not samples or len(rows) != len(samples):
        wrong.append(f'{len(rows)} messages in the Inbox, {len(samples)} samples')
    for sample in samples:
        subject = email.parser.BytesParser(policy=email.policy.default).parsebytes(sample.read_bytes())['Subject']
        words = ' '.join(str(subject or '').split())[:12]
        if words not in ' '.join(listing.split()):
            wrong.append(f'no "{words}" of {sample.name} in the Inbox')
    message = shown(demo.stdout, 'mapictl', 'store cat')
    for name in 'From', 'To', 'Subject', 'Attached':
        if not re.search(f'^{name}\\b', message, re.M):
            wrong.append(f'the message shown has no {name}')
    if '\n\n' not in message or not message.split('\n\n', 1)[1].strip():
        wrong.append('the message shown has no body')
    for line in wrong:
        print('WRONG:', line)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
