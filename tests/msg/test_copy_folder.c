/*
 * test_copy_folder.c - what MAPI's copy of messages asks of folders that it knows nothing of
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "com/com.h"
#include "mapiguid.h"
#include "msg/copy.h"

/* A folder that writes down, one letter a call, what it is asked. Its messages can't be opened. */
struct asked {
    struct com_object com;
    IMAPIFolder IMAPIFolder_iface;
    HRESULT reports; /* what it says to SetReadFlags */
    char calls[16];
    ENTRYLIST *list;
    ULONG flags;
};

static const struct com_face asked_faces[] = {
    COM_FACE(asked, IMAPIFolder),
};

static void asked_destroy(void *self)
{
    (void)self;
}

COM_CLASS(asked);
COM_UNKNOWN(asked, IMAPIFolder)

static void note(struct asked *folder, char call)
{
    assert_true(strlen(folder->calls) + 1 < sizeof(folder->calls));
    folder->calls[strlen(folder->calls)] = call;
}

static HRESULT STDMETHODCALLTYPE asked_SetReadFlags(IMAPIFolder *iface, ENTRYLIST *list,
                                                    ULONG_PTR window, IMAPIProgress *progress,
                                                    ULONG flags)
{
    struct asked *folder = asked_from(iface);

    (void)window, (void)progress;
    note(folder, 'r');
    folder->list = list;
    folder->flags = flags;
    return folder->reports;
}

static HRESULT STDMETHODCALLTYPE asked_OpenEntry(IMAPIFolder *iface, ULONG count, ENTRYID *id,
                                                 LPCIID iid, ULONG flags, ULONG *type,
                                                 IUnknown **out)
{
    (void)count, (void)id, (void)iid, (void)flags, (void)type;
    note(asked_from(iface), 'o');
    *out = NULL;
    return MAPI_E_NOT_FOUND;
}

static const IMAPIFolderVtbl asked_vtbl = {
    COM_UNKNOWN_METHODS(asked),
    .SetReadFlags = asked_SetReadFlags,
    .OpenEntry = asked_OpenEntry,
};

static struct asked *new_folder(HRESULT reports)
{
    struct asked *folder = com_alloc(&asked_class, sizeof(*folder));

    assert_non_null(folder);
    folder->IMAPIFolder_iface.lpVtbl = (IMAPIFolderVtbl *)&asked_vtbl;
    folder->reports = reports;
    return folder;
}

/* 6.5-14 6.5-13 */
static void reports_are_sent_before_messages_go(void **state)
{
    static const HRESULT answers[] = {S_OK, MAPI_W_PARTIAL_COMPLETION, MAPI_E_NO_SUPPORT,
                                      MAPI_E_NO_ACCESS};
    SBinary ids[2] = {{1, (BYTE *)"a"}, {1, (BYTE *)"b"}};
    ENTRYLIST list = {2, ids}, none = {0, NULL};

    (void)state;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        struct asked *from = new_folder(answers[i]), *to = new_folder(S_OK);

        assert_int_equal(copy_messages(&IID_IMAPIFolder, &from->IMAPIFolder_iface, &none,
                                       &IID_IMAPIFolder, &to->IMAPIFolder_iface, NULL, 0),
                         S_OK);
        assert_string_equal(from->calls, ""); /* an empty list isn't all messages */
        assert_int_equal(copy_messages(&IID_IMAPIFolder, &from->IMAPIFolder_iface, &list,
                                       &IID_IMAPIFolder, &to->IMAPIFolder_iface, NULL,
                                       MESSAGE_MOVE),
                         MAPI_W_PARTIAL_COMPLETION);
        assert_string_equal(from->calls, "roo"); /* and nothing is deleted that was not copied */
        assert_ptr_equal(from->list, &list);
        assert_int_equal(from->flags, GENERATE_RECEIPT_ONLY);
        assert_string_equal(to->calls, ""); /* who receives isn't responsible */
        com_unref(from);
        com_unref(to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_sent_before_messages_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
