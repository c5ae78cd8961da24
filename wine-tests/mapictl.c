/*
 * mapictl.c - mapictl.exe as a user or a script meets it: words, exit codes, JSON, mail in and out,
 * the registry
 *
 * The program lies beside this one. Each run's output is kept in files, so that no pipe can fill.
 */
#include "harness.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CLIENTS   L"Software\\Clients\\Mail"
#define OURS      CLIENTS L"\\Open MAPI"
#define SUBSYSTEM L"Software\\Microsoft\\Windows Messaging Subsystem"
#define CONVERTER L"Software\\Classes\\CLSID\\{4E3A7680-B77A-11D0-9DA5-00C04FD65685}"

static WCHAR here[MAX_PATH], temp[MAX_PATH]; /* where the programs lie; a folder of our own */
static char *out, *err;                      /* what the last run wrote, UTF-8 */
static size_t out_bytes;

/* For messages; the last four stay. */
static const char *utf8(const WCHAR *text)
{
    static char ring[4][1024];
    static int at;
    char *to = ring[at++ % 4];

    if (!text) return "(default)";
    if (!WideCharToMultiByte(CP_UTF8, 0, text, -1, to, sizeof(ring[0]), NULL, NULL))
        strcpy(to, "?");
    return to;
}

/* ---- running it ---- */

static HANDLE output_file(const WCHAR *name)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    return CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 7, &inherit, CREATE_ALWAYS, 0, NULL);
}

static char *take(HANDLE file, size_t *bytes)
{
    DWORD size = GetFileSize(file, NULL), got = 0;
    char *text = calloc(size + 1, 1);

    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, text, size, &got, NULL);
    CloseHandle(file);
    if (bytes) *bytes = got;
    return text;
}

/* Runs `exe arguments` and gives its exit code. */
static DWORD run_program(const WCHAR *exe, const WCHAR *arguments)
{
    STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    WCHAR line[2048];
    DWORD code = ~0u;

    free(out);
    free(err);
    out = err = NULL;
    start.hStdOutput = output_file(L"out.txt");
    start.hStdError = output_file(L"err.txt");
    swprintf(line, ARRAYSIZE(line), L"\"%ls\" %ls", exe, arguments);
    if (CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, temp, &start, &process)) {
        if (WaitForSingleObject(process.hProcess, 60000)) TerminateProcess(process.hProcess, 999);
        WaitForSingleObject(process.hProcess, 5000);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    out = take(start.hStdOutput, &out_bytes);
    err = take(start.hStdError, NULL);
    return code;
}

static DWORD run(const WCHAR *arguments)
{
    WCHAR exe[MAX_PATH];

    swprintf(exe, MAX_PATH, L"%ls\\mapictl.exe", here);
    return run_program(exe, arguments);
}

/* It ends with that code; then what it wrote can be looked at. */
#define runs(code, arguments)                                                                      \
    do {                                                                                           \
        DWORD code_ = run(arguments);                                                              \
        ok(code_ == (code), "mapictl %s: exit code %lu\n%s%s", utf8(arguments), code_, out, err);  \
    } while (0)
#define says(text)      ok(strstr(out, text) != NULL, "no '%s' in\n%s%s", text, out, err)
#define says_not(text)  ok(!strstr(out, text), "'%s' is in\n%s", text, out)
#define complains(text) ok(strstr(err, text) != NULL, "no '%s' in\n%s", text, err)
#define is_silent()     ok(!*err, "stderr has\n%s", err)

/* ---- JSON ---- */

static const char *json_value(const char *at, int depth);

static const char *json_blank(const char *at)
{
    while (at && (*at == ' ' || *at == '\n'))
        at++;
    return at;
}

static const char *json_string(const char *at)
{
    if (!at || *at++ != '"') return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20) return NULL; /* the end too */
        if (*at == '\\') {
            at++;
            if (*at == 'u' && strspn(at + 1, "0123456789abcdef") < 4) return NULL;
            if (!strchr("\"\\/bfnrtu", *at) || !*at) return NULL;
        }
        at++;
    }
    return at + 1;
}

/* A list in brackets or braces, up to behind its end. */
static const char *json_list(const char *at, char end, int depth)
{
    at = json_blank(at + 1);
    if (at && *at == end) return at + 1;
    while (at) {
        if (end == '}') {
            at = json_blank(json_string(at));
            if (!at || *at++ != ':') return NULL;
        }
        at = json_blank(json_value(at, depth + 1));
        if (!at || (*at != ',' && *at != end)) return NULL;
        if (*at++ == end) return at;
        at = json_blank(at);
    }
    return NULL;
}

/* Behind a whole value, or NULL. */
static const char *json_value(const char *at, int depth)
{
    static const char *const words[] = {"true", "false", "null"};

    at = json_blank(at);
    if (!at || depth > 8) return NULL;
    if (*at == '[' || *at == '{') return json_list(at, *at == '[' ? ']' : '}', depth);
    if (*at == '"') return json_string(at);
    for (size_t i = 0; i < ARRAYSIZE(words); i++)
        if (!strncmp(at, words[i], strlen(words[i]))) return at + strlen(words[i]);
    if (*at == '-') at++;
    if (*at < '0' || *at > '9') return NULL;
    return at + strspn(at, "0123456789.eE+-");
}

static bool is_utf8(const char *text)
{
    return !*text || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
}

static void is_json(const WCHAR *arguments)
{
    const char *end;

    runs(0, arguments);
    end = json_blank(json_value(out, 0));
    ok(end && !*end && is_utf8(out), "mapictl %s wrote no JSON:\n%s", utf8(arguments), out);
    is_silent();
}

/* The value of the first "key": "..." in the output, into room bytes. */
static bool json_text(const char *key, char *value, size_t room)
{
    char pattern[64];
    const char *at;
    size_t n;

    snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
    at = strstr(out, pattern);
    *value = 0;
    if (!at) return false;
    at += strlen(pattern);
    n = strcspn(at, "\"");
    if (n >= room) return false;
    memcpy(value, at, n);
    value[n] = 0;
    return true;
}

/* ---- files ---- */

static void write_file(const WCHAR *path, const void *bytes, size_t count)
{
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    ok(file != INVALID_HANDLE_VALUE && WriteFile(file, bytes, (DWORD)count, &written, NULL),
       "no file %s\n", utf8(path));
    CloseHandle(file);
}

static const char mail[] =
    "From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\n"
    "To: Ann Example <ann@example.org>\r\n"
    "Cc: bob@example.org\r\n"
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from %s\r\n"
    "Date: Sat, 21 Nov 2026 14:0%d:00 +0000\r\n"
    "Message-ID: <%d@example.org>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Hello \xe2\x82\xac \x1b[31mred\r\n"
    "--x\r\nContent-Type: application/octet-stream\r\n"
    "Content-Disposition: attachment; filename=\"a b.bin\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n--x--\r\n";

/* A message from somebody, of 14:0n, in temp\name. */
static void write_mail(const WCHAR *name, const char *from, int n)
{
    char text[2048];
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    snprintf(text, sizeof(text), mail, from, n, n);
    write_file(path, text, strlen(text));
}

/* As much of a DLL as says for which machine it is. */
static void write_image(const WCHAR *folder, WORD machine)
{
    IMAGE_DOS_HEADER dos = {.e_magic = IMAGE_DOS_SIGNATURE, .e_lfanew = sizeof(dos)};
    BYTE bytes[256] = {0};
    DWORD signature = IMAGE_NT_SIGNATURE;
    WCHAR path[MAX_PATH];

    CreateDirectoryW(folder, NULL);
    memcpy(bytes, &dos, sizeof(dos));
    memcpy(bytes + sizeof(dos), &signature, 4);
    memcpy(bytes + sizeof(dos) + 4, &machine, 2);
    swprintf(path, MAX_PATH, L"%ls\\msmapi32.dll", folder);
    write_file(path, bytes, sizeof(bytes));
}

/* ---- the words ---- */

static void every_command_tells_how_it_is_used(void)
{
    static const WCHAR *const commands[] = {
        L"profile list",    L"profile create",    L"profile delete", L"profile copy",
        L"profile default", L"profile show",      L"service list",   L"service add",
        L"service remove",  L"service configure", L"store list",     L"store tree",
        L"store ls",        L"store cat",         L"store import",   L"store export",
        L"store stat",      L"store mkdir",       L"store mv",       L"store rm",
        L"store check",     L"store compact",     L"store backup",
        L"props",           L"register",          L"unregister",     L"doctor",
    };
    WCHAR line[64];
    char usage[64];

    for (size_t i = 0; i < ARRAYSIZE(commands); i++) {
        swprintf(line, ARRAYSIZE(line), L"%ls --help", commands[i]);
        runs(0, line);
        snprintf(usage, sizeof(usage), "usage: mapictl %ls", commands[i]);
        ok(!strncmp(out, usage, strlen(usage)), "%s begins with\n%.80s\n", utf8(line), out);
        ok(strlen(out) > strlen(usage) + 20 && out[strlen(out) - 1] == '\n', "%s says only\n%s\n",
           utf8(line), out);
        is_silent();
        swprintf(line, ARRAYSIZE(line), L"%ls --no-such-option", commands[i]);
        runs(2, line);
        complains("--no-such-option");
        ok(!*out, "stdout has %s\n", out);
    }
    runs(0, L"--help");
    says("Exit codes: 0 fine");
    runs(0, L"profile --help");
    says("create");
    runs(0, L"service help");
    runs(0, L"--version");
    runs(2, L"");
    says("usage:");
    runs(2, L"store");
}

static void what_is_not_understood_is_told(void)
{
    static const struct {
        const WCHAR *line;
        const char *told;
    } cases[] = {
        {L"frobnicate", "'frobnicate'"},
        {L"store frobnicate", "'frobnicate'"},
        {L"profile create", "is missing"},
        {L"profile create a b", "'b'"},
        {L"profile create --default=yes a", "takes no value"},
        {L"profile create a --store", "needs a value"},
        {L"profile list --profile", "needs a value"},
        {L"profile default a --none", "not both"},
        {L"profile copy a", "is missing"},
        {L"service add", "which service"},
        {L"service configure LOCALSTORE", "PROPERTY=VALUE"},
        {L"service add LOCALSTORE nonsense", "'nonsense'"},
        {L"service add LOCALSTORE PR_NO_SUCH_THING=1", "PR_NO_SUCH_THING"},
        {L"service add LOCALSTORE 0x30010003=abc", "0x30010003=abc"},
        {L"store ls --most many", "takes a number"},
        {L"store ls --sort colour", "not 'colour'"},
        {L"store ls a b", "'b'"},
        {L"store cat", "is missing"},
        {L"store import", "import what"},
        {L"store export", "export MESSAGE"},
        {L"store export Inbox", "export MESSAGE"},
        {L"store rm", "delete what"},
        {L"store mv a", "move what"},
        {L"store mv Inbox:1 Inbox --name x", "--name"},
        {L"props store PR_NO_SUCH_THING", "PR_NO_SUCH_THING"},
        {L"register --name \"a\\b\"", "can't be a mail client's name"},
        {L"unregister now", "'now'"},
        {L"doctor now", "'now'"},
        {L"-x", "'-x'"},
    };

    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        runs(2, cases[i].line);
        ok(strstr(err, cases[i].told) != NULL, "mapictl %s: no '%s' in\n%s", utf8(cases[i].line),
           cases[i].told, err);
    }
}

static void without_profiles_everything_says_so(void)
{
    runs(0, L"profile list");
    is_json(L"profile list --json");
    ok(!strcmp(out, "[]\n"), "got %s", out);
    runs(3, L"profile show");
    runs(3, L"profile default");
    runs(3, L"profile delete nobody");
    complains("MAPI_E_NOT_FOUND");
    runs(3, L"store list");
    complains("profile create NAME --default");
    runs(3, L"store list --profile nobody");
    complains("no profile 'nobody'");
    runs(3, L"service list --profile nobody");
}

/* ---- profiles and services ---- */

static void profiles_come_and_go(void)
{
    runs(0, L"profile create \"J\u00f6rg \u65e5\u672c\"");
    is_silent();
    runs(1, L"profile create \"J\u00f6rg \u65e5\u672c\"");
    complains("already");
    runs(0, L"profile list");
    says("J\xc3\xb6rg \xe6\x97\xa5\xe6\x9c\xac ");
    is_json(L"profile list --json");
    says("{\"name\": \"J\xc3\xb6rg \xe6\x97\xa5\xe6\x9c\xac\", \"default\": true}"); /* the first
                                                                                        becomes the
                                                                                        default */
    runs(0, L"profile create two --empty");
    runs(0, L"profile default");
    says("J\xc3\xb6rg");
    runs(0, L"profile default two");
    runs(0, L"profile default");
    ok(!strcmp(out, "two\n"), "got %s", out);
    runs(0, L"profile default --none");
    runs(3, L"profile default");
    runs(3, L"profile default nobody");
    runs(0, L"profile copy \"J\u00f6rg \u65e5\u672c\" three");
    is_json(L"profile show three --json");
    says("\"LOCALSTORE\"");
    runs(0, L"profile show \"J\u00f6rg \u65e5\u672c\"");
    says("LOCALSTORE");
    is_json(L"profile show two --json");
    says_not("LOCALSTORE");
    runs(0, L"profile delete three");
    runs(0, L"profile delete two");
    runs(0, L"profile delete \"J\u00f6rg \u65e5\u672c\"");
    is_json(L"profile list --json");
    ok(!strcmp(out, "[]\n"), "got %s", out);
    runs(1,
         L"profile create --default -- "
         L"1234567890123456789012345678901234567890123456789012345678901234567890"); /* 64 is the
                                                                                        longest */
    is_json(L"profile list --json");
    ok(!strcmp(out, "[]\n"), "a profile that could not be made stayed: %s", out);
}

static void services_come_and_go(void)
{
    char uid[64], file[512];
    WCHAR line[256];

    runs(0, L"profile create s --default --empty");
    runs(0, L"service add LOCALSTORE PR_DISPLAY_NAME=Erster PR_PST_PATH=first.omstore");
    is_json(L"service list --json");
    says("\"service\": \"LOCALSTORE\"");
    ok(json_text("file", file, sizeof(file)), "no file in %s\n", out);
    ok(strlen(file) > 16 && file[1] == ':' && strstr(file, "first.omstore"),
       "the file is %s, no full path\n", file);
    ok(json_text("uid", uid, sizeof(uid)) && strlen(uid) == 32, "uid %s\n", uid);
    runs(0, L"service add \"MSUPST MS\" PR_DISPLAY_NAME=Zweiter");
    runs(3, L"service add \"NO SUCH\"");
    runs(0, L"service list");
    says("MSUPST MS");
    runs(0, L"service configure \"MSUPST MS\" PR_DISPLAY_NAME=\"\u00dcber uns\"");
    runs(0, L"store list");
    says("\xc3\x9c"
         "ber uns");
    says("Erster");
    runs(0, L"service add LOCALSTORE");
    runs(3, L"service remove LOCALSTORE");
    complains("several");
    swprintf(line, ARRAYSIZE(line), L"service remove %hs", uid);
    runs(0, line);
    runs(3, line);
    runs(0, L"service remove LOCALSTORE");
    runs(3, L"service remove LOCALSTORE");
    runs(0, L"service remove \"MSUPST MS\"");
    is_json(L"service list --json");
    ok(!strcmp(out, "[]\n"), "got %s", out);
    runs(3, L"store tree");
    complains("default store");
    runs(0, L"profile delete s");
}

/* ---- mail ---- */

static void make_mail_profile(void)
{
    runs(
        0,
        L"profile create post --default --store \"Post \u65e5\u672c.omstore\" --store-name \"J\u00f6rgs Post\"");
}

static void mail_comes_in_and_is_listed(void)
{
    make_mail_profile();
    write_mail(L"one.eml", "one", 1);
    write_mail(L"zw\u00f6lf \u65e5\u672c.eml", "two", 2);
    write_mail(L"three.eml", "three", 3);
    runs(0, L"store list");
    says("J\xc3\xb6rgs Post");
    is_json(L"store list --json");
    says("\"default\": true");
    runs(0, L"store import three.eml one.eml --quiet");
    ok(!strcmp(out, "2 imported\n"), "got %s", out);
    runs(0, L"store import --read \"zw\u00f6lf \u65e5\u672c.eml\"");
    runs(3, L"store import nothing.eml");
    complains("MAPI_E_NOT_FOUND");
    runs(4, L"store import nothing.eml one.eml --to Drafts");
    says("1 imported, 1 failed");
    runs(3, L"store import one.eml --to \"No Such\"");
    is_json(L"store import one.eml --to Drafts --json");
    says("\"imported\": 1");
    runs(0, L"store import one.eml --to Drafts --progress");
    complains("one.eml");

    runs(0, L"store tree");
    says("Inbox                                             3        2");
    is_json(L"store tree --json");
    is_json(L"store ls --json");
    says("\"number\": 1, \"date\": \"2026-11-21T14:01:00Z\", \"from\": \"J\xc3\xb6rg\"");
    says("\"number\": 3");
    says("\"attachments\": true");
    ok(strstr(out, "from one\"") < strstr(out, "from two\"") &&
           strstr(out, "from two\"") < strstr(out, "from three\""),
       "not by date:\n%s", out);
    runs(0, L"store ls inbox --sort date --reverse --most 1");
    says("    3  2026-11-");
    says_not("from one");
    runs(0, L"store ls --sort subject --reverse");
    ok(strstr(out, "from two") < strstr(out, "from three") &&
           strstr(out, "from three") < strstr(out, "from one"),
       "not by subject:\n%s", out);
    says("    2  2026-11-"); /* numbers stay those of the order by date */
    runs(0, L"store ls --sort from");
    runs(0, L"store ls --sort size");
    runs(0, L"store ls --sort changed");
    runs(3, L"store ls Nowhere");
    complains("MAPI_E_NOT_FOUND");
}

static void a_message_is_shown(void)
{
    char id[512];
    WCHAR line[600];

    runs(0, L"store cat Inbox:1");
    says("From        J\xc3\xb6rg <joerg@example.org>\n");
    says("Subject     Gr\xc3\xbc\xc3\x9f"
         "e from one\n");
    says("To          Ann Example <ann@example.org>\n");
    says("Cc          bob@example.org\n");
    says("1: a b.bin (application/octet-stream, ");
    says("Hello \xe2\x82\xac [31mred"); /* what a terminal would obey is gone */
    ok(is_utf8(out) && !strchr(out, 0x1b), "no clean text:\n%s", out);
    runs(0, L"store cat Inbox:1 --attachment 1");
    ok(out_bytes == 4 && !memcmp(out, "\0\1\2\3", 4), "%u bytes\n", (unsigned)out_bytes);
    runs(3, L"store cat Inbox:1 --attachment 2");
    runs(0, L"store cat Inbox:1 --html");
    runs(0, L"store cat Inbox:1 --headers");
    says("Message-ID: <1@example.org>");
    runs(3, L"store cat Inbox:4");
    runs(2, L"store cat Inbox:0");
    runs(2, L"store cat Inbox");
    runs(0, L"store stat Inbox:1");
    says("Subject       Gr\xc3\xbc");
    is_json(L"store stat Inbox:1 --json");
    ok(json_text("entryid", id, sizeof(id)), "no entry ID\n");
    swprintf(line, ARRAYSIZE(line), L"store cat %hs", id);
    runs(0, line);
    says("from one");
    line[wcslen(line) - 2] = 0; /* cut */
    ok(run(line) != 0, "a cut entry ID shows a message:\n%s", out);
    complains("MAPI_E_");
    runs(0, L"store stat Inbox");
    is_json(L"store stat --json");
}

/* What a stranger sent does nothing to the screen, nor to files outside the folder. */
static void mail_gives_no_orders(void)
{
    static const char evil[] = "Subject: nul.x\r\nX-Odd: \xc2\x9b" "31m\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: text/html; charset=utf-8\r\n\r\n<b>\x1b[31mred \xc2\x9b"
                               "2J\0 more</b>\r\n";
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\evil.eml", temp);
    write_file(path, evil, sizeof(evil) - 1);
    runs(0, L"store mkdir Evil");
    runs(0, L"store import evil.eml --to Evil");
    runs(0, L"store cat Evil:1 --html");
    ok(is_utf8(out) && !strchr(out, 0x1b) && !strstr(out, "\xc2\x9b"), "no clean text:\n%s", out);
    says("[31mred 2J\xef\xbf\xbd more</b>");
    is_json(L"props Evil:1 --json");
    says("\\u009b31m");
    ok(!strstr(out, "\xc2\x9b"), "no clean text:\n%s", out);
    runs(0, L"store export Evil --to b\u00f6se");
    swprintf(path, MAX_PATH, L"%ls\\b\u00f6se\\_nul.x.eml", temp);
    ok(GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES, "no %s\n", utf8(path));
    runs(0, L"store rm --recursive Evil");
}

static void properties_are_shown(void)
{
    char id[512];
    WCHAR line[600];

    is_json(L"props --json");
    says("PR_STORE_SUPPORT_MASK");
    is_json(L"props session --json");
    says("\"PR_RESOURCE_TYPE\"");
    is_json(L"props Inbox --json");
    says("\"IPF.Note\"");
    is_json(L"props Inbox:1 --json");
    says("PR_SUBJECT");
    is_json(L"props Inbox:1/1 --json");
    says("\"name\": \"PR_ATTACH_LONG_FILENAME\", \"type\": \"PT_UNICODE\", \"value\": \"a b.bin\"");
    runs(3, L"props Inbox:1/2");
    runs(3, L"props Inbox:1/0");
    is_json(L"props Inbox:1 PR_SUBJECT 0x00370102 --json");
    says("\"tag\": \"0x0037001f\", \"name\": \"PR_SUBJECT\"");
    is_json(L"props --json PR_ENTRYID");
    ok(json_text("value", id, sizeof(id)), "no entry ID\n");
    swprintf(line, ARRAYSIZE(line), L"props %hs PR_OBJECT_TYPE", id);
    runs(0, line);
    says("PT_LONG       1");
    runs(3, L"props Nowhere");
    ok(run(L"props 00000000000000000000000000000000000000000000000000") != 0,
       "a made-up entry ID opens\n");
    complains("MAPI_E_");
}

static void mail_is_moved_and_deleted(void)
{
    runs(0, L"store mkdir \"Inbox/\u65e5\u672c\"");
    runs(1, L"store mkdir \"Inbox/\u65e5\u672c\"");
    complains("MAPI_E_COLLISION");
    runs(0, L"store mkdir \"Inbox/\u65e5\u672c\" --exists-ok");
    runs(0, L"store mkdir \"Inbox/a\\/b\"");
    is_json(L"store tree Inbox --json");
    says("\"folder\": \"Inbox/\xe6\x97\xa5\xe6\x9c\xac\"");
    says("\"folder\": \"Inbox/a\\\\/b\"");
    runs(3, L"store mkdir Nowhere/x");
    runs(2, L"store mkdir /");
    runs(0, L"store mv Inbox:1 Inbox:2 \"Inbox/\u65e5\u672c\""); /* both are found before the first
                                                                    goes */
    runs(0, L"store ls Inbox");
    says("from three");
    says_not("from two");
    runs(0, L"store mv --copy \"Inbox/\u65e5\u672c:1\" Inbox");
    runs(0, L"store ls Inbox");
    says("from one");
    runs(0, L"store mv \"Inbox/\u65e5\u672c\" \"Sent Items\" --name Neu");
    runs(0, L"store ls \"Sent Items/Neu\"");
    says("from two");
    runs(3, L"store ls \"Inbox/\u65e5\u672c\"");
    runs(1, L"store mv \"Sent Items\" \"Sent Items/Neu\"");
    complains("MAPI_E_FOLDER_CYCLE");
    runs(1, L"store rm \"Sent Items/Neu\"");
    complains("--recursive");
    runs(4, L"store rm Inbox:1 Inbox:9");
    runs(0, L"store ls Inbox");
    says_not("from one");
    says("from three");
    runs(0, L"store rm --recursive \"Sent Items/Neu\" \"Inbox/a\\/b\"");
    runs(4, L"store rm -- Inbox/a --recursive"); /* behind -- all are words, and neither is there */
}

static void mail_goes_out_again(void)
{
    WCHAR path[MAX_PATH];

    runs(0, L"store export Inbox:1");
    says("joerg@example.org");
    says("AAECAw==");
    runs(0, L"store export Inbox Inbox:1 --to \"hinaus \u65e5\u672c\"");
    says("2 exported");
    swprintf(path, MAX_PATH, L"%ls\\hinaus \u65e5\u672c\\Gr\u00fc\u00dfe from three.eml", temp);
    ok(GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES, "no %s\n", utf8(path));
    swprintf(path, MAX_PATH, L"%ls\\hinaus \u65e5\u672c\\Gr\u00fc\u00dfe from three (2).eml", temp);
    ok(GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES, "no %s\n", utf8(path));
    runs(0, L"store import \"hinaus \u65e5\u672c\" --to Drafts"); /* a folder stands for what is in
                                                                     it */
    says("2 imported");
    runs(3, L"store export Nowhere --to x");
    runs(3, L"store export Inbox:7");
    runs(3, L"store import \"..\\mapictl no such folder\"");
    runs(0, L"store --store \"J\u00f6rgs Post\" tree");
    runs(3, L"store --store Nobodys tree");
    runs(0, L"profile delete post");
}

/* ---- the registry ---- */

/* Somebody's damage to a file that no program has open: each `from` becomes `to`, of the same length. */
static int damage(const WCHAR *name, const char *from, const char *to)
{
    size_t bytes = 0, n = strlen(from);
    WCHAR path[MAX_PATH];
    HANDLE file;
    int times = 0;
    char *all;

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    file = CreateFileW(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    all = take(file, &bytes);
    for (size_t i = 0; i + n <= bytes; i++) {
        if (memcmp(all + i, from, n)) continue;
        memcpy(all + i, to, n);
        times++;
    }
    write_file(path, all, bytes);
    free(all);
    return times;
}

static void a_store_is_kept_healthy(void)
{
    static const WCHAR copy[] = L"Kopie \u65e5\u672c.omstore";

    runs(0, L"store check");
    says("nothing is wrong");
    is_json(L"store check --repair --json");
    runs(0, L"store compact");
    says(" before, ");
    runs(2, L"store backup");
    runs(0, L"store backup \"Kopie \u65e5\u672c.omstore\"");
    runs(1, L"store backup \"Kopie \u65e5\u672c.omstore\"");
    complains("is there already");
    runs(1, L"store backup \"No Such\\Folder.omstore\"");
    complains("MAPI_E_NO_ACCESS");

    /* the copy is a store; then one of its indexes has another name */
    ok(damage(copy, "messages_by_size", "messages_by_sice") > 0, "the copy has no such index\n");
    runs(0, L"profile create copy --store \"Kopie \u65e5\u672c.omstore\" --store-name Kopie");
    runs(1, L"store check --profile copy");
    says("the index messages_by_size is missing");
    complains("--repair");
    runs(0, L"store check --profile copy --repair");
    says("mended");
    runs(0, L"store check --profile copy");
    says("nothing is wrong");
    runs(0, L"store ls --profile copy");
    says("from three");
    runs(0, L"profile delete copy");
}

static bool two_views(void)
{
    BOOL wow = FALSE;

    return sizeof(void *) == 8 || (IsWow64Process(GetCurrentProcess(), &wow) && wow);
}

static const REGSAM views[] = {KEY_WOW64_64KEY, KEY_WOW64_32KEY};

static bool value_is(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM view,
                     const WCHAR *wanted)
{
    WCHAR text[512] = {0};
    DWORD bytes = sizeof(text) - sizeof(WCHAR), type = REG_NONE;
    HKEY key;
    bool is;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | view, &key)) return !wanted;
    is = !RegQueryValueExW(key, value, NULL, &type, (BYTE *)text, &bytes)
             ? wanted && (type == REG_SZ || type == REG_EXPAND_SZ) && !wcscmp(text, wanted)
             : !wanted;
    if (!is)
        trace("%s %s is '%s', not '%s'\n", utf8(path), utf8(value), utf8(text),
              wanted ? utf8(wanted) : "(none)");
    RegCloseKey(key);
    return is;
}

#define has(root, path, value, view, wanted)                                                       \
    ok(value_is(root, path, value, view, wanted), "%s: another value (view %lx)\n", utf8(path),    \
       (ULONG)(view))

static bool key_is(HKEY root, const WCHAR *path, REGSAM view)
{
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | view, &key)) return false;
    RegCloseKey(key);
    return true;
}

static void set(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM view, const WCHAR *text)
{
    HKEY key;

    ok(!RegCreateKeyExW(root, path, 0, NULL, 0, KEY_ALL_ACCESS | view, NULL, &key, NULL),
       "no key %s\n", utf8(path));
    if (text)
        RegSetValueExW(key, value, 0, REG_SZ, (const BYTE *)text,
                       (DWORD)((wcslen(text) + 1) * sizeof(*text)));
    else RegDeleteValueW(key, value);
    RegCloseKey(key);
}

/* The other bitness' DLL, and ours, for both views: folders dlls\x86 and dlls\AMD64 whose images
 * say what they are. */
static WCHAR dll[2][MAX_PATH], both[512];

static void make_dlls(void)
{
    WCHAR folder[MAX_PATH];
    const WCHAR *names[] = {L"AMD64", L"x86"};

    swprintf(folder, MAX_PATH, L"%ls\\dlls", temp);
    CreateDirectoryW(folder, NULL);
    for (int i = 0; i < 2; i++) {
        swprintf(folder, MAX_PATH, L"%ls\\dlls\\%ls", temp, names[i]);
        write_image(folder, i ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64);
        swprintf(dll[i], MAX_PATH, L"%ls\\msmapi32.dll", folder);
    }
    swprintf(both, ARRAYSIZE(both), L"register --x86 dlls\\x86%ls",
             two_views() ? L" --x64 dlls\\AMD64" : L"");
}

static void registering_writes_the_client_key_of_each_view(void)
{
    DWORD number, bytes, type;
    HKEY key;

    make_dlls();
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        set(HKEY_LOCAL_MACHINE, CLIENTS L"\\Other", L"DLLPath", views[v], L"c:\\other.dll");
        set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, views[v], L"Other");
        set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", views[v], L"9.9.9"); /* another product's */
        set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", views[v], L"1");
    }
    runs(0, both);
    says("Other");
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        REGSAM view = views[v];

        has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Open MAPI"); /* 13.1-01 */
        has(HKEY_LOCAL_MACHINE, OURS, NULL, view, L"Open MAPI");
        has(HKEY_LOCAL_MACHINE, OURS, L"DLLPath", view,
            dll[v]); /* 13.1-02 13.1-11 13.1-12 13.4-01 */
        has(HKEY_LOCAL_MACHINE, OURS, L"DLLPathEx", view, dll[v]);    /* 13.1-02 13.3-08 */
        has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view, NULL); /* 13.1-04 13.1-05 */
        ok(!RegOpenKeyExW(HKEY_LOCAL_MACHINE, OURS, 0, KEY_READ | view, &key), "no key\n");
        bytes = sizeof(number);
        ok(!RegQueryValueExW(key, L"SupportUTF8", NULL, &type, (BYTE *)&number, &bytes) &&
               type == REG_DWORD && number == 1,
           "no SupportUTF8\n"); /* 13.1-09 */
        RegCloseKey(key);
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", view, L"1");  /* 13.5-01 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, L"1"); /* 13.5-01 13.5-02 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", view, L"9.9.9");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, L"1");        /* 13.5-03 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"CMC", view, L"1");          /* 13.5-03 */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"OLEMessaging", view, NULL); /* there is none */
        has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, dll[v]);
        has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", L"ThreadingModel", view, L"Both");

        /* An MSIComponentID that came into our key would go before our paths. */
        set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
            L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    }
    runs(0, both); /* again: still remembers who was before */
    for (int v = two_views() ? 0 : 1; v < 2; v++)
        has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", views[v], NULL); /* 13.1-05 */

    runs(0, L"unregister");
    says("Other");
    for (int v = two_views() ? 0 : 1; v < 2; v++) {
        REGSAM view = views[v];

        has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other");                  /* 13.5-04 */
        ok(!key_is(HKEY_LOCAL_MACHINE, OURS, view), "our key is still there\n"); /* 13.5-04 */
        has(HKEY_LOCAL_MACHINE, CLIENTS L"\\Other", L"DLLPath", view, L"c:\\other.dll");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPI", view, L"1"); /* were there before us */
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIXVER", view, L"9.9.9");
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, NULL);
        has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, NULL);
        ok(!key_is(HKEY_LOCAL_MACHINE, CONVERTER, view), "the converter's class is still there\n");
    }
    runs(3, L"unregister");
}

static void unregistering_leaves_what_is_not_ours(void)
{
    REGSAM view = sizeof(void *) == 8 ? KEY_WOW64_64KEY : KEY_WOW64_32KEY;

    /* Somebody else became the default meanwhile. */
    runs(0, L"register --name \"Unsere Post\u2122\"");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Unsere Post\u2122");
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view,
        L"2"); /* somebody else changed what we wrote */
    runs(0, L"unregister --name \"Unsere Post\u2122\"");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Other"); /* 13.5-04 */
    has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, L"2");
    has(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"MAPIX", view, NULL);
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM, L"SMAPI", view, NULL);

    /* Whoever was before is gone meanwhile: nobody is the default. */
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Vanished");
    runs(0, L"register");
    runs(0, L"unregister");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);

    /* A key of that name that we did not make. */
    set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    runs(1, L"register");
    complains("another program's");
    has(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    has(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
    runs(1, L"unregister");
    ok(key_is(HKEY_LOCAL_MACHINE, OURS, view), "another's key is gone\n");
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, OURS, view, 0);

    /* Another product's converter stays. */
    set(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    runs(0, L"register");
    has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    runs(0, L"unregister");
    has(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", NULL, view, L"c:\\other.dll");
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, CONVERTER L"\\InprocServer32", view, 0);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, CONVERTER, view, 0);
}

static void a_user_registers_alone(void)
{
    WCHAR line[512], shared[MAX_PATH];

    swprintf(line, ARRAYSIZE(line), L"%ls --user", both);
    runs(0, line);
    has(HKEY_CURRENT_USER, CLIENTS, NULL, 0, L"Open MAPI"); /* 13.1-10 */
    if (two_views()) /* one key for both: one text leads each to its DLL */
        swprintf(shared, MAX_PATH, L"%ls\\dlls\\%%PROCESSOR_ARCHITECTURE%%\\msmapi32.dll", temp);
    else wcscpy(shared, dll[1]);
    has(HKEY_CURRENT_USER, OURS, L"DLLPathEx", 0, shared); /* 13.1-03 13.1-11 */
    ok(!key_is(HKEY_LOCAL_MACHINE, OURS, 0), "the machine's key was written\n");
    for (int v = two_views() ? 0 : 1; v < 2; v++) /* Wine has one for both views: the first stays */
        has(HKEY_CURRENT_USER, CONVERTER L"\\InprocServer32", NULL, views[v],
            dll[harness_wine() && two_views() ? 0 : v]);
    runs(0, L"unregister --user");
    ok(!key_is(HKEY_CURRENT_USER, OURS, 0), "the user's key is still there\n");
    has(HKEY_CURRENT_USER, CLIENTS, NULL, 0, NULL);
    for (int v = two_views() ? 0 : 1; v < 2; v++)
        ok(!key_is(HKEY_CURRENT_USER, CONVERTER, views[v]),
           "the converter's class is still there\n");
    runs(3, L"unregister --user");

    if (two_views()) { /* folders that no variable can tell apart */
        WCHAR folder[MAX_PATH];

        swprintf(folder, MAX_PATH, L"%ls\\thirtytwo", temp);
        write_image(folder, IMAGE_FILE_MACHINE_I386);
        runs(0, L"register --user --x64 dlls\\AMD64 --x86 thirtytwo");
        complains("share one key");
        has(HKEY_CURRENT_USER, OURS, L"DLLPathEx", 0, dll[0]);
        runs(0, L"unregister --user");
    }
}

static void what_cannot_be_registered_is_told(void)
{
    SECURITY_DESCRIPTOR descriptor;
    ACL nobody;
    HKEY key;

    runs(3, L"register --x86 nowhere");
    complains("--x86");
    runs(3, two_views() ? L"register --x86 dlls\\AMD64"
                        : L"register --x86 dlls"); /* of the wrong kind; none at all */
    if (!two_views()) runs(2, L"register --x64 dlls\\AMD64");
    ok(!key_is(HKEY_LOCAL_MACHINE, OURS, 0), "something was written\n");

    /* No administrator: a key that nobody may write. */
    ok(!RegCreateKeyExW(HKEY_LOCAL_MACHINE, OURS, 0, NULL, 0, KEY_ALL_ACCESS | WRITE_DAC, NULL,
                        &key, NULL),
       "no key\n");
    InitializeAcl(&nobody, sizeof(nobody), ACL_REVISION);
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&descriptor, TRUE, &nobody, FALSE);
    ok(!RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, &descriptor), "no DACL\n");
    if (key_is(HKEY_LOCAL_MACHINE, OURS, 0)) {
        skip("this registry lets everybody in\n");
    } else {
        runs(1, L"register");
        complains("administrator");
        runs(1, L"unregister");
        complains("administrator");
    }
    SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE);
    RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, &descriptor);
    RegCloseKey(key);
    ok(!RegDeleteKeyW(HKEY_LOCAL_MACHINE, OURS), "the key stayed\n");
}

/* ---- the doctor ---- */

static void the_doctor_tells_how_to_mend(void)
{
    REGSAM view = sizeof(void *) == 8 ? KEY_WOW64_64KEY : KEY_WOW64_32KEY;

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
    runs(1, L"doctor");
    says("there is no default mail client"); /* 13.2-04 */
    says("mapictl register");
    says("there is no default profile");
    says("mapictl profile create me --default");
    ok(run(L"doctor --json") == 1, "healthy?\n%s", out);
    ok(json_value(out, 0) && is_utf8(out), "no JSON:\n%s", out);
    says("\"state\": \"problem\"");

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Nobody");
    runs(1, L"doctor");
    says("'Nobody', which isn't registered");

    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, L"Open MAPI");
    set(HKEY_LOCAL_MACHINE, OURS, L"DLLPath", view, L"c:\\not there.dll");
    set(HKEY_LOCAL_MACHINE, OURS, L"DLLPathEx", view,
        dll[sizeof(void *) == 8]); /* of the other bitness */
    set(HKEY_LOCAL_MACHINE, OURS, L"MSIComponentID", view,
        L"{FF1D0740-D227-11D1-A4B0-006008AF820E}");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps", L"some.exe", view, L"Nobody");
    set(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps", L"else.exe", view, L"");
    runs(1, L"doctor");
    says("DLLPath names c:\\not there.dll, which isn't there");
    says("programs can't load it");            /* 13.1-12 */
    says("MSIComponentID, which goes before"); /* 13.1-04 */
    says("some.exe is to use 'Nobody'");       /* 13.2-02 */
    says("else.exe uses the system's MAPI");
    says("MAPIX isn't"); /* 13.5-02 */
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, SUBSYSTEM L"\\MSMapiApps");
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, OURS);
    set(HKEY_LOCAL_MACHINE, CLIENTS, NULL, view, NULL);
}

static void the_doctor_finds_a_good_set_up_healthy(void)
{
    WCHAR broken[MAX_PATH], copy[MAX_PATH];

    runs(0, L"register --name Gesund");
    runs(0, L"profile create gesund --default");
    runs(0, L"doctor");
    says("all is well");
    says("leads to this MAPI"); /* 13.2-01 13.2-07 13.2-10: the system's mapi32.dll starts us */
    says("the default store opens");
    is_json(L"doctor --json");
    says_not("\"problem\"");

    /* The user's choice goes before the machine's. */
    set(HKEY_CURRENT_USER, CLIENTS, NULL, 0, L"Nobody");
    runs(1, L"doctor"); /* 13.1-10 */
    says("'Nobody'");
    set(HKEY_CURRENT_USER, CLIENTS, NULL, 0, NULL);

    runs(0, L"profile create leer --empty");
    runs(1, L"doctor --profile leer");
    says("no default store");
    runs(1, L"doctor --profile nobody");
    says("no profile 'nobody'");

    /* A mapictl whose folder lacks a provider's DLL. */
    swprintf(broken, MAX_PATH, L"%ls\\broken", temp);
    CreateDirectoryW(broken, NULL);
    for (int i = 0; i < 3; i++) {
        static const WCHAR *const files[] = {L"mapictl.exe", L"msmapi32.dll", L"mapisvc.inf"};
        WCHAR from[MAX_PATH];

        swprintf(from, MAX_PATH, L"%ls\\%ls", here, files[i]);
        swprintf(copy, MAX_PATH, L"%ls\\%ls", broken, files[i]);
        ok(CopyFileW(from, copy, FALSE), "no copy of %s\n", utf8(from));
    }
    swprintf(copy, MAX_PATH, L"%ls\\mapictl.exe", broken);
    ok(run_program(copy, L"doctor") == 1, "healthy without its provider:\n%s", out);
    says("service LOCALSTORE: its DLL omlocal.dll isn't there");
    swprintf(copy, MAX_PATH, L"%ls\\mapisvc.inf", broken);
    DeleteFileW(copy);
    swprintf(copy, MAX_PATH, L"%ls\\mapictl.exe", broken);
    ok(run_program(copy, L"doctor") == 1, "healthy without mapisvc.inf:\n%s", out);
    says("mapisvc.inf isn't there");

    runs(0, L"profile delete leer");
    runs(0, L"profile delete gesund");
    runs(0, L"unregister --name Gesund");
}

START_TEST(mapictl)
{
    WCHAR *last;

    GetModuleFileNameW(NULL, here, MAX_PATH);
    last = wcsrchr(here, L'\\');
    if (last) *last = 0;
    GetTempPathW(MAX_PATH, temp);
    swprintf(temp + wcslen(temp), 32, L"mapictl %lu", GetCurrentProcessId());
    CreateDirectoryW(temp, NULL);

    RUN(every_command_tells_how_it_is_used);
    RUN(what_is_not_understood_is_told);
    RUN(without_profiles_everything_says_so);
    RUN(profiles_come_and_go);
    RUN(services_come_and_go);
    RUN(mail_comes_in_and_is_listed);
    RUN(a_message_is_shown);
    RUN(mail_gives_no_orders);
    RUN(properties_are_shown);
    RUN(mail_is_moved_and_deleted);
    RUN(a_store_is_kept_healthy);
    RUN(mail_goes_out_again);
    RUN(registering_writes_the_client_key_of_each_view);
    RUN(unregistering_leaves_what_is_not_ours);
    RUN(a_user_registers_alone);
    RUN(what_cannot_be_registered_is_told);
    RUN(the_doctor_tells_how_to_mend);
    RUN(the_doctor_finds_a_good_set_up_healthy);
}
