/*
 * fixture.h - an empty registry before each test; no allocation, object or mark left after it
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "mapitags.h"
#include "profile/hive.h"
#include "sys/registry.h"

#define CLASSIC                                                                                    \
    L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles"
#define WINDOWS_9X L"Software\\Microsoft\\Windows Messaging Subsystem\\Profiles"
#define OFFICE  L"Software\\Microsoft\\Office\\16.0\\Outlook"

static long roots_before, objects_before;

__attribute__((unused)) static int begin(void **state)
{
    (void)state;
    sys_registry_clear();
    roots_before = mem_roots_alive();
    objects_before = com_objects_alive();
    return 0;
}

__attribute__((unused)) static int end(void **state)
{
    (void)state;
    fault_alloc_never();
    sys_registry_clear();
    if (mem_roots_alive() != roots_before)
        print_error("%ld roots left\n", mem_roots_alive() - roots_before);
    if (com_objects_alive() != objects_before)
        print_error("%ld objects left\n", com_objects_alive() - objects_before);
    return mem_roots_alive() != roots_before || com_objects_alive() != objects_before;
}

#define assert_hr(got, wanted) assert_int_equal((ULONG)(got), (ULONG)(wanted))
#define assert_text(got, wanted) assert_int_equal(text_compare((got), (wanted)), 0)

__attribute__((unused)) static struct profile *made(const WCHAR *name)
{
    struct profile *profile;

    assert_hr(profile_create(name, false, &profile), S_OK);
    return profile;
}

/* Does profile_open find it? */
__attribute__((unused)) static bool found(const WCHAR *name)
{
    struct profile *profile;
    bool yes = profile_open(name, &profile) == S_OK;

    profile_unref(profile);
    return yes;
}

/* One value of a section's key, written as another program would. */
__attribute__((unused)) static void write_raw(const WCHAR *path, const WCHAR *value, ULONG type,
                                              const void *data, ULONG bytes)
{
    struct sys_key *key;

    assert_hr(sys_key_open(SYS_HKCU, path, true, &key), S_OK);
    assert_hr(sys_key_set(key, value, type, data, bytes), S_OK);
    sys_key_close(key);
}

__attribute__((unused)) static void expect_raw(const WCHAR *path, const WCHAR *value, ULONG type,
                                               const void *data, ULONG bytes)
{
    struct sys_key *key;
    ULONG got_type, got_bytes;
    AUTO_FREE BYTE *got = NULL;

    assert_hr(sys_key_open(SYS_HKCU, path, false, &key), S_OK);
    assert_hr(sys_key_get(key, value, &got_type, &got, &got_bytes), S_OK);
    sys_key_close(key);
    assert_int_equal(got_type, type);
    assert_int_equal(got_bytes, bytes);
    assert_memory_equal(got, data, bytes);
}

__attribute__((unused)) static bool key_exists(const WCHAR *path)
{
    struct sys_key *key;

    if (sys_key_open(SYS_HKCU, path, false, &key)) return false;
    sys_key_close(key);
    return true;
}
