#!/usr/bin/env python3
"""compare_tnef.py TNEF_DUMP - our reader and writer of TNEF against two independent readers, Debian's ytnef and tnef

Both read the files of ../shared/corpus/tnef, what we wrote of them again, and what we sent as winmail.dat, and must find what our message has: subject,
bodies, attachments by name and byte. Prints TAP; what isn't installed or isn't there is skipped, and said.
"""
import email
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib

SOURCE = os.environ.get('OPENMAPI_SOURCE') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
CORPUS = os.path.join(SOURCE, '..', 'shared', 'corpus', 'tnef')
SEEDS = os.path.join(SOURCE, 'tests', 'fuzz', 'corpus', 'tnef')

# Where a reader says less than the file, by MS-OXTNEF: (reader, kind of file, what differs): why
KNOWN = {
    ('ytnef', '.1', 'data'): 'ytnef saves attAttachData alone; TNEF_PURE has PR_ATTACH_DATA_BIN in attAttachment',
}
EMPTY = [0, 1]  # no bytes, and their sum
tests = []


def report(good, name, why=''):
    tests.append(good)
    print('%sok %d - %s%s' % ('' if good else 'not ', len(tests), name, why and ' # ' + why))


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return done.stdout.decode('latin-1')


def files_in(folder):
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            data = file.read()
        found[name] = [len(data), zlib.adler32(data)]
    return found


def wanted(message):
    """Attachments by the name that a reader gives them."""
    return {a['long'] or a['name'] or a['shown']: a['data'] for a in message['attachments'] if a['method'] == 1}


def extract(path):
    """What a mail has as winmail.dat, beside it."""
    with open(path, 'rb') as file:
        mail = email.message_from_binary_file(file)
    parts = [p for p in mail.walk() if p.get_content_type() == 'application/ms-tnef']
    if len(parts) != 1 or len(mail.get_payload()) != 2 or mail.get_payload()[0].get_content_type() != 'text/plain':
        return None
    with open(path + '.tnef', 'wb') as file:
        file.write(parts[0].get_payload(decode=True))
    return path + '.tnef'


def compare(reader, path, kind, message, work):
    folder = tempfile.mkdtemp(dir=work)
    name = '%s: %s' % (reader, os.path.basename(path))
    if reader == 'tnef':
        run('tnef', '-K', '--ignore-cruft', '--overwrite', '-C', folder, '--save-body=its_body', path)
    else:
        run('ytnef', '-f', folder, path)
    found = files_in(folder)
    bodies = {n: found.pop(n) for n in list(found) if n.startswith('its_body')}
    ours = wanted(message)
    bad = [n for n, data in ours.items() if found.get(n) != data]
    if bad and all(found.get(n) in (None, EMPTY) for n in bad): # what is there, and differs, nothing excuses
        why = KNOWN.get((reader, kind, 'data'))
    else:
        why = None
    report(not bad or bool(why), '%s has our %d attachments' % (name, len(ours)),
           why or ('differs: %s, it has %s' % (bad, found) if bad else ''))
    more = sorted(n for n in found if n not in ours)
    report(not more, name + ' has no others', 'it has %s' % more if more else '')
    if reader == 'tnef' and message['html'][0]:
        good = message['html'] in bodies.values()
        why = None if good else KNOWN.get((reader, kind, 'body'))
        report(good or bool(why), name + ' has our HTML', why or ('' if good else 'it has %s' % bodies))
    if reader == 'ytnef' and message['subject']:
        text = run('ytnefprint', path)
        line = [t for t in text.splitlines() if t.startswith('Subject: ') or message['subject'] in t]
        report(any(message['subject'] in t for t in line), name + ' has our subject')
    shutil.rmtree(folder)


def main():
    dump = sys.argv[1]
    if not os.path.isdir(CORPUS):
        print('ok 1 - other readers find what we do # SKIP there is no ../shared/corpus/tnef\n1..1')
        return 0
    readers = [r for r in ('ytnef', 'tnef') if shutil.which(r)]
    for missing in sorted({'ytnef', 'tnef'} - set(readers)):
        report(True, 'what %s finds' % missing, 'SKIP it is not installed')
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, 'written')
        os.mkdir(out)
        paths = [os.path.join(CORPUS, n) for n in sorted(os.listdir(CORPUS)) if os.path.isfile(os.path.join(CORPUS, n))]
        environment = dict(os.environ, TNEF_OUT=out)
        done = subprocess.run([dump] + paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, timeout=300)
        lines = done.stdout.decode('utf-8').splitlines()
        if done.returncode:
            sys.stderr.write(done.stderr.decode('utf-8', 'replace'))
        report(done.returncode == 0 and len(lines) == len(paths), 'all %d files are read or refused' % len(paths))
        for line in lines:
            result = json.loads(line)
            path, message = result['file'], result['message']
            report(result['result'] in (0, 0x8004011b) and result['differences'] == 0,
                   os.path.basename(path) + ' comes back the same')
            if os.path.basename(path) == 'quick-winmail.dat':
                folder = os.path.join(CORPUS, 'quick-contents')
                there = files_in(folder) if os.path.isdir(folder) else {}
                there.pop('message.rtf', None) # the body
                report(wanted(message) == there, 'the expected contents are there, and nothing else')
            if result['result'] or not message['subject'] and not message['attachments']:
                continue
            winmail = extract(os.path.join(out, os.path.basename(path) + '.mail'))
            report(winmail is not None, os.path.basename(path) + ' was sent as winmail.dat')
            for reader in readers:
                compare(reader, path, '', message, work)
                if winmail:
                    compare(reader, winmail, '.mail', message, work)
                for kind in ('.0', '.1'):
                    compare(reader, os.path.join(out, os.path.basename(path) + kind), kind, message, work)
    print('1..%d' % len(tests))
    return 0 if all(tests) else 1


sys.exit(main())
