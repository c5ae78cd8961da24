/*
 * test_system.c - files, modules, threads, secrets and what else the lowest layer gives
 */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "mapicode.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/entropy.h"
#include "sys/fence.h"
#include "sys/file.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/module.h"
#include "sys/process.h"
#include "sys/secret.h"
#include "sys/thread.h"

static char folder[] = "/tmp/openmapi-sys-XXXXXX";
static long roots;

static int make_folder(void **state)
{
    (void)state;
    return !mkdtemp(folder);
}

static int drop_folder(void **state)
{
    (void)state;
    return rmdir(folder); /* each test leaves it empty */
}

static int begin(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    return 0;
}

static int end(void **state)
{
    (void)state;
    return mem_roots_alive() != roots;
}

/* A path in the folder, for a moment. */
static WCHAR *path(const char *name)
{
    static WCHAR *last;
    char full[200];

    mem_free(last);
    last = NULL;
    if (!name) return NULL;
    snprintf(full, sizeof(full), "%s/%s", folder, name);
    assert_int_equal(text_from_utf8(full, -1, NULL, &last), S_OK);
    return last;
}

static void a_file_is_written_and_read_anywhere(void **state)
{
    struct sys_file_facts facts;
    struct sys_file *file;
    char back[16] = "";
    ULONG done;

    (void)state;
    assert_int_equal(sys_file_open(path("f"), 0, &file), MAPI_E_NOT_FOUND);
    assert_null(file);
    assert_int_equal(sys_file_open(path("f"), SYS_FILE_WRITE | SYS_FILE_NEW, &file), S_OK);
    assert_int_equal(sys_file_write_at(file, 5, "world", 5), S_OK);
    assert_int_equal(sys_file_write_at(file, 0, "hello", 5), S_OK);
    assert_int_equal(sys_file_read_at(file, 3, back, 16, &done), S_OK);
    assert_int_equal(done, 7);
    assert_memory_equal(back, "loworld", 7);
    assert_int_equal(sys_file_read_at(file, 100, back, 16, &done), S_OK);
    assert_int_equal(done, 0);
    assert_int_equal(sys_file_set_size(file, 7), S_OK);
    assert_int_equal(sys_file_flush(file), S_OK);
    assert_int_equal(sys_file_facts(file, &facts), S_OK);
    assert_int_equal(facts.bytes, 7);
    assert_true(filetime_to_u64(facts.modified) / 1200000000 >=
                filetime_to_u64(sys_now()) / 1200000000 - 1);
    sys_file_close(file);

    assert_true(sys_file_exists(path("f")));
    assert_int_equal(sys_file_open(path("f"), SYS_FILE_WRITE | SYS_FILE_NEW, &file),
                     MAPI_E_COLLISION);
    assert_int_equal(
        sys_file_open(path("f"), SYS_FILE_WRITE | SYS_FILE_CREATE | SYS_FILE_TEMPORARY, &file),
        S_OK);
    assert_int_equal(sys_file_facts(file, &facts), S_OK);
    assert_int_equal(facts.bytes, 0);
    sys_file_close(file);
    assert_false(sys_file_exists(path("f")));
    path(NULL);
}

static void who_reads_may_not_write(void **state)
{
    struct sys_file *file;

    (void)state;
    assert_int_equal(sys_file_open(path("f"), SYS_FILE_WRITE | SYS_FILE_NEW, &file), S_OK);
    sys_file_close(file);
    assert_int_equal(sys_file_open(path("f"), SYS_FILE_TEMPORARY, &file), S_OK);
    assert_int_equal(sys_file_write_at(file, 0, "x", 1), MAPI_E_NO_ACCESS);
    assert_int_equal(sys_file_set_size(file, 1), MAPI_E_NO_ACCESS);
    sys_file_close(file);
    assert_int_equal(sys_file_open(path(""), 0, &file), MAPI_E_NO_ACCESS); /* a folder */
    path(NULL);
}

static void a_small_file_is_read_at_once(void **state)
{
    struct sys_file *file;
    size_t bytes;
    BYTE *data;

    (void)state;
    assert_int_equal(
        sys_file_open(path("s"), SYS_FILE_WRITE | SYS_FILE_NEW | SYS_FILE_TEMPORARY, &file), S_OK);
    assert_int_equal(sys_file_write_at(file, 0, "text", 4), S_OK);
    assert_int_equal(sys_file_read(path("s"), 4, &data, &bytes), S_OK);
    assert_int_equal(bytes, 4);
    assert_string_equal((char *)data, "text"); /* with a NUL */
    mem_free(data);
    assert_int_equal(sys_file_read(path("s"), 3, &data, &bytes), MAPI_E_TOO_BIG);
    assert_null(data);
    sys_file_close(file);
    assert_int_equal(sys_file_read(path("s"), 4, &data, &bytes), MAPI_E_NOT_FOUND);
    path(NULL);
}

static void folders_have_no_separator_at_their_end(void **state)
{
    HRESULT (*const folders[])(WCHAR **) = {sys_file_temp_folder, sys_file_local_appdata,
                                            sys_module_own_folder, sys_module_system_folder};
    WCHAR *out;

    (void)state;
    setenv("HOME", "/tmp", 1);
    setenv("TMPDIR", "/tmp/", 1);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(folders[i](&out), S_OK);
        assert_true(text_len(out) > 1);
        assert_int_equal(out[0], '/');
        assert_int_not_equal(out[text_len(out) - 1], '/');
        mem_free(out);
    }
    assert_int_equal(sys_file_full_path(L"x", &out), S_OK);
    assert_int_equal(out[0], '/');
    mem_free(out);
    assert_int_equal(sys_process_exe(&out), S_OK);
    assert_int_equal(text_compare(out, L"sys_test_system"), 0);
    mem_free(out);
}

static void a_module_is_loaded_by_full_path_only(void **state)
{
    struct sys_module *module;
    struct sys_file *file;

    (void)state;
    assert_int_equal(sys_module_load(L"libm.so.6", &module), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(sys_module_load(NULL, &module), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(sys_module_load(L"/nowhere/libm.so.6", &module), MAPI_E_NOT_FOUND);
    assert_null(module);
    assert_int_equal(
        sys_file_open(path("m"), SYS_FILE_WRITE | SYS_FILE_NEW | SYS_FILE_TEMPORARY, &file), S_OK);
    assert_int_equal(sys_module_load(path("m"), &module), MAPI_E_CORRUPT_DATA);
    sys_file_close(file);
    path(NULL);
}

struct meeting {
    struct sys_event *asked, *answered;
    int value;
    ULONG id;
};

static void answer(void *context)
{
    struct meeting *m = context;

    m->id = sys_thread_id();
    sys_event_wait(m->asked, SYS_FOREVER);
    m->value++;
    sys_event_set(m->answered);
}

static void threads_run_and_events_wake_them(void **state)
{
    struct meeting m = {0};
    struct sys_thread *thread;
    uint64_t start;

    (void)state;
    assert_int_equal(sys_event_create(false, &m.asked), S_OK);
    assert_int_equal(sys_event_create(true, &m.answered), S_OK);
    assert_int_equal(sys_thread_start(answer, &m, &thread), S_OK);
    assert_false(sys_event_wait(m.answered, 0));
    sys_event_set(m.asked);
    assert_true(sys_event_wait(m.answered, SYS_FOREVER));
    assert_true(sys_event_wait(m.answered, 0)); /* until it is reset */
    assert_int_equal(m.value, 1);
    sys_thread_join(thread);
    assert_int_not_equal(m.id, sys_thread_id());
    sys_event_reset(m.answered);
    start = sys_ticks_msec();
    assert_false(sys_event_wait(m.answered, 30));
    assert_true(sys_ticks_msec() - start >= 29);
    sys_event_set(m.asked);
    assert_true(sys_event_wait(m.asked, 0));
    assert_false(sys_event_wait(m.asked, 0)); /* once */
    sys_event_destroy(m.asked);
    sys_event_destroy(m.answered);
}

static struct sys_latch latch;
static int latched;

static void count_latched(void *context)
{
    (void)context;
    for (int i = 0; i < 10000; i++) {
        sys_latch_take(&latch);
        latched = latched + 1;
        sys_latch_drop(&latch);
    }
}

static void a_latch_excludes(void **state)
{
    struct sys_thread *threads[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(sys_thread_start(count_latched, NULL, &threads[i]), S_OK);
    for (int i = 0; i < 3; i++)
        sys_thread_join(threads[i]);
    assert_int_equal(latched, 30000);
}

static void try_mutex(void *context)
{
    bool *got = context;
    struct sys_mutex *mutex;

    assert_int_equal(sys_mutex_open(L"Local\\test", &mutex), S_OK);
    *got = sys_mutex_take(mutex, 10);
    if (*got) sys_mutex_drop(mutex);
    sys_mutex_close(mutex);
}

static bool others_get_it(void)
{
    struct sys_thread *thread;
    bool got;

    assert_int_equal(sys_thread_start(try_mutex, &got, &thread), S_OK);
    sys_thread_join(thread);
    return got;
}

enum {
    CROSSINGS = 5000
};

/* Two write their own, then read the other's. */
static struct {
    LONG round __attribute__((aligned(64))), done; /* the number of the crossing */
    LONG left __attribute__((aligned(64)));
    LONG right __attribute__((aligned(64)));
    LONG left_saw;
} crossing;

static void await(const LONG *number, LONG value)
{
    for (int turn = 1; atomic_get(number) != value; turn++)
        if (turn % 1000 == 0) sched_yield();
}

static void come_from_the_left(void *unused)
{
    (void)unused;
    for (LONG i = 1; i <= CROSSINGS; i++) {
        await(&crossing.round, i);
        atomic_set(&crossing.left, 1);
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        crossing.left_saw = atomic_get(&crossing.right);
        atomic_set(&crossing.done, i);
    }
}

/* One at least of two that cross sees the other. */
static void a_fence_is_passed_by_the_other_thread(void **state)
{
    struct sys_thread *thread;
    LONG right_saw;

    (void)state;
    sys_fence_pretend(0);
    assert_false(sys_fence_is_there());
    sys_fence_others(); /* nothing */
    sys_fence_pretend(-1);
    if (!sys_fence_is_there()) skip(); /* an old kernel */
    assert_int_equal(sys_thread_start(come_from_the_left, NULL, &thread), S_OK);
    for (LONG i = 1; i <= CROSSINGS; i++) {
        atomic_set(&crossing.left, 0);
        atomic_set(&crossing.right, 0);
        atomic_set(&crossing.round, i);
        for (volatile int step = 0; step < i % 64; step++) /* meets it at each place of its way */
            ;
        atomic_set(&crossing.right, 1);
        sys_fence_others();
        right_saw = atomic_get(&crossing.left);
        await(&crossing.done, i);
        assert_true(crossing.left_saw || right_saw);
    }
    sys_thread_join(thread);
}

static void a_named_mutex_has_one_owner(void **state)
{
    struct sys_mutex *mutex, *again;

    (void)state;
    assert_int_equal(sys_mutex_open(L"Local\\test", &mutex), S_OK);
    assert_int_equal(sys_mutex_open(L"Local\\test", &again), S_OK);
    assert_true(others_get_it());
    assert_true(sys_mutex_take(mutex, 0));
    assert_true(sys_mutex_take(again, 0)); /* it is ours already */
    assert_false(others_get_it());
    sys_mutex_drop(mutex);
    assert_false(others_get_it());
    sys_mutex_drop(again);
    assert_true(others_get_it());
    sys_mutex_close(mutex);
    sys_mutex_close(again);
}

static void a_secret_is_sealed_and_opened(void **state)
{
    ULONG sealed_bytes, bytes;
    BYTE *sealed, *plain;

    (void)state;
    assert_int_equal(sys_secret_protect("secret", 6, &sealed, &sealed_bytes), S_OK);
    assert_int_equal(sys_secret_open(sealed, sealed_bytes, &plain, &bytes), S_OK);
    assert_int_equal(bytes, 6);
    assert_memory_equal(plain, "secret", 6);
    mem_free(plain);
    sealed[0] ^= 1;
    assert_int_equal(sys_secret_open(sealed, sealed_bytes, &plain, &bytes), MAPI_E_CORRUPT_DATA);
    assert_null(plain);
    assert_int_equal(sys_secret_open(sealed, 3, &plain, &bytes), MAPI_E_CORRUPT_DATA);
    mem_free(sealed);
}

static void random_bytes_differ(void **state)
{
    unsigned char a[32] = {0}, b[32] = {0};

    (void)state;
    assert_true(sys_random(a, sizeof(a)));
    assert_true(sys_random(b, sizeof(b)));
    assert_memory_not_equal(a, b, sizeof(a));
}

static void address_space_becomes_memory_and_back(void **state)
{
    char *space = sys_space_reserve(16 * SYS_SLAB), *pages = sys_pages_alloc(SYS_SLAB);

    (void)state;
    assert_non_null(space);
    assert_int_equal((uintptr_t)space % SYS_SLAB, 0);
    assert_true(sys_space_commit(space + SYS_SLAB, SYS_SLAB));
    assert_int_equal(space[SYS_SLAB], 0);
    memset(space + SYS_SLAB, 1, SYS_SLAB);
    sys_space_decommit(space + SYS_SLAB, SYS_SLAB);
    assert_true(sys_space_commit(space + SYS_SLAB, SYS_SLAB));
    assert_int_equal(space[SYS_SLAB], 0); /* new */
    sys_space_free(space, 16 * SYS_SLAB);
    assert_non_null(pages);
    assert_int_equal((uintptr_t)pages % SYS_SLAB, 0);
    memset(pages, 1, SYS_SLAB);
    sys_pages_free(pages, SYS_SLAB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
        TEST(a_file_is_written_and_read_anywhere),
        TEST(who_reads_may_not_write),
        TEST(a_small_file_is_read_at_once),
        TEST(folders_have_no_separator_at_their_end),
        TEST(a_module_is_loaded_by_full_path_only),
        TEST(threads_run_and_events_wake_them),
        TEST(a_latch_excludes),
        TEST(a_fence_is_passed_by_the_other_thread),
        TEST(a_named_mutex_has_one_owner),
        TEST(a_secret_is_sealed_and_opened),
        TEST(random_bytes_differ),
        TEST(address_space_becomes_memory_and_back),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
