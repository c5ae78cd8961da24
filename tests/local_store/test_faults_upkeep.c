/*
 * test_faults_upkeep.c - the disk is full, or fails, at any write of a compact, a backup, a mending
 * check
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/com.h"
#include "local_store/fault_vfs.h"
#include "local_store/folder.h"
#include "local_store/kill_mail.h"
#include "omlocal.h"

static IOMStoreMaintenance *upkeep;
static char copy8[600];
static WCHAR copy[600];

static HRESULT compact(void)
{
    return upkeep->lpVtbl->Compact(upkeep, 0, NULL, NULL);
}

static HRESULT backup(void)
{
    HRESULT hr = upkeep->lpVtbl->Backup(upkeep, (LPTSTR)copy, MAPI_UNICODE, NULL);

    assert_int_equal(access(copy8, F_OK) == 0, hr == S_OK); /* whole, or not there */
    unlink(copy8);
    return hr;
}

static HRESULT repair(void)
{
    ULONG found, mended;

    return upkeep->lpVtbl->Check(upkeep, OM_CHECK_REPAIR, NULL, NULL, &found, &mended);
}

/* What repair mends. */
static void damage(struct fixture *f)
{
    struct store_file *file;

    ok_hr(store_file_open(f->path8, DB_WRITE, &file));
    assert_int_equal(
        sqlite3_exec(file->db->sql, "UPDATE folders SET unread=unread+1", NULL, NULL, NULL),
        SQLITE_OK);
    store_file_unref(file);
}

static bool is_documented(enum fault_kind kind, HRESULT hr)
{
    if (kind == FAULT_ERROR) return hr == MAPI_E_DISK_ERROR;
    return hr == MAPI_E_NOT_ENOUGH_DISK;
}

static void fail_each(struct fixture *f, const char *name, HRESULT (*run)(void), BYTE *mail)
{
    static const enum fault_kind kinds[] = {FAULT_FULL, FAULT_SHORT, FAULT_ERROR};

    for (size_t k = 0; k < 3; k++) {
        int n = 0;

        for (bool hit = true; hit; n++) {
            ULONG found = 1;
            IMessage *message;
            const char *fault;
            HRESULT hr;

            if (run == repair) damage(f);
            fault_vfs_arm(kinds[k], n, true);
            hr = run();
            hit = fault_vfs_hit();
            fault_vfs_heal();
            if (hr != S_OK && !hit) fail_msg("%s, %d: %08x without a fault", name, n, (unsigned)hr);
            if (hr != S_OK && !is_documented(kinds[k], hr))
                fail_msg("%s, kind %d, %d: %08x", name, kinds[k], n, (unsigned)hr);
            if (hr != S_OK) ok_hr(run()); /* once there is room again */
            ok_hr(upkeep->lpVtbl->Check(upkeep, 0, NULL, NULL, &found, NULL));
            if (found) fail_msg("%s, kind %d, %d: the check finds something", name, kinds[k], n);
            message = open_message(f, mail, 0);
            fault = kill_mail_fault(message, 7, 13);
            if (fault) fail_msg("%s, kind %d, %d: %s", name, kinds[k], n, fault);
            message->lpVtbl->Release(message);
        }
        print_message("# %s, kind %d: %d calls\n", name, kinds[k], n);
    }
}

static void nothing_is_lost(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;
    SPropValue *id;
    BYTE mail[48];

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(kill_mail_put(message, 7, 13));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    id = id_of(message);
    memcpy(mail, id->Value.bin.lpb, 48);
    FREE(id);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    snprintf(copy8, sizeof(copy8), "%s.copy", f->path8);
    for (size_t i = 0; !i || copy[i - 1]; i++)
        copy[i] = (unsigned char)copy8[i];
    ok_hr(f->store->lpVtbl->QueryInterface(f->store, &IID_IOMStoreMaintenance, (void **)&upkeep));
    fail_each(f, "backup", backup, mail);
    fail_each(f, "repair", repair, mail);
    fail_each(f, "compact", compact, mail);
    upkeep->lpVtbl->Release(upkeep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_lost, store_setup, store_teardown),
    };

    fault_vfs_register();
    return cmocka_run_group_tests_name("faults of upkeep", tests, NULL, NULL);
}
