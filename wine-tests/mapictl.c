/*
 * mapictl.c - mapictl.exe as a user or a script meets it: words, exit codes, profiles and services
 */
#include "mapictl_fixture.h"

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
        L"ab ls",           L"ab find",           L"ab add",         L"ab rm",
        L"ab import",       L"ab export",
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
        {L"ab find", "is missing"},
        {L"ab add", "add whom"},
        {L"ab rm", "remove whom"},
        {L"ab import a b", "'b'"},
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

START_TEST(mapictl)
{
    find_mapictl();

    RUN(every_command_tells_how_it_is_used);
    RUN(what_is_not_understood_is_told);
    RUN(without_profiles_everything_says_so);
    RUN(profiles_come_and_go);
    RUN(services_come_and_go);
}
