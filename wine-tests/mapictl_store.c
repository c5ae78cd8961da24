/*
 * mapictl_store.c - mapictl store and props: mail in and out
 */
#include "mapictl_fixture.h"

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
    static const char evil[] =
        "Subject: nul.x\r\nX-Odd: \xc2\x9b"
        "31m\r\nMIME-Version: 1.0\r\n"
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
    runs(4, L"store mv Inbox:1 Inbox:1 Drafts"); /* found twice, there once */
    complains("message 'Inbox:1' was not moved: it is in use, or no longer in that folder");
    runs(0, L"store mv Drafts:1 Inbox");
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

/* ---- health ---- */

/* Somebody's damage to a file that no program has open: each `from` becomes `to`, of the same
 * length. */
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

static void a_store_has_limits(void)
{
    runs(0, L"store quota");
    says("Used");
    says("Limit         no limit\n");
    is_json(L"store quota --json");
    says("\"limit\": null");
    runs(0, L"store mkdir Full");
    runs(0, L"store import one.eml --to Full --quiet");
    runs(0, L"store quota --warn 1 --send 3m --limit 2K");
    is_json(L"store quota --json");
    says("\"warn\": 1024, \"send\": 3145728, \"limit\": 2048");
    runs(0, L"store quota");
    says("Sending to    3.0 MB\n");
    runs(1, L"store import one.eml --to Full");
    complains("MAPI_E_STORE_FULL");
    runs(0, L"store cat Full:1");
    runs(0, L"store quota --limit none --send none");
    is_json(L"store quota --json");
    says("\"warn\": 1024, \"send\": null, \"limit\": null");
    runs(0, L"store quota --limit none --warn NONE");
    runs(0, L"store import one.eml --to Full");
    runs(0, L"store rm Full --recursive");
    runs(2, L"store quota --limit much");
    complains("no size such as");
    runs(2, L"store quota --limit 5-");
    runs(2, L"store quota --limit 5MB");
    runs(2, L"store quota --limit 4294967295");
    runs(2, L"store quota --limit 99999999999999999999g");
    runs(2, L"store quota 500M");
}

START_TEST(mapictl_store)
{
    find_mapictl();

    RUN(mail_comes_in_and_is_listed);
    RUN(a_message_is_shown);
    RUN(mail_gives_no_orders);
    RUN(properties_are_shown);
    RUN(mail_is_moved_and_deleted);
    RUN(a_store_has_limits);
    RUN(a_store_is_kept_healthy);
    RUN(mail_goes_out_again);
}
