#!/usr/bin/env python3
"""compare_mime.py MIME_DUMP - mail in a local store against what Python's email package reads in it

Every .eml of tests/samples and of ../shared/corpus/eml goes through MIME_DUMP (import, save, open again), and subject,
addresses, times, texts and attachments are compared one by one. Differences are known by tests/msg/imperfections.tsv
(mail, field, reason); another one fails the test, and so does a line there that has become wrong. One TAP line a mail.
"""
import email
import email.policy
import email.utils
import hashlib
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import warnings

warnings.simplefilter('ignore')
REPORTS = 'message/delivery-status', 'message/disposition-notification'
TOP = pathlib.Path(__file__).resolve().parents[2]


def spaces(text):
    """Text with each run of white space as one space: folding is not what is compared."""
    return ' '.join((text or '').split())


def safely(function, *args):
    """What the oracle says, or how it fails."""
    try:
        return function(*args)
    except Exception as error:  # the oracle has its own troubles with broken mail
        return f'oracle: {type(error).__name__}'


def addresses(mail, name):
    found = []
    for value in mail.get_all(name, []):
        for group in value.groups:
            if group.display_name and not group.addresses:  # of nobody
                found.append([spaces(group.display_name), ''])
            for a in group.addresses:
                address = a.addr_spec if a.addr_spec != '<>' else ''
                found.append([spaces(a.display_name) or address, address])
    return found


def date(mail):
    value = mail.get('date')
    return None if value is None else int(email.utils.parsedate_to_datetime(str(value)).timestamp())


def is_attachment(part, first):
    return part.get_content_disposition() == 'attachment' or (not first and part.get_filename() is not None)


class Bodies:
    """The body texts and the other leaves, by the rule that mime_bodies.c states."""

    def __init__(self, mail):
        self.text, self.html, self.others = [], None, []
        self.alternative = None
        self.walk(mail, None, True)

    def walk(self, part, alternative, first):
        kind = part.get_content_type()
        if part.is_multipart() and kind.startswith('multipart/'):
            children = part.get_payload()
            if kind == 'multipart/alternative':
                alternative = part
            for child in children:
                self.walk(child, alternative, first)
                first = first and alternative is part and kind == 'multipart/alternative'
        elif kind.startswith('multipart/') and first:  # no parts in it
            self.text.append(part)
        elif kind == 'text/plain' and not is_attachment(part, first) and (
                (alternative is not None and not self.text) or (alternative is None and not self.html)):
            self.text.append(part)
            self.alternative = alternative
        elif kind == 'text/html' and not is_attachment(part, first) and self.html is None and (
                not self.text or (alternative is not None and self.alternative is alternative)):
            self.html = part
        else:
            self.others.append(part)


def text_of(part):
    """As unicode, charset rules of ours: undeclared 8-bit text is UTF-8 or Windows-1252."""
    data = part.get_payload(decode=True) or b''
    charset = part.get_content_charset('us-ascii')
    if charset in ('us-ascii', 'ascii'):
        try:
            return data.decode('utf-8')
        except UnicodeDecodeError:
            return data.decode('cp1252', 'replace')
    charset = {'ks_c_5601-1987': 'cp949', 'shift_jis': 'cp932', 'gb2312': 'gbk'}.get(charset, charset)
    return data.decode(charset, 'replace')


def lines(text):
    return re.sub('\r\n|\r|\n', '\n', text)


def digest(data):
    return hashlib.sha256(data).hexdigest()[:12], len(data)


def normal(data):
    """The digest of text that the oracle gives with line ends of its own."""
    return digest(b'\n'.join(data.split()))


class Markup(html.parser.HTMLParser):
    """What HTML shows, as Python's parser reads it: its text must be in what we make of it, in this order, and little else."""
    def __init__(self, part):
        super().__init__()
        self.text, self.more, self.hidden = '', 2, None
        data = part.get_payload(decode=True) or b''
        said = part.get_content_charset() or re.search(rb'(?i)<meta[^>]*charset=["\']?([\w-]+)', data)
        for charset in (said if isinstance(said, str) else said[1].decode() if said else 'utf-8', 'utf-8', 'cp1252', 'latin-1'):
            try:
                text = data.decode(charset)
                break
            except (LookupError, UnicodeDecodeError):
                pass
        self.feed(text.replace('\0', '\ufffd'))
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in ('script', 'style', 'title', 'iframe', 'noframes') and not self.hidden:
            self.hidden = tag
        self.more += {'hr': 32, 'li': 8}.get(tag, 0) + sum(2 + len(v or '') for k, v in attrs if k in ('href', 'alt'))

    def handle_endtag(self, tag):
        if tag == self.hidden:
            self.hidden = None

    def handle_data(self, data):
        if not self.hidden:
            self.text += data

    def is_text(self, mine):
        mine, want = (re.sub(r'[\s\u200b]+', '', text) for text in (mine or '', self.text))
        left = iter(mine)
        return all(c in left for c in want) and len(mine) - len(want) <= self.more

    def __repr__(self):
        return repr(self.text)


def expected(mail):
    """What the oracle says, field by field."""
    out = {
        'subject': safely(lambda: spaces(str(mail['subject'] or ''))),
        'from': safely(lambda: addresses(mail, 'from')[:1]),
        'to': safely(addresses, mail, 'to'),
        'cc': safely(addresses, mail, 'cc'),
        'bcc': safely(addresses, mail, 'bcc'),
        'date': safely(date, mail),
        'message_id': safely(lambda: spaces(str(mail['message-id'] or ''))),
        'references': safely(lambda: spaces(str(mail['references'] or ''))),
    }
    bodies = Bodies(mail)
    out['body'] = safely(lambda: '\n'.join(lines(text_of(p)) for p in bodies.text) if bodies.text else None)
    if bodies.html and not bodies.text:
        out['body'] = safely(Markup, bodies.html)
    out['html'] = safely(lambda: digest(bodies.html.get_payload(decode=True) or b'') if bodies.html else None)
    names, data = [], []
    for part in bodies.others:
        names.append(part.get_filename())
        if part.get_content_type() in ('message/rfc822', 'message/global') and part.is_multipart():
            data.append(expected(part.get_payload(0)))
        elif part.is_multipart():  # a report's groups of fields
            data.append(normal(b''.join(p.as_bytes() for p in part.get_payload())))
        else:
            data.append(digest(part.get_payload(decode=True) or b''))
    out['names'], out['attachments'] = names, data
    return out


def imported(message):
    """The same of what was imported."""
    def who(kind):
        return [[spaces(name), address] if isinstance(address, str) else [spaces(name), '']
                for t, name, address in message['recipients'] if t == kind]

    sender = []
    if message.get('from_name') is not None:
        sender = [[spaces(message['from_name']), message.get('from_address', '')]]
    return {
        'subject': spaces(message.get('subject', '')),
        'from': sender,
        'to': who(1),
        'cc': who(2),
        'bcc': who(3),
        'date': message.get('date'),
        'message_id': spaces(message.get('message_id', '')),
        'references': spaces(message.get('references', '')),
        'body': None if message['body'] is None else lines(message['body']),
        'html': None if message['html'] is None else digest(bytes.fromhex(message['html'])),
        'names': [a['name'] for a in message['attachments']],
        'attachments': [imported(a['message']) if 'message' in a else
                        (normal if a['type'] in REPORTS else digest)(bytes.fromhex(a['data']))
                        for a in message['attachments']],
    }


def same_names(got, want):
    """A part without a name got one from us; ours hold no path and no forbidden character."""
    def clean(name):
        name = re.split(r'[/\\](?=.)', name)[-1]
        return spaces(re.sub(r'[\x00-\x1f/\\:*?"<>|]', '_', name))
    return len(got) == len(want) and all(w is None or spaces(g) == clean(w) for g, w in zip(got, want))


def differences(got, want, prefix=''):
    for field, value in want.items():
        mine = got[field]
        if field == 'names':
            if not same_names(mine, value):
                yield prefix + field, mine, value
        elif field == 'attachments' and len(mine) == len(value):
            for i, (g, w) in enumerate(zip(mine, value)):
                if isinstance(g, dict) and isinstance(w, dict):
                    yield from differences(g, w, f'{prefix}attachment {i}: ')
                elif g != w:
                    yield f'{prefix}attachment {i}', g, w
        elif isinstance(value, Markup):
            if not value.is_text(mine):
                yield prefix + field, mine, value
        elif mine != value:
            yield prefix + field, mine, value


def main():
    dump, verbose = sys.argv[1], '-v' in sys.argv
    known = {}
    for line in (TOP / 'tests/msg/imperfections.tsv').read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            mail, field, reason = line.split('\t')
            known[mail, field] = reason
    files = sorted((TOP / 'tests/samples').glob('*.eml'))
    corpus = TOP.parent / 'shared/corpus/eml'
    if corpus.is_dir():
        files += sorted(corpus.glob('*.eml'))
    else:
        print(f'# skipped: there is no {os.path.relpath(corpus, TOP)}; the samples of the project alone are compared')
    run = subprocess.run([dump, *files], stdout=subprocess.PIPE, check=False)
    answers = run.stdout.decode('ascii').splitlines()
    failed = run.returncode != 0 or len(answers) != len(files)
    if failed:
        print(f'# {dump} ended with {run.returncode} after {len(answers)} of {len(files)} mails')
    seen, reported = set(), {}
    for number, (path, answer) in enumerate(zip(files, answers), 1):
        answer = json.loads(answer)
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        wrong = []
        if answer['hr']:
            wrong.append(('result', hex(answer['hr']), '0'))
        else:
            wrong += differences(imported(answer['message']), expected(mail))
        for kind, count in answer['report'].items():
            if count:
                reported[kind] = reported.get(kind, 0) + 1
        bad = [w for w in wrong if (path.name, w[0]) not in known]
        seen |= {(path.name, w[0]) for w in wrong}
        for field, got, want in wrong if verbose else bad:
            print(f'# {path.name}: {field}\n#   imported {got!r:.600}\n#   oracle   {want!r:.600}')
        print(f"{'not ok' if bad else 'ok'} {number} - {path.name}")
        failed |= bool(bad)
    for mail, field in sorted(set(known) - seen):
        if any(path.name == mail for path in files):
            print(f'# imperfections.tsv: {mail}: {field} is right now')
            failed = True
    print('# reported: ' + ', '.join(f'{k} in {n} mails' for k, n in sorted(reported.items())))
    print(f'1..{len(files)}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
