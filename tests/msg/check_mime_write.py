#!/usr/bin/env python3
"""check_mime_write.py MIME_WRITE - what Python's email package reads in the mail that MIME_WRITE writes

One TAP line for each of its settings. The mail must be without a defect, in ASCII and short lines, and say what the
message says.
"""
import email
import email.policy
import subprocess
import sys
import warnings

warnings.simplefilter('ignore')
NAMES = ['Plain Name', 'Comma, Name', 'Ä "q" \\ 日本', 'a@b (c) <d>', 'x  y ']
SUBJECT = ''.join(' ' if i % 10 == 9 else chr(0x3042 + i % 60) if i // 100 % 2 else chr(97 + i % 26) for i in range(1500))
BODY = ('Dear reader,\n.\n..two dots, trailing blanks   \nFrom here on: = and =20, a tab\tand 日本語, \U0001F600\n--\nno line end')
FILE = ''.join(chr(0x4e00 + i * 7) for i in range(96)) + '.x'
DATA = bytes((i * 31 >> 3) & 255 for i in range(100000))


def people(kind):
    for i in range(300):
        if i % 2 == kind:
            yield NAMES[i % 5].strip(), ('user%d@example.org' if i % 7 else '"us er%d"@example.org') % i


def words(text):
    return ' '.join(text.split())


def check(raw):
    """What is wrong with a mail."""
    for line in raw.split(b'\n')[:-1]:
        if not line.endswith(b'\r') or len(line) > 999 or b'\r' in line[:-1]:
            yield f'line {line[:60]!r}'
    if not raw.isascii() or b'\0' in raw:
        yield 'bytes that are no ASCII'
    head = raw.split(b'\r\n\r\n')[0]
    if max(len(line) for line in head.split(b'\r\n')) > 78:
        yield 'a header line of more than 78'
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        for defect in part.defects + [d for v in part.values() for d in getattr(v, 'defects', ())]:
            yield f'defect {defect!r}'
    if str(mail['subject']).strip() != SUBJECT.strip():
        yield f'subject {mail["subject"]!r}'
    for name, wanted in (('from', [('Müller, "J"', 'j@example.org')]), ('sender', [('Secretary', 'secretary@example.org')]),
                         ('to', list(people(0))), ('cc', list(people(1)))):
        found = [(words(a.display_name), a.addr_spec) for v in mail.get_all(name, []) for a in v.addresses]
        if found != [(words(n), a) for n, a in wanted]:
            yield f'{name} {[(f, w) for f, w in zip(found, wanted) if f != w][:3]} {len(found)}'
    text = mail.get_body(('plain',))
    if text['content-transfer-encoding'] != 'x-uuencode' and text.get_content().replace('\r\n', '\n') != BODY:
        yield f'text {text.get_content()!r}'
    if text['content-transfer-encoding'] == 'x-uuencode' and text.get_payload(decode=True).decode().replace('\r\n', '\n') != BODY:
        yield 'uuencoded text'
    html = mail.get_body(('html',)).get_payload(decode=True).decode('utf-8')
    if html != '<p>Grüße</p>\r\n':
        yield f'html {html!r}'
    files = [(p.get_filename(), p.get_payload(decode=True)) for p in mail.iter_attachments()]
    if files != [(FILE, DATA)]:
        yield f'attachments {[(n, len(d)) for n, d in files]}'


def main():
    settings = range(6)
    print(f'1..{len(settings)}')
    failed = 0
    for n in settings:
        run = subprocess.run([sys.argv[1], str(n)], capture_output=True, check=True)
        wrong = list(check(run.stdout))
        failed += bool(wrong)
        print('not ok' if wrong else 'ok', n + 1, '- settings', n)
        for line in wrong[:10]:
            print('#', line[:300])
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
