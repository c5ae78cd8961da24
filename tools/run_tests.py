#!/usr/bin/env python3
"""run_tests.py - run what tools/test asks for, and count it

usage: run_tests.py [--long] KIND... -- [NAME...]

Every test program prints TAP; a program that ends badly, prints no plan or takes too long has failed
once more. Windows programs run in a folder that holds what dist/ARCH holds, in a Wine prefix of their
own that is put back to the template before each.
"""
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ['OPENMAPI_CACHE'])
JOBS = os.cpu_count() or 2
TAP_LINE = re.compile(r'(not )?ok\b\s*\d*\s*-?\s*([^#]*)(#\s*SKIP)?', re.I)


def say(text):
    print(text, flush=True)


@dataclasses.dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        return f'{self.passed} passed, {self.failed} failed' + (f', {self.skipped} skipped' if self.skipped else '')


def run(command, log, timeout, env=None, cwd=None):
    """Runs a command with its output in a file (a pipe would wait for wineserver). None: it took too long."""
    with open(log, 'wb') as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                   env=env, cwd=cwd, start_new_session=True)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None


def judge(log, status, timeout):
    """What a program's TAP output and exit status amount to: a Tally and the names of what failed."""
    tally, wrong, plan, seen = Tally(), [], None, 0
    for line in log.read_text(encoding='utf-8', errors='replace').splitlines():
        line = line.strip()
        if match := re.fullmatch(r'1\.\.(\d+)(\s*#.*)?', line):
            plan = (plan or 0) + int(match[1])
        elif match := TAP_LINE.match(line):
            seen += 1
            if match[1]:
                tally.failed += 1
                wrong.append(match[2].strip())
            elif match[3]:
                tally.skipped += 1
            else:
                tally.passed += 1
    reason = None
    if status is None:
        reason = f'took longer than {timeout} s'
    elif plan is None:
        reason = f'ended with status {status} before its plan'
    elif plan != seen:
        reason = f'planned {plan} tests, ran {seen} (status {status})'
    elif seen == 0:
        reason = 'ran no test'
    elif status != 0 and not wrong:
        reason = f'ended with status {status}'
    if reason:
        tally.failed += 1
        wrong.append(reason)
    return tally, wrong


def report(name, log, wrong, seconds):
    """Says what failed, with the end of the output."""
    if not wrong:
        return
    text = log.read_text(encoding='utf-8', errors='replace').splitlines()
    end = '\n'.join('    ' + line for line in text[-40:] if not re.match(r'ok \d', line))
    say(f'FAILED {name} ({seconds:.1f} s): {"; ".join(wrong)}\n{end}\n    all of it: {log}')


def run_all(title, programs, one):
    """Runs one(program) -> (Tally, wrong, log) for each, JOBS at a time."""
    start, total = time.monotonic(), Tally()
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        def timed(program):
            begin = time.monotonic()
            tally, wrong, log = one(program)
            report(f'{title} {program["name"]}', log, wrong, time.monotonic() - begin)
            return tally
        for tally in pool.map(timed, programs):
            total.add(tally)
    say(f'{title}: {total} in {time.monotonic() - start:.0f} s')
    return total


# ---- native ----------------------------------------------------------------
def native(names, long):
    build = TOP / 'build/native'
    listed = json.loads(subprocess.run(['meson', 'introspect', '--tests', build], check=True,
                                       capture_output=True, text=True).stdout)
    logs = build / 'logs'
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    programs = []
    for test in listed:
        suites = [s.split(':')[-1] for s in test['suite']]
        name = '/'.join([suites[0] if suites else 'native', test['name']])
        if ('long' not in suites or long) and wanted(name, names):
            programs.append(dict(test, name=name))

    def one(test):
        log = logs / (test['name'].replace('/', '_') + '.log')
        timeout = test['timeout'] * (10 if long else 1)
        status = run(test['cmd'], log, timeout, env={**os.environ, **test['env']}, cwd=build)
        return *judge(log, status, timeout), log
    return run_all('native', programs, one)


# ---- Wine ------------------------------------------------------------------
def windows_path(path):
    """What a program under Wine calls a file of this machine."""
    return 'Z:' + str(path).replace('/', '\\')


LOCALES = 'de_DE.UTF-8', 'ja_JP.UTF-8', 'zh_CN.UTF-8', 'ko_KR.UTF-8', 'zh_TW.UTF-8' # code pages 1252, 932, 936, 949, 950


class Wine:
    """A Wine of one bitness, and prefixes of it for test programs."""

    def __init__(self, arch, work):
        self.arch, self.work = arch, work
        bits = '32' if arch == 'i686' else '64'
        self.template = CACHE / ('prefix' + bits)
        self.command = str(CACHE / 'wine32/bin/wine32') if bits == '32' else 'wine'
        self.server = str(CACHE / 'wine32/bin/wineserver32') if bits == '32' else 'wineserver'
        self.free = []
        self.lock = threading.Lock()
        self.made = 0

    def env(self, prefix, locale=None):
        env = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WINEARCH', 'WINE32PREFIX', 'WINEPATH')}
        env.update(WINEPREFIX=str(prefix), WINEDEBUG=os.environ.get('WINEDEBUG', '-all'),
                   WINEDLLOVERRIDES='mscoree,mshtml=', OPENMAPI_SOURCE=windows_path(TOP))
        if locale: # Wine takes the ANSI code page from it
            env['LC_ALL'] = locale
        return env

    def stop(self, prefix):
        """Ends every program of a prefix, and its server."""
        for option in ('-k', '-w'):
            subprocess.run([self.server, option], env=self.env(prefix), timeout=60, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def take(self):
        """A prefix that is as the template is, with no program running in it."""
        with self.lock:
            if self.free:
                prefix = self.free.pop()
            else:
                self.made += 1
                prefix = self.work / f'prefix-{self.arch}-{self.made}'
        restore(self.template, prefix)
        return prefix

    def give_back(self, prefix):
        self.stop(prefix)
        with self.lock:
            self.free.append(prefix)


def restore(template, copy):
    """Makes copy equal to template: only what differs in size or time is touched (a whole copy takes 2 s)."""
    if not copy.exists():
        subprocess.run(['cp', '-a', template, copy], check=True)
        return
    with os.scandir(template) as entries:
        ours = {e.name: e for e in entries}
    with os.scandir(copy) as entries:
        for entry in list(entries):
            other = ours.get(entry.name)
            if other is None or other.is_symlink() != entry.is_symlink() or \
                    other.is_dir(follow_symlinks=False) != entry.is_dir(follow_symlinks=False):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    os.unlink(entry.path)
    for name, entry in ours.items():
        target = copy / name
        if entry.is_symlink():
            if not target.is_symlink():
                os.symlink(os.readlink(entry.path), target)
        elif entry.is_dir(follow_symlinks=False):
            restore(pathlib.Path(entry.path), target)
        else:
            mine = entry.stat()
            theirs = target.stat() if target.exists() else None
            if not theirs or (mine.st_size, mine.st_mtime_ns) != (theirs.st_size, theirs.st_mtime_ns):
                shutil.copy2(entry.path, target)


def run_folder(arch):
    """A folder with all that dist/ARCH holds and the test programs beside it, as on a user's machine."""
    folder = TOP / 'build' / arch / 'run'
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TOP / 'dist' / arch, folder)
    for tests in 'wine-tests', 'tests/include', 'subprojects/wine-mapi32-tests':
        for program in (TOP / 'build' / arch / tests).glob('*.exe'):
            shutil.copy2(program, folder)
        for provider in (TOP / 'build' / arch / tests).glob('*.dll'):
            shutil.copy2(provider, folder)
    return folder


# Wine tests that want a real directory server: OPENMAPI_LDAP gets its port and its control's (tests/ldap_ab/slapd.py).
WANT_DIRECTORY = {'ldap_ab'}


@contextlib.contextmanager
def directory_for(program):
    """The environment that tells a program of a directory server; none where it wants none, or there is no slapd."""
    if program['name'] not in WANT_DIRECTORY or not pathlib.Path('/usr/sbin/slapd').exists():
        yield {}
        return
    with subprocess.Popen([sys.executable, TOP / 'tests/ldap_ab/slapd.py', 'serve', '20000'], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as server:
        try:
            # a server that didn't come up is a failure, not a reason to skip
            yield {'OPENMAPI_LDAP': server.stdout.readline().strip() or 'failed'}
        finally:
            server.stdin.close()


# Wine tests that want a mail server: OPENMAPI_SMTP gets two ports, of one with STARTTLS and AUTH, and of one whose certificate is
# somebody else's, and the folder of tests/internet/smtp_server.py.
WANT_MAIL = {'internet'}


@contextlib.contextmanager
def mail_for(program):
    if program['name'] not in WANT_MAIL:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix='omsmtp-') as folder, subprocess.Popen(
            [sys.executable, TOP / 'tests/internet/smtp_server.py', folder, 'STARTTLS,AUTH=PLAIN,PIPELINING', 'STARTTLS,CERT=wrong'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield {'OPENMAPI_SMTP': f'{server.stdout.readline().strip() or "failed"} {folder}'}
        finally:
            server.stdin.close()


def wine_tests(arch, names, long, work):
    folder = run_folder(arch)
    logs = TOP / 'build' / arch / 'logs'
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir()
    title = 'wine32' if arch == 'i686' else 'wine64'
    programs = [p for p in test_programs(folder, names, long) if not p['name'].startswith('both_')]
    wine = Wine(arch, work)

    def one(program):
        log = logs / (program['name'] + '.log')
        timeout = time_limit(program)
        prefix = wine.take()
        try:
            with directory_for(program) as directory, mail_for(program) as mail:
                for _ in range(3):
                    status = run([wine.command, str(program['path'])], log, timeout, cwd=folder,
                                 env={**wine.env(prefix, program.get('locale')), **directory, **mail})
                    if status in (0, None) or log.stat().st_size:
                        break
                    say(f'{program["name"]}: Wine failed to start it (status {status}); once more')
        finally:
            wine.give_back(prefix)
        return *judge(log, status, timeout), log
    return run_all(title, programs, one)


def test_programs(folder, names, long):
    """What wine-tests/meson.build built: long_NAME only when asked for, locale_NAME once for each of LOCALES."""
    programs = [{'name': p.stem.removeprefix('wine_'), 'path': p} for p in sorted(folder.glob('wine_*.exe'))]
    programs = [more for p in programs for more in (
        [dict(p, name=f'{p["name"]}_{locale[:5]}', locale=locale) for locale in LOCALES]
        if p['name'].startswith('locale_') else [p])]
    return [p for p in programs if wanted(p['name'], names) and (long or not p['name'].startswith('long_'))]


def time_limit(program):
    goes_on = 'OPENMAPI_LONG' in os.environ and program['name'].startswith('both_')
    return 1200 if goes_on or program['name'].startswith('long_') else 180


def both_tests(names, long, work):
    """both_NAME runs as two programs at once, of 64 and of 32 bit, that share one folder."""
    folders = {arch: TOP / 'build' / arch / 'run' for arch in ('x86_64', 'i686')}
    programs = [p for p in test_programs(folders['x86_64'], names, long) if p['name'].startswith('both_')]
    wines = {arch: Wine(arch, work) for arch in folders}

    def one(program):
        timeout, result, prefixes = time_limit(program), {}, {arch: wine.take() for arch, wine in wines.items()}
        logs = {arch: TOP / 'build' / arch / 'logs' / (program['name'] + '.log') for arch in folders}
        with tempfile.TemporaryDirectory(dir=work) as shared:
            def half(arch):
                env = {**wines[arch].env(prefixes[arch]), 'OPENMAPI_SHARED': windows_path(shared)}
                result[arch] = run([wines[arch].command, str(folders[arch] / program['path'].name)], logs[arch],
                                   timeout, env=env, cwd=folders[arch])
            threads = [threading.Thread(target=half, args=(arch,)) for arch in folders]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for arch, wine in wines.items():
            wine.give_back(prefixes[arch])
        tally, wrong = Tally(), []
        whole = logs['x86_64'].with_suffix('.both.log')
        whole.write_text(''.join(f'# ---- {arch}\n' + log.read_text(errors='replace') for arch, log in logs.items()))
        for arch in folders:
            counted, failed = judge(logs[arch], result[arch], timeout)
            tally.add(counted)
            wrong += [f'{arch}: {name}' for name in failed]
        return tally, wrong, whole
    return run_all('wine64 beside wine32', programs, one)


# ---- checks ----------------------------------------------------------------
def checks(names, work):
    commands = [
        ('layers', [sys.executable, 'tools/check_layers.py']),
        ('imports', [sys.executable, 'tools/check_imports.py', 'dist/x86_64', 'dist/i686']),
        ('exports', [sys.executable, 'tools/check_exports.py', 'dist/x86_64', 'dist/i686']),
        ('network', ['tools/check_network']),
        ('demo', [sys.executable, 'tools/check_demo.py']),
        ('same_bytes', ['tools/check_same_bytes']),
    ]
    logs = TOP / 'build/logs'
    logs.mkdir(exist_ok=True)

    def one(check):
        log = logs / (check['name'] + '.log')
        status = run(check['command'], log, 1200, cwd=TOP, env={**os.environ, 'TMPDIR': str(work)})
        if status == 0:
            return Tally(passed=1), [], log
        if status == 77:
            say(f'{check["name"]}: {log.read_text(errors="replace").strip()}')
            return Tally(skipped=1), [], log
        return Tally(failed=1), ['took longer than 1200 s' if status is None else f'status {status}'], log
    chosen = [{'name': n, 'command': c} for n, c in commands if wanted(n, names)]
    # The last two build; what reads dist/ is done by then.
    slow = [check for check in chosen if check['name'] in ('demo', 'same_bytes')]
    total = run_all('checks', [check for check in chosen if check not in slow], one)
    if slow:
        total.add(run_all('checks that build', slow, one))
    return total


def fuzz(names):
    """Every fuzz target for two minutes, after the programs under Wine, so that it has the processors for itself."""
    log = TOP / 'build/fuzz.log'
    status = run(['tools/fuzz', '120', *names], log, 7200, cwd=TOP)
    for line in log.read_text(errors='replace').splitlines():
        if line.startswith('ok - '):
            say(line)
    return run_all('fuzz', [{'name': 'fuzz'}], lambda program: (*judge(log, status, 7200), log))


def wanted(name, names):
    return not names or any(n in name for n in names)


def main():
    split = sys.argv.index('--')
    kinds, names = sys.argv[1:split], sys.argv[split + 1:]
    long = '--long' in kinds
    if long:
        os.environ['OPENMAPI_LONG'] = '1' # tests that can go on for longer look for it
    total, start = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix='openmapi-test.') as work:
        work = pathlib.Path(work)
        if 'native' in kinds:
            total.add(native(names, long))
        if 'wine64' in kinds:
            total.add(wine_tests('x86_64', names, long, work))
        if 'wine32' in kinds:
            total.add(wine_tests('i686', names, long, work))
        if 'wine64' in kinds and 'wine32' in kinds:
            total.add(both_tests(names, long, work))
        if 'checks' in kinds:
            total.add(checks(names, work))
    if long and 'native' in kinds:
        targets = [n.removeprefix('fuzz_') for n in names if n.startswith('fuzz_')]
        if targets or not names:
            total.add(fuzz(targets))
    if total.passed + total.failed + total.skipped == 0:
        say('no test has such a name')
        return 1
    say(f'all tests took {time.monotonic() - start:.0f} s')
    say(str(total))
    return 1 if total.failed else 0


if __name__ == '__main__':
    sys.exit(main())
