/*
 * report_fixture.h - a message in a store's inbox, and an empty one to be the report of it
 */
#pragma once
#include "local_store/fixture.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

struct report_fixture {
    struct fixture *f;
    IMessage *original, *report;
};

static void set(IMessage *message, SPropValue value)
{
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, NULL));
}

static int setup(void **state)
{
    struct report_fixture *r = calloc(1, sizeof(*r));
    IMAPIFolder *inbox;
    void *f;

    if (store_setup(&f)) return 1;
    r->f = f;
    inbox = open_inbox(r->f);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &r->original));
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &r->report));
    inbox->lpVtbl->Release(inbox);
    ok_hr(set_text(r->original, PR_MESSAGE_CLASS_W, L"IPM.Note"));
    ok_hr(set_text(r->original, PR_SUBJECT_W, L"Lunch"));
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct report_fixture *r = *state;
    void *f = r->f;

    r->original->lpVtbl->Release(r->original);
    r->report->lpVtbl->Release(r->report);
    free(r);
    return store_teardown(&f);
}

/* The recipients of a message, with these columns; to be freed. */
static SRowSet *recipient_rows(IMessage *message, const SPropTagArray *columns)
{
    IMAPITable *table;
    SRowSet *rows;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(query_all_rows(table, columns, NULL, NULL, 0, &rows));
    table->lpVtbl->Release(table);
    return rows;
}
