/*
 * mapictl_send.c - mapictl send and queue: what is sent waits in the outgoing queue, is seen there,
 * and is taken back
 *
 * The profile is offline, so that nobody sends what waits.
 */
#include "mapictl_fixture.h"

/* A file that the program finds in its folder. */
static void write_here(const WCHAR *name, const void *bytes, size_t count)
{
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    write_file(path, bytes, count);
}

static void begin(void)
{
    runs(0, L"profile create out --default --store \"Out \u65e5\u672c.omstore\"");
    runs(0, L"offline set offline");
    runs(0, L"ab add --name \"Ann Lee\" --email ann@example.org");
    runs(0, L"ab add --name \"Ann Moe\" --email moe@example.org");
    runs(0, L"queue");
    says("SUBJECT");
    is_json(L"queue --json");
    ok(!strncmp(out, "[]", 2), "something waits:\n%s", out);
}

static void a_message_goes_into_the_queue(void)
{
    static const char text[] = "\xef\xbb\xbfHello J\xc3\xb6rg\n\nBye \xf0\x9f\x93\xa7\r\n";
    char *large = malloc(1 << 20);

    for (int i = 0; i < 1 << 20; i++)
        large[i] = (char)(i * 31 >> 3);
    write_here(L"large.bin", large, 1 << 20);
    write_here(L"zw\u00f6lf.txt", "12", 2);
    has_input(text, sizeof(text) - 1);
    runs(0, L"send --to \"Ann Lee\" --to \"J\u00f6rg <joerg@example.org>\" --cc bob@example.org "
            L"--bcc \"[SMTP:dan@example.org]\" --subject \"Gr\u00fc\u00dfe\" --attach large.bin "
            L"--attach \"zw\u00f6lf.txt\" --quiet");
    is_silent();
    says("State         waits in the outgoing queue\n");
    says("Ann Lee <ann@example.org>; J\xc3\xb6rg <joerg@example.org>; bob@example.org");
    says("Subject       Gr\xc3\xbc\xc3\x9f"
         "e\n");

    runs(0, L"queue");
    says("   1  2");
    says("waits");
    says("Ann Lee");
    is_json(L"queue --json");
    says(
        "\"state\": \"waiting\", \"until\": null, \"to\": \"Ann Lee; J\xc3\xb6rg; bob@example.org");
    says("\"subject\": \"Gr\xc3\xbc\xc3\x9f"
         "e\"");
    runs(0, L"store cat Outbox:1");
    says("To          Ann Lee <ann@example.org>\n");
    says("To          J\xc3\xb6rg <joerg@example.org>\n");
    says("Cc          bob@example.org\n");
    says("Bcc         dan@example.org\n");
    says("1: large.bin (");
    says("2: zw\xc3\xb6lf.txt (");
    says("\nHello J\xc3\xb6rg\n\nBye \xf0\x9f\x93\xa7\n");
    runs(0, L"store cat Outbox:1 --attachment 1");
    ok(out_bytes == 1 << 20 && !memcmp(out, large, 1 << 20), "%u bytes\n", (unsigned)out_bytes);
    runs(0, L"store stat Outbox:1");
    free(large);
}

static void html_stays_as_it_is(void)
{
    static const char html[] = "<html><body><p>Hello <b>J\xc3\xb6rg</b>\n</p></body></html>";

    has_input(html, sizeof(html) - 1);
    is_json(L"send --to bob@example.org --subject page --html --json");
    says("{\"state\": \"queued\", \"to\": \"bob@example.org\", \"subject\": \"page\", "
         "\"reason\": null}");
    runs(0, L"store cat Outbox:2 --html");
    says(html);
    runs(0, L"store cat Outbox:2");
    says("Hello J\xc3\xb6rg");
    runs(0, L"store export Outbox:2");
    says("Content-Type: text/html");
}

static void nothing_to_read_is_an_empty_text(void)
{
    runs(0, L"send --bcc bob@example.org --subject \"no text\"");
    runs(5, L"send --to bob@example.org --subject waited --wait 1");
    says("waits in the outgoing queue");
}

static void what_waits_is_taken_back(void)
{
    runs(0, L"queue");
    says("   4  2");
    runs(0, L"queue cancel 2 1");
    is_silent();
    runs(0, L"queue");
    says("no text");
    says_not("page");
    runs(3, L"queue cancel 3");
    complains("message 3");
    runs(2, L"queue cancel one");
    runs(2, L"queue cancel");
    runs(2, L"queue stop");
    runs(4, L"queue cancel 0 1");
    runs(0, L"queue cancel 1");
    runs(0, L"store rm Outbox:4 Outbox:3 Outbox:2 Outbox:1");
    is_json(L"queue --json");
    ok(!strncmp(out, "[]", 2), "something waits:\n%s", out);
}

/* A program that waits hears of it at once, from another one. */
static void who_waits_hears_that_it_was_taken_back(void)
{
    STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    WCHAR line[MAX_PATH + 128];
    DWORD code = ~0u;
    bool queued = false;

    start.hStdOutput = output_file(L"wait.txt");
    start.hStdError = output_file(L"wait-err.txt");
    swprintf(line, ARRAYSIZE(line),
             L"\"%ls\\mapictl.exe\" send --to bob@example.org --subject long --wait 300", here);
    if (harness_start(line, true, temp, &start, &process)) {
        for (int i = 0; i < 100 && !queued; i++) {
            runs(0, L"queue");
            queued = strstr(out, "long") != NULL;
        }
        ok(queued, "it doesn't come into the queue\n");
        runs(0, L"queue cancel 1");
        ok(!WaitForSingleObject(process.hProcess, 60000), "it still waits\n");
        GetExitCodeProcess(process.hProcess, &code);
        ok(code == 1, "exit code %lu\n", code);
        ok(comes(L"wait.txt", "State         taken back by somebody\n"),
           "it says something else\n");
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    CloseHandle(start.hStdOutput);
    CloseHandle(start.hStdError);
    runs(0, L"store rm Outbox:1");
}

static void nothing_is_made_of_what_cannot_be_sent(void)
{
    runs(2, L"send");
    runs(2, L"send --subject s");
    complains("--to");
    runs(2, L"send --to a@example.org");
    complains("--subject");
    runs(2, L"send --to a@example.org --subject s word");
    runs(2, L"send --to a@example.org --subject s --wait soon");
    runs(3, L"send --to a@example.org --subject s --attach nothing.bin");
    complains("nothing.bin can't be read");
    runs(3, L"send --to Nobody --to a@example.org --cc Noone --subject s");
    complains("called 'Nobody'");
    complains("called 'Noone'");
    runs(1, L"send --to Ann --subject s");
    complains("several are called 'Ann'");
    has_input("J\xf6rg", 4);
    runs(1, L"send --to a@example.org --subject s");
    complains("no text in UTF-8");
    runs(3, L"send --to a@example.org --subject s --profile nobody");
    runs(0, L"store stat Outbox --json");
    is_json(L"store ls Outbox --json");
    ok(!strncmp(out, "[]", 2), "something was made:\n%s", out);
    runs(0, L"send --help");
    says("--attach FILE");
    runs(0, L"queue --help");
    says("cancel N");
}

START_TEST(mapictl_send)
{
    find_mapictl();

    RUN(begin);
    RUN(a_message_goes_into_the_queue);
    RUN(html_stays_as_it_is);
    RUN(nothing_to_read_is_an_empty_text);
    RUN(what_waits_is_taken_back);
    RUN(who_waits_hears_that_it_was_taken_back);
    RUN(nothing_is_made_of_what_cannot_be_sent);
}
