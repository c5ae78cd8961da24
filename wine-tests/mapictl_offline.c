/*
 * mapictl_offline.c - mapictl offline: status, set, watch
 */
#include "mapictl_fixture.h"

static void the_state_is_shown_and_set(void)
{
    runs(0, L"profile create offline-test --empty --default");
    runs(0, L"offline status");
    says("offline-test");
    says("automatic");
    runs(0, L"offline set offline");
    is_silent();
    runs(0, L"offline status");
    says("offline");
    says("always offline");
    runs(0, L"offline set online --profile offline-test");
    runs(0, L"offline status --json");
    says("\"state\": \"online\"");
    says("\"rule\": \"always online\"");
    says("\"can\": \"both\"");
    runs(0, L"offline set automatic");
    runs(0, L"offline status");
    says("automatic");
    runs(0, L"profile delete offline-test");
}

static void what_cannot_be_is_told(void)
{
    runs(2, L"offline set");
    runs(2, L"offline set sometimes");
    complains("'sometimes'");
    runs(2, L"offline status now");
    runs(2, L"offline watch --count many");
    runs(3, L"offline status --profile nobody");
    complains("'nobody'");
    runs(0, L"offline --help");
    says("watch");
}

/* Steps come to a watching program as they are made, by another one. */
static void watching_shows_each_step(void)
{
    STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    WCHAR line[MAX_PATH + 64];

    runs(0, L"profile create watch-test --empty");
    runs(0, L"offline set online --profile watch-test");
    start.hStdOutput = output_file(L"watch.txt");
    start.hStdError = output_file(L"watch-err.txt");
    swprintf(line, ARRAYSIZE(line), L"\"%ls\\mapictl.exe\" offline watch --count 2 --profile %ls",
             here, L"watch-test");
    if (harness_start(line, true, temp, &start, &process)) {
        ok(comes(L"watch.txt", "watch-test is online"), "the watcher doesn't begin\n");
        runs(0, L"offline set offline --profile watch-test");
        ok(comes(L"watch.txt", "done      online -> offline"), "no first change\n");
        runs(0, L"offline set online --profile watch-test");
        ok(!WaitForSingleObject(process.hProcess, 30000), "the watcher doesn't end\n");
        ok(comes(L"watch.txt", "changing  offline -> online"), "no START\n");
        ok(comes(L"watch.txt", "changed   offline -> online"), "no STATECHANGE\n");
        ok(comes(L"watch.txt", "done      offline -> online"), "no DONE\n");
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    CloseHandle(start.hStdOutput);
    CloseHandle(start.hStdError);
    runs(0, L"profile delete watch-test");
}

START_TEST(mapictl_offline)
{
    find_mapictl();

    RUN(the_state_is_shown_and_set);
    RUN(what_cannot_be_is_told);
    RUN(watching_shows_each_step);
}
