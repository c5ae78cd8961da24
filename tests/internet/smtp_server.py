#!/usr/bin/env python3
"""smtp_server.py - mail servers on this machine alone that do as the addresses they are given say, for tests

smtp_server.py FOLDER OFFERS...   one server for each OFFERS, words with a comma between: STARTTLS, TLS (from the first byte), AUTH=PLAIN
                                  (or another mechanism, more with + between; user alice, password secret, token good-token), CERT=wrong (for
                                  another host), and what EHLO shall offer: PIPELINING, SIZE=1000 ... Prints their ports in one
                                  line, and goes when its input ends. FOLDER/ca.pem is the authority of their certificates.

A message that was taken is FOLDER/1, FOLDER/2 ...: lines "connection N secure user", "MAIL ...", "RCPT ..." as they came, an
empty line, and the content without the dots that were added.
What comes before the first "-" of an address's local part is what is done:
    MAIL FROM   nomail 550, grey 451, login 530, bye 421 and closes, odd says no SMTP, drip answers byte by byte, silent never answers,
                nodata 554 to DATA, midway closes after 1000 bytes of content, early says 552 then and closes, refuse 554 to the content,
                defer 451 to it, lost takes it and closes without a word, ahead 250 to DATA, slow takes it and says so after a second
    RCPT TO     no 550 in two lines, later 451, gone closes, break is taken and makes the sender midway, crowd 452 after 3 others were taken
"""
import base64
import ctypes
import hashlib
import hmac
import itertools
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

USER, PASSWORD, TOKEN = 'alice', 'secret', 'good-token'
CHALLENGE = b'<1.2@localhost>'
numbers, connections, taking = itertools.count(1), itertools.count(1), threading.Lock()


def make_certificates(folder):
    def openssl(*args):
        subprocess.run(['openssl', *args], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    key = '-newkey', 'rsa:2048', '-nodes'
    openssl('req', '-x509', *key, '-days', '30', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem',
            '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
    for name, host in (('right', 'localhost'), ('wrong', 'elsewhere.example')):
        (folder / 'extensions').write_text(f'subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n')
        openssl('req', *key, '-subj', f'/CN={host}', '-keyout', f'{name}.key', '-out', 'server.csr')
        openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30',
                '-extfile', 'extensions', '-out', f'{name}.pem')


class Gone(Exception):
    """The connection is to end."""


class Dialogue:
    def __init__(self, connection, folder, offers):
        self.connection, self.folder, self.number = connection, folder, next(connections)
        self.starttls, self.tls = 'STARTTLS' in offers, 'TLS' in offers
        self.auth = next((o[5:].split('+') for o in offers if o.startswith('AUTH=')), [])
        self.certificate = next((o[5:] for o in offers if o.startswith('CERT=')), 'right')
        self.words = [o for o in offers if o not in ('STARTTLS', 'TLS') and not o.startswith(('AUTH=', 'CERT='))]
        self.secure, self.user, self.drips, self.mail, self.rcpts = False, '', False, None, []

    def encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f'{self.certificate}.pem', self.folder / f'{self.certificate}.key')
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.secure = True
        self.input = self.connection.makefile('rb')

    def say(self, text):
        data = text.encode() + b'\r\n'
        if not self.drips:
            self.connection.sendall(data)
            return
        for i in range(len(data)):
            self.connection.sendall(data[i:i + 1])
            time.sleep(0.0005)

    def line(self):
        line = self.input.readline(100000)
        if not line.endswith(b'\n'):
            raise Gone
        return line.rstrip(b'\r\n').decode('utf-8', 'surrogateescape')

    def ehlo(self):
        words = ['localhost greets you'] + self.words
        if self.starttls and not self.secure:
            words.append('STARTTLS')
        elif self.auth:
            words.append('AUTH ' + ' '.join(self.auth))
        for word in words[:-1]:
            self.say('250-' + word)
        self.say('250 ' + words[-1])

    def prompted(self, text):
        self.say('334 ' + base64.b64encode(text).decode())
        return base64.b64decode(self.line())

    def log_on(self, mechanism, first):
        first = base64.b64decode(first) if first and first != '=' else None
        if mechanism == 'PLAIN':
            good = (first if first is not None else self.prompted(b'')) == f'\0{USER}\0{PASSWORD}'.encode()
        elif mechanism == 'LOGIN':
            name = first if first is not None else self.prompted(b'Username:')
            good = (name, self.prompted(b'Password:')) == (USER.encode(), PASSWORD.encode())
        elif mechanism == 'CRAM-MD5':
            digest = hmac.new(PASSWORD.encode(), CHALLENGE, hashlib.md5).hexdigest()
            good = self.prompted(CHALLENGE) == f'{USER} {digest}'.encode()
        else:  # XOAUTH2, OAUTHBEARER
            said = first if first is not None else self.prompted(b'')
            good = f'Bearer {TOKEN}\1'.encode() in said and USER.encode() in said
            if not good:
                self.prompted(b'{"status":"401"}')
        self.user = f'{mechanism}:{USER}' if good else ''
        self.say('235 2.7.0 welcome' if good else '535 5.7.8 name and password are not known here')

    def greet(self):
        if self.tls:
            self.encrypt()
        else:
            self.input = self.connection.makefile('rb')
        self.say('220 localhost ready')
        while True:
            words = (self.line().split() or ['']) + ['', '']
            verb = words[0].upper()
            if verb in ('EHLO', 'HELO'):
                self.ehlo()
            elif verb == 'STARTTLS' and self.starttls:
                self.say('220 go ahead')
                self.encrypt()
            elif verb == 'AUTH' and words[1].upper() in self.auth and (self.secure or not self.starttls):
                self.log_on(words[1].upper(), words[2])
            elif verb == 'QUIT':
                self.say('221 bye')
                raise Gone
            else:
                return verb, ' '.join(w for w in words if w)

    def mail_from(self, line):
        self.mail, self.rcpts, self.taken = line, [], 0
        self.what = line[line.index('<') + 1:].split('-')[0].split('@')[0]
        self.drips = self.what == 'drip'
        answers = {'nomail': '550 5.7.1 you may not', 'grey': '451 4.7.1 come back later', 'login': '530 5.7.0 log on first'}
        if self.what in answers:
            self.mail = None
        if self.what == 'bye':
            self.say('421 4.3.2 closing down')
            raise Gone
        if self.what == 'odd':
            self.say('what do you want?')
            raise Gone
        if self.what == 'silent':
            self.input.read(100000000)
            raise Gone
        if self.auth and not self.user:
            self.mail = None
            self.say('530 5.7.0 authentication required')
            return
        self.say(answers.get(self.what, '250 2.1.0 fine'))

    def rcpt_to(self, line):
        if not self.mail:
            self.say('503 5.5.1 MAIL first')
            return
        what = line[line.index('<') + 1:].split('-')[0].split('@')[0]
        if what == 'gone':
            raise Gone
        if what == 'break':
            self.what = 'midway'
        if what == 'no':
            self.say('550-5.1.1 no such\r\n550 5.1.1 user')
        elif what == 'later':
            self.say('451 4.2.1 mailbox busy')
        elif what == 'crowd' and len(self.rcpts) >= 3:
            self.say('452 4.5.3 too many recipients')
        else:
            self.rcpts.append(line)
            self.say('250 2.1.5 fine')

    def data(self):
        if not self.mail or not self.rcpts or self.what == 'nodata':
            self.say('554 5.5.1 no valid recipients')
            return
        if self.what == 'ahead':
            self.say('250 2.0.0 taken')
            raise Gone
        self.say('354 go on')
        content = []
        size = 0
        while True:
            line = self.input.readline()
            size += len(line)
            if not line:
                raise Gone
            if size > 1000 and self.what in ('midway', 'early'):
                if self.what == 'early':
                    self.say('552 5.3.4 too much')
                raise Gone
            if line == b'.\r\n':
                break
            content.append(line[1:] if line.startswith(b'.') else line)
        answers = {'refuse': '554 5.6.0 we do not like it', 'defer': '451 4.3.0 not now'}
        if self.what not in answers:
            head = [f'connection {self.number} {"secure" if self.secure else "plain"} {self.user}', self.mail, *self.rcpts, '']
            with taking:
                path = self.folder / str(next(numbers))
                path.with_suffix('.new').write_bytes('\n'.join(head).encode('utf-8', 'surrogateescape') + b'\n' + b''.join(content))
                path.with_suffix('.new').rename(path)
        if self.what == 'lost':
            raise Gone
        if self.what == 'slow':
            time.sleep(1)
        self.mail, self.rcpts = None, []
        self.say(answers.get(self.what, '250 2.0.0 taken'))

    def run(self):
        verb, line = self.greet()
        while True:
            if verb == 'MAIL':
                self.mail_from(line)
            elif verb == 'RCPT':
                self.rcpt_to(line)
            elif verb == 'DATA':
                self.data()
            elif verb == 'RSET':
                self.mail, self.rcpts = None, []
                self.say('250 2.0.0 forgotten')
            elif verb == 'QUIT':
                self.say('221 2.0.0 bye')
                return
            else:
                self.say('500 5.5.1 what?')
            line = self.line()
            verb = line.split(' ')[0].upper()


def serve(listening, folder, offers):
    def one(connection):
        dialogue = Dialogue(connection, folder, offers)
        try:
            dialogue.run()
        except (Gone, OSError, ValueError):
            pass
        for s in (dialogue.connection, connection):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=one, args=(connection,), daemon=True).start()


def main():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # it doesn't outlive its test
    folder = pathlib.Path(sys.argv[1])
    make_certificates(folder)
    ports = []
    for offers in sys.argv[2:]:
        listening = socket.create_server(('127.0.0.1', 0), backlog=64)
        ports.append(listening.getsockname()[1])
        threading.Thread(target=serve, args=(listening, folder, offers.split(',')), daemon=True).start()
    print(*ports, flush=True)
    sys.stdin.read()


if __name__ == '__main__':
    main()
