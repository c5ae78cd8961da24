/*
 * mapictl_ab.c - mapictl ab: people of the address book listed, found, added, removed, and from
 * files and into files
 */
#include "mapictl_fixture.h"

#define CARD(version, lines) "BEGIN:VCARD\r\nVERSION:" version "\r\n" lines "END:VCARD\r\n"

static char *file_text(const WCHAR *name)
{
    WCHAR path[MAX_PATH];
    HANDLE file;

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    file = CreateFileW(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    ok(file != INVALID_HANDLE_VALUE, "there is no %s\n", utf8(name));
    return take(file, NULL);
}

static void put_file(const WCHAR *name, const char *text)
{
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    write_file(path, text, strlen(text));
}

static bool is_there(const WCHAR *name)
{
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static void same_files(const WCHAR *one, const WCHAR *two)
{
    char *a = file_text(one), *b = file_text(two);

    ok(!strcmp(a, b), "%s is\n%s\n%s is\n%s\n", utf8(one), a, utf8(two), b);
    free(a);
    free(b);
}

static bool has(const WCHAR *name, const char *text)
{
    char *file = file_text(name);
    bool found = strstr(file, text) != NULL;

    ok(found, "no '%s' in %s:\n%s\n", text, utf8(name), file);
    free(file);
    return found;
}

/* Every line of text is in the file, whatever the case of letters. */
static void has_all(const WCHAR *name, const char *text)
{
    char *file = file_text(name);

    _strlwr(file);
    while (*text) {
        size_t n = strcspn(text, "\r\n");
        char line[256];

        lstrcpynA(line, text, (int)min(n + 1, sizeof(line)));
        _strlwr(line);
        if (!strstr(line, "member:")) /* members may be named otherwise */
            ok(strstr(file, line) != NULL, "no '%s' in %s:\n%s\n", line, utf8(name), file);
        text += n + strspn(text + n, "\r\n");
    }
    free(file);
}

/* A profile of that name and nothing but an address book, the default one. */
static void make_profile(const WCHAR *name, const WCHAR *title)
{
    WCHAR line[256];

    swprintf(line, 256, L"profile create %ls --default --empty", name);
    runs(0, line);
    swprintf(line, 256, L"service add PERSONALAB PR_PST_PATH=%ls.ompab PR_DISPLAY_NAME=\"%ls\"",
             name, title);
    runs(0, line);
}

static void people_are_added_found_and_removed(void)
{
    char id[2048];
    WCHAR line[2100];

    make_profile(L"people", L"Leute \u65e5\u672c");
    is_json(L"ab ls --json");
    says("\"name\": \"Leute \xe6\x97\xa5\xe6\x9c\xac\", \"modifiable\": true");
    runs(0, L"ab add --name \"Anna Kern\" --email anna@example.org --company Firma --note \"a b\"");
    is_silent();
    runs(0, L"ab add --name \"Anna Lind\" --email lind@example.org");
    runs(0, L"ab add --name \u0411\u043e\u0440\u0438\u0441 --email boris@example.org");
    runs(0, L"ab add --name \u592a\u90ce --email taro@example.org --type SMTP");
    runs(0, L"ab add --name \u05db\u05d4\u05df --email cohen@example.org");
    runs(0, L"ab add --name \U0001f600 --email smile@example.org");
    runs(1, L"ab add --name \"Anna Lind\" --email lind@example.org");
    complains("has this entry already");
    runs(0, L"ab add --name \"Anna Lind\" --email lind@example.org --again");
    runs(2, L"ab add");
    runs(2, L"ab add Anna");
    runs(3, L"ab add --name X --to Nowhere");

    runs(0, L"ab ls \"leute \u65e5\u672c\"");
    says("Anna Kern");
    says("\xd0\x91\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81");
    says("\xe5\xa4\xaa\xe9\x83\x8e");
    says("\xd7\x9b\xd7\x94\xd7\x9f");
    says("\xf0\x9f\x98\x80");
    runs(3, L"ab ls Nowhere");
    runs(0, L"ab find anna");
    says("anna@example.org");
    says("lind@example.org");
    says_not("boris");
    runs(0, L"ab find \u0431\u043e\u0440");
    says("boris@example.org");
    runs(0, L"ab find smile@ --in \"Leute \u65e5\u672c\"");
    says("smile@example.org");
    runs(3, L"ab find Nobody");
    is_json(L"ab find anna --json");

    runs(3, L"ab rm Anna"); /* nobody is called just that */
    says("Anna Kern");
    runs(1, L"ab rm \"Anna Lind\""); /* two are */
    says("lind@example.org");
    complains("several");
    runs(0, L"ab rm \"anna kern\" taro@example.org");
    runs(4, L"ab rm Nobody \u05db\u05d4\u05df");
    is_json(L"ab find lind --json");
    ok(json_text("entryid", id, sizeof(id)), "no entry ID\n");
    swprintf(line, ARRAYSIZE(line), L"ab rm %hs", id);
    runs(0, line);
    runs(3, line);
    runs(0, L"ab rm \"Anna Lind\"");
    runs(3, L"ab find anna");
    runs(0, L"ab ls \"Leute \u65e5\u672c\"");
    says_not("Anna");
    says_not("taro");
    says("boris");
}

static const char cards[] =
    CARD("3.0",
         "FN:Ann Lee\r\nN:Lee;Ann;;;\r\nEMAIL;TYPE=INTERNET,PREF:ann@example.org\r\n"
         "EMAIL;TYPE=HOME:lee@example.net\r\nTEL;TYPE=CELL:+1 2\r\nORG:Firm;Sales\r\n"
         "ADR;TYPE=WORK:;;1 Main St.\\nLeft;Town;;1;US\r\nBDAY:1996-04-15\r\n"
         "item1.URL:http://example.org\r\nitem1.X-ABLABEL:mine\r\nUID:11-22\r\n"
         "PHOTO;TYPE=JPEG;ENCODING=b:/9j/4AAQ\r\nCATEGORIES:a,b\r\nNOTE:one\\ntwo\\, three\r\n")
        CARD("3.0",
             "FN:\xd0\x91\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81\r\nN:;;;;\r\nEMAIL:boris@example.org\r\n")
            CARD("3.0", "FN:\xf0\x9f\x98\x80 \xd7\x9b\xd7\x94\xd7\x9f\r\nN:;;;;\r\n")
                CARD("3.0", "FN:Friends\r\nN:;;;;\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n"
                            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:11-22\r\n"
                            "X-ADDRESSBOOKSERVER-MEMBER:mailto:boris@example.org\r\n"
                            "X-ADDRESSBOOKSERVER-MEMBER;X-NAME=Zoe:mailto:zoe@example.org\r\n");

static void cards_come_in_and_go_out_whole(void)
{
    make_profile(L"cards", L"Karten");
    put_file(L"cards.vcf", cards);
    runs(0, L"ab import cards.vcf");
    ok(!strcmp(out, "4 imported\n"), "got %s", out);
    is_silent();
    runs(0, L"ab find lee@");
    says("Ann Lee");
    runs(0, L"ab import cards.vcf");
    says("0 imported, 4 were there already");
    runs(0, L"ab export out.vcf");
    says("4 exported");
    is_silent();
    has(L"out.vcf", "item1.X-ABLABEL:mine\r\n");
    has(L"out.vcf", "PHOTO;TYPE=JPEG;ENCODING=b:/9j/4AAQ\r\n");
    has(L"out.vcf",
        "EMAIL;TYPE=INTERNET,PREF:ann@example.org\r\nEMAIL;TYPE=HOME:lee@example.net\r\n");
    has(L"out.vcf", "NOTE:one\\ntwo\\, three\r\n");
    has(L"out.vcf", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:11-22\r\n");
    has(L"out.vcf", "X-ADDRESSBOOKSERVER-MEMBER;X-NAME=Zoe:mailto:zoe@example.org\r\n");
    has_all(L"out.vcf", cards);
    ok(!is_there(L"out.vcf.part"), "what was written beside is still there\n");

    make_profile(L"again", L"Noch einmal");
    runs(0, L"ab import out.vcf");
    runs(0, L"ab export second.vcf");
    make_profile(L"third", L"Zum Dritten");
    runs(0, L"ab import second.vcf");
    runs(0, L"ab export third.vcf");
    same_files(L"second.vcf", L"third.vcf");
    runs(0, L"ab export four.vcf --version 4.0");
    has(L"four.vcf", "VERSION:4.0\r\n");
    has(L"four.vcf", "MEMBER:urn:uuid:11-22\r\n");
    has(L"four.vcf", "BDAY:19960415\r\n");
    make_profile(L"fourth", L"Zum Vierten");
    runs(0, L"ab import four.vcf");
    runs(0, L"ab export three.vcf --version 3.0 --profile fourth");
    has(L"three.vcf", "BDAY:1996-04-15\r\n");
    runs(0, L"ab import four.vcf --duplicates keep --profile fourth");
    is_json(L"ab import four.vcf --duplicates replace --json");
    says("{\"imported\": 4, \"duplicates\": 0, \"failed\": 0, \"lost\": 0}");
    runs(2, L"ab import four.vcf --duplicates never");
    runs(2, L"ab export x.vcf --version 2.1");
    runs(2, L"ab export x.vcf --format csv");
}

static const char entries[] =
    "version: 1\n\n"
    "dn: cn=Ann Lee,mail=ann@example.org\nobjectClass: top\nobjectClass: person\n"
    "objectClass: organizationalPerson\nobjectClass: inetOrgPerson\n"
    "objectClass: mozillaAbPersonAlpha\ncn: Ann Lee\ngivenName: Ann\nsn: Lee\n"
    "mail: ann@example.org\nmozillaSecondEmail: lee@example.net\nmobile: +1 2\no: Firm\n"
    "mozillaHomeStreet: Home\n\n"
    "dn: uid=boris,dc=example\nobjectclass: inetOrgPerson\ncn:: 0JHQvtGA0LjRgQ==\n"
    "mail: boris@example.org\njpegphoto:: /9j/4AAQ\n\n"
    "dn: cn=Friends\nobjectClass: top\nobjectClass: groupOfNames\ncn: Friends\n"
    "member: cn=Ann Lee,mail=ann@example.org\nmember: uid=boris,dc=example\n"
    "member: cn=Zoe,mail=zoe@example.org\n\n";

static void entries_of_a_directory_do_so_too(void)
{
    make_profile(L"dir", L"Verzeichnis");
    put_file(L"people.ldif", entries);
    runs(0, L"ab import people.ldif");
    ok(!strcmp(out, "3 imported\n"), "got %s", out);
    runs(0, L"ab find \u0431\u043e\u0440");
    runs(0, L"ab export out.ldif");
    has(L"out.ldif", "dn: uid=boris,dc=example\n");
    has(L"out.ldif", "jpegphoto:: /9j/4AAQ\n");
    has(L"out.ldif", "mozillaSecondEmail: lee@example.net\n");
    has(L"out.ldif", "member: cn=Ann Lee,mail=ann@example.org\nmember: uid=boris,dc=example\n"
                     "member: cn=Zoe,mail=zoe@example.org\n");
    has_all(L"out.ldif", entries);
    make_profile(L"dir2", L"Verzeichnis 2");
    runs(0, L"ab import out.ldif");
    runs(0, L"ab export second.ldif");
    make_profile(L"dir3", L"Verzeichnis 3");
    runs(0, L"ab import second.ldif");
    runs(0, L"ab export third.ldif");
    same_files(L"second.ldif", L"third.ldif");

    runs(4, L"ab export dir.vcf"); /* no card has a place for jpegPhoto of a directory */
    complains("1 values of them have no place");
    has(L"dir.vcf", "FN:Ann Lee\r\n");
}

/* How often. */
static int count(const WCHAR *name, const char *text)
{
    char *file = file_text(name);
    int n = 0;

    for (const char *at = file; (at = strstr(at, text)) != NULL; at++)
        n++;
    free(file);
    return n;
}

static void people_who_are_called_alike_stay_several(void)
{
    make_profile(L"alike", L"Gleiche");
    put_file(L"alike.vcf", CARD("3.0", "FN:Mum\r\nTEL;TYPE=CELL:1\r\nUID:1\r\n")
                               CARD("3.0", "FN:Mum\r\nTEL;TYPE=CELL:2\r\nUID:2\r\n")
                                   CARD("3.0", "FN:Dad\r\nTEL;TYPE=CELL:3\r\n")
                                       CARD("3.0", "FN:Dad\r\nTEL;TYPE=CELL:4\r\n")
                                           CARD("3.0", "FN:A\r\nEMAIL:a@example.org\r\n")
                                               CARD("3.0", "FN:A\r\nEMAIL:a@example.org\r\n"));
    runs(0, L"ab import alike.vcf");
    ok(!strcmp(out, "6 imported\n"), "got %s", out);
    runs(0, L"ab import alike.vcf");
    says("0 imported, 6 were there already");
    runs(0, L"ab import alike.vcf --duplicates replace");
    ok(!strcmp(out, "6 imported\n"), "got %s", out);
    runs(0, L"ab export alike-out.vcf");
    ok(!strcmp(out, "6 exported\n"), "got %s", out);
    ok(count(L"alike-out.vcf", "UID:1\r\n") == 1, "UID:1 isn't there once\n");
    ok(count(L"alike-out.vcf", "UID:2\r\n") == 1, "UID:2 isn't there once\n");
    ok(count(L"alike-out.vcf", "TEL;TYPE=cell:4\r\n") == 1 ||
           count(L"alike-out.vcf", "TEL;TYPE=CELL:4\r\n") == 1,
       "4 isn't there once\n");
    put_file(L"more.vcf", CARD("3.0", "FN:Mum\r\nTEL;TYPE=CELL:5\r\nUID:5\r\n")
                              CARD("3.0", "FN:Dad\r\nTEL;TYPE=CELL:6\r\n"));
    runs(0, L"ab import more.vcf");
    ok(!strcmp(out, "2 imported\n"), "got %s", out);
}

static void replaced_lists_have_their_members(void)
{
    make_profile(L"lists", L"Listen");
    put_file(L"lists.vcf", CARD("3.0", "FN:Ann\r\nEMAIL:ann@example.org\r\nUID:a\r\n")
                               CARD("3.0", "FN:Bob\r\nEMAIL:bob@example.org\r\nUID:b\r\n")
                                   CARD("3.0", "FN:L\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:l\r\n"
                                               "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a\r\n"
                                               "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\r\n"));
    runs(0, L"ab import lists.vcf");
    /* of whom this file doesn't speak, but for b: he stays a member, a doesn't */
    put_file(L"list.vcf", CARD("3.0", "FN:Zoe\r\nEMAIL:zoe@example.org\r\nUID:z\r\n")
                              CARD("3.0", "FN:L\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nUID:l\r\n"
                                          "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\r\n"
                                          "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:z\r\n"));
    runs(0, L"ab import list.vcf --duplicates replace");
    ok(!strcmp(out, "2 imported\n"), "got %s", out);
    is_silent();
    runs(0, L"ab export lists-out.vcf");
    ok(!strcmp(out, "4 exported\n"), "got %s", out);
    has(L"lists-out.vcf", "-MEMBER:urn:uuid:b\r\n");
    has(L"lists-out.vcf", "-MEMBER:urn:uuid:z\r\n");
    ok(!count(L"lists-out.vcf", "-MEMBER:urn:uuid:a\r\n"), "a is a member still\n");
}

static void members_are_who_is_meant(void)
{
    static const WCHAR file[] = L"members.vcf", result[] = L"members-out.vcf";

    make_profile(L"members", L"Mitglieder");
    put_file(L"family.vcf", CARD("3.0", "FN:Ann\r\nEMAIL:family@example.org\r\nUID:a\r\n"
                                        "EMAIL:lee@example.net\r\n")
                                CARD("3.0", "FN:Bob\r\nEMAIL:family@example.org\r\nUID:b\r\n"));
    runs(0, L"ab import family.vcf");
    put_file(file, CARD("3.0", "FN:Bob\r\nEMAIL:family@example.org\r\nUID:b\r\n")
                       CARD("3.0", "FN:L\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:b\r\n"
                                   "X-ADDRESSBOOKSERVER-MEMBER:mailto:lee@example.net\r\n"));
    runs(0, L"ab import members.vcf");
    says("1 imported, 1 were there already");
    runs(0, L"ab export members-out.vcf");
    has(result, "-MEMBER:urn:uuid:b\r\n");
    ok(!count(result, "-MEMBER:urn:uuid:a\r\n"), "another one is a member\n");
    ok(count(result, ":mailto:lee@example.net\r\n") == 1, "no one-off is a member\n");

    put_file(file,
             CARD("3.0", "FN:M\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n"
                         "X-ADDRESSBOOKSERVER-MEMBER:mailto:family@example.org\r\n"
                         "X-ADDRESSBOOKSERVER-MEMBER;X-NAME=Ann:mailto:family@example.org\r\n"));
    runs(0, L"ab import members.vcf");
    complains("members.vcf:1: several are known at 'family@example.org'");
    runs(0, L"ab export members-out.vcf");
    has(result, "-MEMBER:urn:uuid:a\r\n");
    ok(count(result, "-MEMBER;X-NAME=family@example.org:") == 1, "no one-off is a member\n");
}

static void line_ends_stay_as_they_are(void)
{
    static const char entry[] = "dn: cn=A\nobjectclass: person\ncn: A\n"
                                "description:: YQ0KYg==\n\n";

    make_profile(L"ends", L"Enden");
    put_file(L"ends.ldif", entry);
    runs(0, L"ab import ends.ldif");
    runs(0, L"ab export ends-out.ldif");
    has(L"ends-out.ldif", entry);
    runs(0, L"ab export ends-out.vcf");
    has(L"ends-out.vcf", "NOTE:a\\nb\r\n");
}

static void no_address_book_is_told(void)
{
    runs(0, L"profile create nobody --default --empty");
    runs(3, L"ab add --name X");
    complains("the profile has no personal address book");
}

static void what_cannot_be_taken_is_told(void)
{
    make_profile(L"bad", L"Schlecht");
    put_file(L"bad.vcf", "\r\n" CARD("3.0", "FN:A\r\nno line\r\n")
                             CARD("3.0", "FN:L\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n"
                                         "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:9\r\n"));
    runs(4, L"ab import bad.vcf");
    says("2 imported, 2 values couldn't be kept");
    complains("bad.vcf:2: 'A': 1 values can't be kept");
    complains("bad.vcf:7: nobody is known as the member 'urn:uuid:9'");
    put_file(L"bad.txt", "Name,Address\r\n");
    runs(1, L"ab import bad.txt");
    complains("no file of business cards");
    runs(3, L"ab import nothing.vcf");
    runs(2, L"ab import");
    runs(1, L"ab export nowhere\\out.vcf");
    runs(3, L"ab import cards.vcf --to Nowhere");
}

static void thousands_come_in_quickly(void)
{
    enum {
        MANY = 3000
    };
    char *text = malloc(MANY * 200), *at = text;
    DWORD begun;

    make_profile(L"many", L"Viele");
    for (int i = 0; i < MANY; i++)
        at +=
            sprintf(at, CARD("3.0", "FN:Person %d\r\nN:%d;Person;;;\r\nEMAIL:p%d@example.org\r\n"),
                    i, i, i);
    put_file(L"many.vcf", text);
    begun = GetTickCount();
    runs(0, L"ab import many.vcf --quiet");
    trace("%d people in %lu ms\n", MANY, GetTickCount() - begun);
    ok(!strcmp(out, "3000 imported\n"), "got %s", out);
    begun = GetTickCount();
    runs(0, L"ab export many-out.vcf --quiet");
    trace("... and out in %lu ms\n", GetTickCount() - begun);
    ok(!strcmp(out, "3000 exported\n"), "got %s", out);
    has(L"many-out.vcf", CARD("3.0", "FN:Person 2999\r\nN:2999;Person;;;\r\n"
                                     "EMAIL:p2999@example.org\r\n"));
    runs(0, L"ab import many-out.vcf");
    says("0 imported, 3000 were there already");
    free(text);
}

START_TEST(mapictl_ab)
{
    find_mapictl();

    RUN(people_are_added_found_and_removed);
    RUN(cards_come_in_and_go_out_whole);
    RUN(entries_of_a_directory_do_so_too);
    RUN(people_who_are_called_alike_stay_several);
    RUN(replaced_lists_have_their_members);
    RUN(members_are_who_is_meant);
    RUN(line_ends_stay_as_they_are);
    RUN(no_address_book_is_told);
    RUN(what_cannot_be_taken_is_told);
    RUN(thousands_come_in_quickly);
}
