#!/usr/bin/env python3
"""compare_msg.py MSG_DUMP - our .msg files and those of others against two independent readers

npm's @kenjiuno/msgreader (in JavaScript) and Debian's Email::Outlook::Message (in Perl: msgconvert) read the files of
../shared/corpus/msg, and the copies that we wrote of them in Unicode and (the former) in 8-bit text, and must find what our message has:
subject, bodies, attachments by name and byte. Prints TAP; what isn't installed or isn't there is skipped, and said.
"""
import email
import email.policy
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get('OPENMAPI_SOURCE') or os.path.join(HERE, '..', '..')
CORPUS = os.path.join(SOURCE, '..', 'shared', 'corpus', 'msg')
CACHE = os.environ.get('OPENMAPI_CACHE') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'openmapi')
CORRUPT = 0x8004011b

# Where a reader says something else than the file, by MS-OXMSG and MS-OXPROPS: (reader, file, what): why
LOCALE = 'its 8-bit text is in the code page of PR_MESSAGE_LOCALE_ID; msgreader takes Windows-1252'
LABEL = 'msgconvert writes UTF-8 and says that it is PR_INTERNET_CPID'
NAMELESS = 'msgconvert makes parts of the mail of a signed attachment without a name'
KNOWN = {
    ('msgreader', 'ASCII_CP1251_LCID1049.msg', 'subject'): LOCALE,
    ('msgreader', 'ASCII_CP1251_LCID1049.msg', 'body'): LOCALE,
    ('msgreader', 'chinese-traditional.msg', 'subject'): LOCALE,
    ('msgreader', 'chinese-traditional.msg', 'body'): LOCALE,
    ('msgreader', 'chinese-traditional.msg', 'recipients'): LOCALE,
    ('msgconvert', 'ASCII_CP1251_LCID1049.msg.0', 'body'): LABEL,
    ('msgconvert', 'chinese-traditional.msg.0', 'body'): LABEL,
    ('msgconvert', 'logsat.com_signatures_valid.msg', 'contents'): NAMELESS,
    ('msgconvert', 'logsat.com_signatures_valid.msg.0', 'contents'): NAMELESS,
}
SUBJECT = 'msgconvert puts a subject that is not ASCII into the mail without encoding it'
tests = []


def report(good, name, why=''):
    tests.append(good)
    print('%sok %d - %s%s' % ('' if good else 'not ', len(tests), name, why and ' # ' + why))


def compared(good, reader, path, what, why):
    name = os.path.basename(path)
    known = None if good else KNOWN.get((reader, name, what))
    report(good or bool(known), '%s, %s: %s' % (reader, name, what), known or ('' if good else why))


def adler(data):
    return [len(data), zlib.adler32(data)]


def text(string):
    return adler(string.encode('utf-16-le', 'surrogatepass'))


# ---- @kenjiuno/msgreader ----

def node_modules():
    for folder in (os.environ.get('NODE_PATH', ''), os.path.join(CACHE, 'npm', 'node_modules')):
        if shutil.which('node') and os.path.isdir(os.path.join(folder, '@kenjiuno', 'msgreader')):
            return folder
    return None


def msgreader(modules, paths):
    done = subprocess.run(['node', os.path.join(HERE, 'read_msg.js')] + paths, stdout=subprocess.PIPE, timeout=300,
                          env=dict(os.environ, NODE_PATH=modules))
    return {found['file']: found for found in map(json.loads, done.stdout.decode('utf-8').splitlines())}


def compare_msgreader(path, ours, theirs):
    reader = 'msgreader'
    if 'error' in theirs:
        report(False, '%s reads %s' % (reader, os.path.basename(path)), theirs['error'])
        return
    for what in ('subject', 'body', 'rtf'):
        same = theirs[what] == ours[what] or (ours[what] in ('', [0, 0]) and theirs[what] in ('', [0, 1]))
        compared(same, reader, path, what, 'ours %s, theirs %s' % (ours[what], theirs[what]))
    if ours['html'][0]:
        compared(theirs['html'] == ours['html'], reader, path, 'html', 'ours %s, theirs %s' % (ours['html'], theirs['html']))
    compared([r[0] for r in ours['recipients']] == [r[0] for r in theirs['recipients']], reader, path, 'recipients',
             'ours %s, theirs %s' % (ours['recipients'][:5], theirs['recipients'][:5]))
    compared(len(ours['attachments']) == len(theirs['attachments']), reader, path, 'attachments', 'ours %d, theirs %d' %
             (len(ours['attachments']), len(theirs['attachments'])))
    for mine, other in zip(ours['attachments'], theirs['attachments']):
        if 'message' in mine and 'inner' in other:
            compare_msgreader(path, mine['message'], other['inner'])
        elif mine['method'] == 1:
            same = other['name'] in (mine['long'], mine['name'], mine['shown']) and other['data'] == (mine['data'] if mine['data'][0] else [0, 1])
            compared(same, reader, path, 'contents', 'ours %s, theirs %s' % (mine, other))


# ---- Email::Outlook::Message ----

def msgconvert(path):
    done = subprocess.run(['msgconvert', '--outfile', '-', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if done.returncode or not done.stdout:
        return None
    return email.message_from_bytes(done.stdout, policy=email.policy.default)


def compare_msgconvert(path, ours):
    reader = 'msgconvert'
    mail = msgconvert(path)
    if not mail:
        report(False, '%s reads %s' % (reader, os.path.basename(path)), 'it gives nothing')
        return
    subject = str(mail['subject'] or '')
    same = ' '.join(subject.split()) == ' '.join(ours['subject'].split())
    if same or ours['subject'].isascii():
        compared(same, reader, path, 'subject', 'ours %s, theirs %s' % (ours['subject'], subject))
    else:
        print('# %s, %s: %s' % (reader, os.path.basename(path), SUBJECT))
    parts = [part for part in mail.walk() if not part.is_multipart()]
    plain = [part for part in parts if part.get_content_type() == 'text/plain' and not part.get_filename()]
    if ours['body'][0] and plain:
        got = plain[0].get_content()
        bare = got.replace('\r\n', '\n').rstrip('\n')
        forms = [got, got.replace('\n', '\r\n')] + [bare.replace('\n', '\r\n') + '\r\n' * n for n in range(40)]
        compared(ours['body'] in [text(form) for form in forms], reader, path, 'body', 'ours %s, theirs %s' % (ours['body'], text(got)))
    there = [adler(part.get_payload(decode=True) or b'') for part in parts if part.get_filename() is not None]
    wanted = [a for a in ours['attachments'] if a['method'] == 1 and a['data'][0]]
    bad = [a for a in wanted if a['data'] not in there]
    compared(not bad, reader, path, 'contents', 'ours %s, theirs %s' % (bad, there))


# ---- all of them ----

def main():
    dump = sys.argv[1]
    if not os.path.isdir(CORPUS):
        print('ok 1 - other readers find what we do # SKIP there is no ../shared/corpus/msg\n1..1')
        return 0
    modules = node_modules()
    if not modules:
        print('# @kenjiuno/msgreader is not installed: nothing is compared with it')
    if not shutil.which('msgconvert'):
        print('# msgconvert is not installed: nothing is compared with it')
    with tempfile.TemporaryDirectory() as work:
        paths = [os.path.join(CORPUS, n) for n in sorted(os.listdir(CORPUS)) if n.endswith('.msg')]
        done = subprocess.run([dump] + paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, MSG_OUT=work), timeout=300)
        lines = done.stdout.decode('utf-8').splitlines()
        if done.returncode:
            sys.stderr.write(done.stderr.decode('utf-8', 'replace'))
        report(done.returncode == 0 and len(lines) == len(paths), 'all %d files are read or refused' % len(paths))
        results = [json.loads(line) for line in lines]
        trips = [os.path.join(work, os.path.basename(r['file']) + way) for r in results if 'message' in r for way in ('.0', '.1')]
        theirs = msgreader(modules, [r['file'] for r in results] + trips) if modules else {}
        for result in results:
            path = result['file']
            name = os.path.basename(path)
            if 'message' not in result:
                report(result['result'] in (CORRUPT, 0x80030109), name + ' is refused as corrupt')
                if modules:
                    report('error' in theirs[path], name + ' is refused by msgreader, too')
                continue
            report(result['differences'] == [0, 0], name + ' comes back the same', str(result['differences']))
            for each in (path, os.path.join(work, name + '.0'), os.path.join(work, name + '.1')):
                if modules:
                    compare_msgreader(each, result['message'], theirs[each])
                if shutil.which('msgconvert') and not each.endswith('.1'): # it knows no code pages
                    compare_msgconvert(each, result['message'])
    print('1..%d' % len(tests))
    return 0 if all(tests) else 1


sys.exit(main())
