/*
 * store_logon_native.c - logs on to the provider alone, with the fixture of the native tests
 */
#include <string.h>
#include <unistd.h>
#include "local_store/fixture.h"
#include "store_bench.h"

static struct fixture
    *fixture; /* one logon at a time has it, so that making it costs no logon anything */

void logon_prepare(const char *path)
{
    (void)path;
    if (fixture) return;
    store_setup((void **)&fixture); /* on a file of its own */
    log_off(fixture);
    unlink(fixture->path8);
}

void logon_open(const char *path, struct logon *out)
{
    must_(!fixture->store, "one logon at a time", 0);
    for (size_t i = 0; i <= strlen(path); i++)
        fixture->path[i] = (unsigned char)path[i];
    must(log_on(fixture, MDB_WRITE));
    out->store = fixture->store;
}

void logon_close(struct logon *logon)
{
    log_off(fixture);
    logon->store = NULL;
}
