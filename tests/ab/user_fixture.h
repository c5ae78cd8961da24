/*
 * user_fixture.h - somebody who sees the dialogs of a session with two address books, and acts
 */
#pragma once
#include "ab/book_fixture.h"
#include "support/support.h"
#include "ui/dialogs.h"

static struct user {
    void (*acts)(struct property_sheet *sheet); /* before OK; NULL: looks */
    HRESULT ends;        /* with: S_OK: OK, as long as that is accepted */
    HRESULT confirmed;   /* what OK was answered */
    int row;             /* of templates, to choose; -1: cancels */
    int sheets, choices; /* that were shown */
    WCHAR title[40];
    ULONG_PTR parent;
    const struct sheet_button *button;
} user;

static HRESULT user_sheet(const struct dialogs *self, const struct sheet_frame *frame,
                          struct property_sheet *sheet)
{
    size_t which;

    (void)self;
    assert_false(lock_any_held());
    user.sheets++;
    user.parent = frame->parent;
    user.button = frame->button;
    memcpy(user.title, frame->title, (text_len(frame->title) + 1) * sizeof(WCHAR));
    if (user.acts) user.acts(sheet);
    user.confirmed = FAILED(user.ends) ? user.ends : property_sheet_confirm(sheet, &which);
    return FAILED(user.confirmed) ? MAPI_E_USER_CANCEL : S_OK;
}

static HRESULT user_choose(const struct dialogs *self, ULONG_PTR parent, IMAPITable *templates,
                           void *root, SBinary *eid)
{
    AUTO_ROWSET SRowSet *rows = NULL;
    const SPropValue *value;
    HRESULT hr = query_all_rows(templates, NULL, NULL, NULL, 0, &rows);

    (void)self, (void)parent;
    user.choices++;
    if (FAILED(hr)) return hr;
    if (user.row < 0) return MAPI_E_USER_CANCEL;
    assert_true((ULONG)user.row < rows->cRows);
    value = pval_find(rows->aRow[user.row].lpProps, rows->aRow[user.row].cValues, PR_ENTRYID);
    assert_non_null(value);
    *eid = (SBinary){value->Value.bin.cb, mem_dup(value->Value.bin.lpb, value->Value.bin.cb, root)};
    return eid->lpb ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static const struct dialogs user_dialogs = {.sheet = user_sheet, .choose = user_choose};

static IMAPISupport *support; /* of the first book */

static int setup_user(void **state)
{
    user = (struct user){0};
    test_host.dialogs = &user_dialogs;
    setup_book(state);
    first_book.templates = second_book.templates = true;
    assert_hr(support_create(first_logon, &support), S_OK);
    return 0;
}

static int teardown_user(void **state)
{
    test_host.dialogs = NULL;
    com_release(&support);
    return teardown_book(state);
}
