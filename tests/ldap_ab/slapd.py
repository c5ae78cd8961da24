#!/usr/bin/env python3
"""slapd.py - a real directory server with people in it, on this machine alone, for tests

slapd.py make FOLDER PEOPLE   settings and a database, for slapd -f FOLDER/slapd.conf
slapd.py serve PEOPLE         a running one: prints its port, that of a control, that of a server that says nothing, that of one
                              whose answer comes byte by byte and never ends, and its own for TLS, with a certificate of
                              an authority that nobody knows (ca.pem in its folder); and goes when its input ends. Whoever
                              connects to the control says "kill" or "start", and is answered when that is done. Among
                              the people are then some with names in other scripts (NAMES), in a unit of their own.

dc=example,dc=org has ou=people with uid=u00001 ... , "User Ünï 1", mail u00001@example.org; a group cn=first of the first
three; the manager cn=admin (password: secret). Nobody in particular is sent 500 entries at most, or more in pages.
"""
import ctypes
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SLAPD = '/usr/sbin/slapd'
SETTINGS = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited
database mdb
suffix "dc=example,dc=org"
rootdn "cn=admin,dc=example,dc=org"
rootpw secret
directory {folder}/db
maxsize 268435456
dbnosync
index objectClass eq
index cn,sn,mail,uid eq,sub
"""
TLS = """TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
"""
NAMES = [('kern', 'Anna Kern'), ('lind', 'Anna Lind'), ('boris', 'Борис Лев'), ('taro', '太郎 山田'), ('cohen', 'כהן לוי'),
         ('smile', '😀 Smile')]


def people(count, names):
    yield 'dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n'
    yield 'dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n'
    for i in range(1, count + 1):
        yield (f'dn: uid=u{i:05},ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: u{i:05}\ncn: User Ünï {i}\n'
               f'sn: N{i}\nmail: u{i:05}@example.org\ntelephoneNumber: +44 1{i:05}\n')
    members = ''.join(f'member: uid=u{i:05},ou=people,dc=example,dc=org\n' for i in (1, 2, 3))
    yield f'dn: cn=first,dc=example,dc=org\nobjectClass: groupOfNames\ncn: first\n{members}'
    if not names:
        return
    yield 'dn: ou=names,dc=example,dc=org\nobjectClass: organizationalUnit\nou: names\n'
    for uid, name in names:
        yield (f'dn: uid={uid},ou=names,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {name}\n'
               f'mail: {uid}@example.org\n')
    members = ''.join(f'member: uid={uid},ou=names,dc=example,dc=org\n' for uid, _ in names)
    yield f'dn: cn=all names,ou=names,dc=example,dc=org\nobjectClass: groupOfNames\ncn: all names\n{members}'


def make_certificate(folder):
    def openssl(*args):
        subprocess.run(['openssl', *args], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    key = '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'
    (folder / 'extensions').write_text('subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n')
    openssl('req', '-x509', *key, '-days', '30', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', *key, '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.csr')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30',
            '-extfile', 'extensions', '-out', 'server.pem')


def make(folder, count, names=(), tls=False):
    (folder / 'db').mkdir(mode=0o700)
    (folder / 'slapd.conf').write_text(((TLS if tls else '') + SETTINGS).format(folder=folder))
    (folder / 'people.ldif').write_text('\n'.join(people(count, names)), encoding='utf-8')
    subprocess.run(['slapadd', '-q', '-f', folder / 'slapd.conf', '-l', folder / 'people.ldif'], executable=SLAPD, check=True,
                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def start(folder, port, tls_port):
    """One that listens; None: it doesn't."""
    server = subprocess.Popen([SLAPD, '-d', '0', '-f', folder / 'slapd.conf',
                               '-h', f'ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}'],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              preexec_fn=die_with_parent)
    for _ in range(3000):  # it says nothing when it is ready
        try:
            socket.create_connection(('127.0.0.1', port)).close()
            return server
        except OSError:
            if server.poll() is not None:
                return None
            time.sleep(0.01)
    server.kill()
    return None


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def control(listening, folder, ports, server):
    while True:
        connection, _ = listening.accept()
        with connection:
            word = connection.recv(16).decode('ascii', 'replace').strip()
            if word in ('kill', 'start') and server:
                server.kill()
                server.wait()
                server = None
            if word == 'start':
                server = start(folder, *ports)
            connection.sendall(b'done\n')


def odd(listening, drips):
    """A server that says nothing, or a long message byte by byte."""
    kept = []
    while True:
        connection, _ = listening.accept()
        kept.append(connection)
        if drips:
            threading.Thread(target=drip, args=(connection,), daemon=True).start()


def drip(connection):
    try:
        for byte in b'\x30\x84\x00\x0f\xff\xff\x02\x01\x01\x61\x84\x00\x0f\xff\xf0\x04\x84\x00\x0f\xff\x00' + bytes(100000):
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        pass


def serve(count):
    die_with_parent()
    folder = pathlib.Path(tempfile.mkdtemp(prefix='omslapd-'))
    try:
        make_certificate(folder)
        make(folder, count, NAMES, tls=True)
        ports = free_port(), free_port()
        server = start(folder, *ports)
        if not server:
            return 1
        listening = [socket.create_server(('127.0.0.1', 0)) for _ in range(3)]
        for target, args in ((control, (listening[0], folder, ports, server)), (odd, (listening[1], False)),
                             (odd, (listening[2], True))):
            threading.Thread(target=target, args=args, daemon=True).start()
        print(ports[0], *(s.getsockname()[1] for s in listening), ports[1], flush=True)
        sys.stdin.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(serve(int(sys.argv[2])))
