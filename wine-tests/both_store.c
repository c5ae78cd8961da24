/*
 * both_store.c - a 64-bit and a 32-bit program write to one store file at the same time
 */
#define INITGUID
#define USES_IID_IMAPIProp
#include <windows.h>
#include <initguid.h>
#include "store_fixture.h"

enum { EACH = 60 };

static void both_write_and_nothing_is_lost(void)
{
    IMAPISession *session;
    IMAPIFolder *inbox;
    IMsgStore *store;
    ULONG count = 0;

    MAPIInitialize(NULL);
    ok_hr(make_profile("MSPST MS", path), S_OK);
    session = log_on();
    store = open_store(session, S_OK); /* one of the two makes the file, while the other opens it */
    if (store) {
        inbox = open_inbox(store);
        for (int i = 0; i < EACH; i++) {
            IMessage *message =
                make_message(inbox, sizeof(void *) == 8 ? "from 64 bits" : "from 32 bits");

            message->lpVtbl->Release(message);
        }
        for (int i = 0; i < 6000 && (count = get_long(inbox, PR_CONTENT_COUNT)) < 2 * EACH; i++)
            Sleep(10); /* the other program is not done */
        ok(count == 2 * EACH, "%lu messages are in the inbox\n", count);
        ok(get_long(inbox, PR_CONTENT_UNREAD) == 2 * EACH, "%lu are unread\n",
           get_long(inbox, PR_CONTENT_UNREAD));
        inbox->lpVtbl->Release(inbox);
        store->lpVtbl->Release(store);
    }
    log_off(session);
    drop_profile();
    MAPIUninitialize();
}

START_TEST(both_store)
{
    snprintf(path, sizeof(path), "%s\\both.omstore", getenv("OPENMAPI_SHARED"));
    RUN(both_write_and_nothing_is_lost);
}
