/*
 * kill_work.c - a model's operations done on a real store, and the store held against the model
 */
#include "local_store/kill_work.h"
#include <stdio.h>
#include <string.h>
#include "edkmdb.h"
#include "edktags.h"
#include "local_store/kill_find.h"
#include "local_store/kill_mail.h"

#define TRY(call)                                                                                  \
    do {                                                                                           \
        HRESULT hr_ = (call);                                                                      \
        if (FAILED(hr_)) return hr_;                                                               \
    } while (0)

static const WCHAR *wide(const char *format, int a, int b)
{
    static WCHAR out[2][64];
    static int turn;
    char text[64];

    turn = !turn;
    snprintf(text, sizeof(text), format, a, b);
    for (size_t i = 0; !i || out[turn][i - 1]; i++)
        out[turn][i] = (unsigned char)text[i];
    return out[turn];
}

static const WCHAR *slot_name(const struct model *model, int slot)
{
    return wide("w%d n%d", model->writer, model->slots[slot].name);
}

static const WCHAR *receive_class(const struct model *model)
{
    return wide("IPM.Kill.W%d", model->writer, 0);
}

/* No two writers have the same number in the shared folder. */
static int number_of(const struct model *model, int number)
{
    return number * 2 + model->writer;
}

void kill_prepare(struct fixture *f)
{
    IMAPIFolder *root = open_root(f), *shared = make_folder(root, L"Shared", OPEN_IF_EXISTS),
                *search;

    for (int w = 0; w < 2; w++) {
        ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)wide("Search w%d", w, 0),
                                         NULL, NULL, MAPI_UNICODE, &search));
        search->lpVtbl->Release(search);
    }
    ok_hr(set_long(f->store, PR_RETENTION_AGE_LIMIT, 24 * 3600));
    shared->lpVtbl->Release(shared);
    root->lpVtbl->Release(root);
}

/* ---- finding ---- */

/* A table's rows with two columns; freed by free_rows. */
static HRESULT rows_of(HRESULT hr, IMAPITable *table, ULONG first, ULONG second, ULONG third,
                       SRowSet **rows)
{
    SizedSPropTagArray(3, tags) = {3, {first, second, third}};

    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 1000, 0, rows);
    if (table) table->lpVtbl->Release(table);
    return hr;
}

static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps);
    FREE(rows);
}

static HRESULT folder_rows(IMAPIFolder *folder, ULONG flags, SRowSet **rows)
{
    IMAPITable *table = NULL;
    HRESULT hr = folder->lpVtbl->GetHierarchyTable(folder, MAPI_UNICODE | flags, &table);

    return rows_of(hr, table, PR_DISPLAY_NAME_W, PR_ENTRYID, PR_COMMENT_W, rows);
}

static HRESULT message_rows(IMAPIFolder *folder, ULONG flags, SRowSet **rows)
{
    IMAPITable *table = NULL;
    HRESULT hr = folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE | flags, &table);

    return rows_of(hr, table, NUMBER_TAG, PR_ENTRYID, REVISION_TAG, rows);
}

/* A folder's entry ID, by the name that it has in `in`. */
static HRESULT id_by_name(IMAPIFolder *in, const WCHAR *name, ULONG flags, BYTE *id)
{
    SRowSet *rows = NULL;
    HRESULT hr;

    TRY(folder_rows(in, flags, &rows));
    hr = MAPI_E_NOT_FOUND;
    for (ULONG i = 0; i < rows->cRows; i++) {
        if (wide_cmp(rows->aRow[i].lpProps[0].Value.lpszW, name)) continue;
        memcpy(id, rows->aRow[i].lpProps[1].Value.bin.lpb, 48);
        hr = S_OK;
    }
    free_rows(rows);
    return hr;
}

static HRESULT open_id(struct fixture *f, BYTE *id, ULONG flags, void *out)
{
    ULONG type;

    return f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)id, NULL, flags, &type,
                                       (IUnknown **)out);
}

/* A living slot's folder. */
static HRESULT open_slot(struct fixture *f, const struct model *model, int slot, IMAPIFolder **out)
{
    IMAPIFolder *in = NULL;
    BYTE id[48];
    HRESULT hr;

    if (slot) {
        TRY(open_slot(f, model, model->slots[slot].above, &in));
    } else {
        TRY(f->store->lpVtbl->OpenEntry(f->store, 0, NULL, NULL, MAPI_MODIFY, &(ULONG){0},
                                        (IUnknown **)&in));
    }
    hr = id_by_name(in, slot ? slot_name(model, slot) : L"Shared", 0, id);
    in->lpVtbl->Release(in);
    if (SUCCEEDED(hr)) hr = open_id(f, id, MAPI_MODIFY, out);
    return hr;
}

static HRESULT open_search(struct fixture *f, const struct model *model, IMAPIFolder **out)
{
    IMAPIFolder *root = open_root(f);
    BYTE id[48];
    HRESULT hr = id_by_name(root, wide("Search w%d", model->writer, 0), 0, id);

    root->lpVtbl->Release(root);
    return FAILED(hr) ? hr : open_id(f, id, MAPI_MODIFY, out);
}

/* Of a folder that lives, or went in one that lives. */
static HRESULT slot_id(const struct model *model, int slot, IMAPIFolder *in, BYTE *id)
{
    return id_by_name(in, slot_name(model, slot), model->slots[slot].gone ? SHOW_SOFT_DELETES : 0,
                      id);
}

/* The entry IDs of an operation's messages, in its folder. */
static HRESULT message_ids(IMAPIFolder *folder, const struct model *model, const struct op *op,
                           BYTE ids[][48])
{
    const bool kept = model->slots[op->slot].cells[op->numbers[0]].state == CELL_KEPT;
    SRowSet *rows = NULL;
    int found = 0;

    TRY(message_rows(folder, kept ? SHOW_SOFT_DELETES : 0, &rows));
    for (int i = 0; i < op->n; i++)
        for (ULONG k = 0; k < rows->cRows; k++) {
            if (rows->aRow[k].lpProps[0].Value.l != number_of(model, op->numbers[i])) continue;
            memcpy(ids[i], rows->aRow[k].lpProps[1].Value.bin.lpb, 48);
            found++;
        }
    free_rows(rows);
    return found == op->n ? S_OK : MAPI_E_NOT_FOUND;
}

/* ---- doing ---- */

static HRESULT write_message(struct fixture *f, const struct model *model, const struct op *op,
                             IMAPIFolder *folder)
{
    IMessage *message = NULL;
    BYTE id[1][48];
    HRESULT hr;

    if (op->kind == DO_CREATE) {
        TRY(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    } else {
        TRY(message_ids(folder, model, op, id));
        TRY(open_id(f, id[0], MAPI_MODIFY, &message));
    }
    hr = kill_mail_put(message, number_of(model, op->numbers[0]), model->step + 1);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    message->lpVtbl->Release(message);
    return hr;
}

static HRESULT on_list(struct fixture *f, const struct model *model, const struct op *op,
                       IMAPIFolder *folder)
{
    BYTE ids[LISTED][48];
    SBinary bins[LISTED];
    ENTRYLIST list;
    IMAPIFolder *to = NULL;
    HRESULT hr;

    TRY(message_ids(folder, model, op, ids));
    make_list(&list, bins, ids, (ULONG)op->n);
    if (op->kind == DO_DELETE)
        return folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL,
                                              op->hard ? DELETE_HARD_DELETE : 0);
    if (op->kind == DO_MARK)
        return folder->lpVtbl->SetReadFlags(folder, &list, 0, NULL, op->hard ? CLEAR_READ_FLAG : 0);
    TRY(open_slot(f, model, op->to, &to));
    hr = folder->lpVtbl->CopyMessages(folder, &list, NULL, to, 0, NULL,
                                      op->kind == DO_COPY ? 0 : MESSAGE_MOVE);
    to->lpVtbl->Release(to);
    return hr;
}

static HRESULT make_folder_in(const struct model *model, IMAPIFolder *to)
{
    IMAPIFolder *made = NULL;

    TRY(to->lpVtbl->CreateFolder(to, FOLDER_GENERIC,
                                 (LPTSTR)wide("w%d n%d", model->writer, model->step + 1), NULL,
                                 NULL, MAPI_UNICODE, &made));
    made->lpVtbl->Release(made);
    return S_OK;
}

/* What is done with the slot's folder from the one above it. */
static HRESULT on_folder(struct fixture *f, const struct model *model, const struct op *op)
{
    IMAPIFolder *in = NULL, *to = NULL;
    BYTE id[48];
    HRESULT hr;

    TRY(open_slot(f, model, model->slots[op->slot].above, &in));
    hr = slot_id(model, op->slot, in, id);
    if (SUCCEEDED(hr) && op->kind == DO_DELETE_FOLDER)
        hr = in->lpVtbl->DeleteFolder(in, 48, (ENTRYID *)id, 0, NULL,
                                      DEL_MESSAGES | DEL_FOLDERS |
                                          (op->hard ? DELETE_HARD_DELETE : 0));
    if (SUCCEEDED(hr) && op->kind != DO_DELETE_FOLDER) {
        hr = open_slot(f, model, op->to, &to);
        if (SUCCEEDED(hr))
            hr = in->lpVtbl->CopyFolder(
                in, 48, (ENTRYID *)id, NULL, to,
                (LPTSTR)wide("w%d n%d", model->writer, model->step + 1), 0, NULL,
                MAPI_UNICODE | (op->kind == DO_COPY_FOLDER ? COPY_SUBFOLDERS : FOLDER_MOVE));
        if (to) to->lpVtbl->Release(to);
    }
    in->lpVtbl->Release(in);
    return hr;
}

static HRESULT make_name(struct fixture *f, int writer, int number, ULONG flags, ULONG *tag)
{
    static const GUID set = {0x6b696c6c, 1, 2, {4}};
    MAPINAMEID name = {(GUID *)&set, MNID_ID, {.lID = number * 2 + writer}}, *names = &name;
    SPropTagArray *tags = NULL;
    HRESULT hr;

    hr = f->store->lpVtbl->GetIDsFromNames(f->store, 1, &names, flags, &tags);
    if (SUCCEEDED(hr)) *tag = tags->aulPropTag[0];
    FREE(tags);
    return hr;
}

static HRESULT receive(struct fixture *f, const struct model *model, const struct op *op,
                       IMAPIFolder *folder)
{
    SPropValue *id = id_of(folder);
    HRESULT hr = f->store->lpVtbl->SetReceiveFolder(f->store, (LPTSTR)receive_class(model),
                                                    MAPI_UNICODE, op->hard ? 0 : id->Value.bin.cb,
                                                    op->hard ? NULL : (ENTRYID *)id->Value.bin.lpb);

    FREE(id);
    return hr;
}

/* Our messages have even numbers or odd ones. */
static HRESULT set_search(struct fixture *f, const struct model *model, const struct op *op)
{
    SPropValue from = {.ulPropTag = REVISION_TAG, .Value.l = op->numbers[0]}, *id;
    SRestriction all[3] = {{.rt = RES_PROPERTY}}, res = {.rt = RES_AND};
    SPropValue text;
    IMAPIFolder *search = NULL, *shared = NULL;
    HRESULT hr;

    all[0].res.resProperty = (SPropertyRestriction){RELOP_GE, REVISION_TAG, &from};
    kill_find_criteria(model, op->numbers[0] % KILL_MAIL_WORDS, &all[1], &text);
    res.res.resAnd = (SAndRestriction){3, all};
    TRY(open_search(f, model, &search));
    hr = open_slot(f, model, 0, &shared);
    if (SUCCEEDED(hr)) {
        id = id_of(shared);
        hr = search->lpVtbl->SetSearchCriteria(search, &res, &(ENTRYLIST){1, &id->Value.bin},
                                               RECURSIVE_SEARCH | RESTART_SEARCH);
        FREE(id);
        shared->lpVtbl->Release(shared);
    }
    search->lpVtbl->Release(search);
    return hr;
}

HRESULT kill_do(struct fixture *f, const struct model *model, const struct op *op)
{
    IMAPIFolder *folder = NULL;
    int surplus;
    ULONG tag;
    HRESULT hr;

    switch (op->kind) {
    case DO_NAME:
        return make_name(f, model->writer, model->names, MAPI_CREATE, &tag);
    case DO_SEARCH:
        return set_search(f, model, op);
    case DO_DELETE_FOLDER:
    case DO_RESTORE_FOLDER:
    case DO_MOVE_FOLDER:
    case DO_COPY_FOLDER:
        return on_folder(f, model, op);
    }
    TRY(open_slot(f, model, op->kind == DO_MAKE_FOLDER ? op->to : op->slot, &folder));
    switch (op->kind) {
    case DO_CREATE:
    case DO_CHANGE:
        hr = write_message(f, model, op, folder);
        break;
    case DO_EMPTY:
        hr = folder->lpVtbl->EmptyFolder(folder, 0, NULL, op->hard ? DELETE_HARD_DELETE : 0);
        break;
    case DO_MAKE_FOLDER:
        hr = make_folder_in(model, folder);
        break;
    case DO_FIND:
        hr = kill_find(folder, model, op->slot, op->numbers[0], &surplus);
        if (SUCCEEDED(hr) && surplus) hr = MAPI_E_CORRUPT_DATA;
        break;
    case DO_COMMENT:
        hr = set_text(folder, PR_COMMENT_W, wide("c%d", model->step + 1, 0));
        break;
    case DO_RECEIVE:
        hr = receive(f, model, op, folder);
        break;
    default:
        hr = on_list(f, model, op, folder);
    }
    folder->lpVtbl->Release(folder);
    return hr;
}

/* ---- holding it against the model ---- */

static char said[200];

#define DIFFERS(...) (snprintf(said, sizeof(said), __VA_ARGS__), said)

static const char *messages_differ(IMAPIFolder *folder, const struct model *model, int slot,
                                   int state)
{
    const struct slot *expected = &model->slots[slot];
    SRowSet *rows = NULL;
    const char *why = NULL;
    int n = 0, seen = 0;

    if (message_rows(folder, state == CELL_KEPT ? SHOW_SOFT_DELETES : 0, &rows) != S_OK)
        return "a contents table doesn't open";
    for (int k = 0; k < NUMBERS; k++)
        n += expected->cells[k].state == state;
    for (ULONG i = 0; i < rows->cRows && !why; i++) {
        int number = rows->aRow[i].lpProps[0].Value.l, revision = rows->aRow[i].lpProps[2].Value.l;

        if (rows->aRow[i].lpProps[0].ulPropTag != NUMBER_TAG)
            why = DIFFERS("slot %d: a message without a number", slot);
        if (number % 2 != model->writer) {
            if (slot) why = DIFFERS("slot %d has another writer's %d", slot, number);
            continue;
        }
        if (expected->cells[number / 2].state != state)
            why = DIFFERS("slot %d, state %d: %d is there", slot, state, number / 2);
        else if (expected->cells[number / 2].revision != revision)
            why = DIFFERS("slot %d: %d is of revision %d, not %d", slot, number / 2, revision,
                          expected->cells[number / 2].revision);
        seen++;
    }
    free_rows(rows);
    return why ? why
           : seen == n
               ? NULL
               : DIFFERS("slot %d has %d messages of state %d, not %d", slot, seen, state, n);
}

static const char *read_flags_differ(IMAPIFolder *folder, const struct model *model, int slot)
{
    SRowSet *rows = NULL;
    IMAPITable *table = NULL;
    const char *why = NULL;
    HRESULT hr = folder->lpVtbl->GetContentsTable(folder, 0, &table);

    if (rows_of(hr, table, NUMBER_TAG, PR_MESSAGE_FLAGS, PR_NULL, &rows) != S_OK) return "no flags";
    for (ULONG i = 0; i < rows->cRows && !why; i++) {
        int number = rows->aRow[i].lpProps[0].Value.l;

        if (number % 2 != model->writer) continue;
        if (model->slots[slot].cells[number / 2].read !=
            (rows->aRow[i].lpProps[1].Value.l & MSGFLAG_READ))
            why = DIFFERS("slot %d: %d has flags %x", slot, number / 2,
                          (unsigned)rows->aRow[i].lpProps[1].Value.l);
    }
    free_rows(rows);
    return why;
}

/* The folders right below, living or kept. */
static const char *folders_differ(IMAPIFolder *folder, const struct model *model, int slot,
                                  bool gone)
{
    SRowSet *rows = NULL;
    const char *why = NULL;
    int n = 0, seen = 0;

    if (folder_rows(folder, gone ? SHOW_SOFT_DELETES : 0, &rows) != S_OK)
        return "a hierarchy table doesn't open";
    for (int i = 1; i < SLOTS; i++)
        n += model->slots[i].used && model->slots[i].above == slot &&
             (model->slots[i].gone != 0) == gone;
    for (ULONG k = 0; k < rows->cRows && !why; k++) {
        const WCHAR *name = rows->aRow[k].lpProps[0].Value.lpszW;
        int i;

        if (name[1] != '0' + model->writer) continue;
        for (i = 1; i < SLOTS; i++)
            if (model->slots[i].used && model->slots[i].above == slot &&
                (model->slots[i].gone != 0) == gone && !wide_cmp(slot_name(model, i), name))
                break;
        if (i == SLOTS) why = DIFFERS("slot %d has a folder too many, gone: %d", slot, gone);
        else if (model->slots[i].comment && wide_cmp(rows->aRow[k].lpProps[2].Value.lpszW,
                                                     wide("c%d", model->slots[i].comment, 0)))
            why = DIFFERS("slot %d has another comment", i);
        seen++;
    }
    free_rows(rows);
    return why ? why
           : seen == n
               ? NULL
               : DIFFERS("slot %d has %d folders below it, not %d, gone: %d", slot, seen, n, gone);
}

/* Whom the index of texts finds. */
static const char *texts_differ(IMAPIFolder *folder, const struct model *model, int slot)
{
    const char *why = NULL;
    int surplus;

    for (int word = 0; word < KILL_MAIL_WORDS && !why; word++) {
        if (kill_find(folder, model, slot, word, &surplus) != S_OK)
            why = DIFFERS("slot %d can't be searched", slot);
        else if (surplus)
            why = DIFFERS("slot %d: %d too many are found by word %d", slot, surplus, word);
    }
    return why;
}

static const char *receive_differs(struct fixture *f, const struct model *model)
{
    const char *why = NULL;
    IMAPIFolder *folder = NULL;
    SPropValue *id = NULL;
    ENTRYID *got = NULL;
    WCHAR *class = NULL;
    ULONG count = 0;

    if (f->store->lpVtbl->GetReceiveFolder(f->store, (LPTSTR)receive_class(model), MAPI_UNICODE,
                                           &count, &got, (LPTSTR *)&class) != S_OK)
        return "no receive folder";
    if (model->receive < 0) {
        if (!wide_cmp(class, receive_class(model))) why = "a receive folder that isn't set";
    } else if (open_slot(f, model, model->receive, &folder) == S_OK) {
        id = id_of(folder);
        if (wide_cmp(class, receive_class(model)) || count != 48 ||
            memcmp(id->Value.bin.lpb, got, 48))
            why = "another receive folder";
        FREE(id);
        folder->lpVtbl->Release(folder);
    } else {
        why = "the receive folder is not there";
    }
    FREE(got);
    FREE(class);
    return why;
}

/* Are the criteria the model's? Others may find the same for now, and not when what was deleted
 * comes back. */
static const char *criteria_differ(IMAPIFolder *search, const struct model *model)
{
    SRestriction *res = NULL;
    const char *why = NULL;
    HRESULT hr = search->lpVtbl->GetSearchCriteria(search, MAPI_UNICODE, &res, NULL, NULL);

    if (!model->search) {
        if (hr != MAPI_E_NOT_INITIALIZED) why = DIFFERS("the search is set: %08x", (unsigned)hr);
    } else if (hr != S_OK) {
        why = DIFFERS("the search is not set: %08x", (unsigned)hr);
    } else if (res->rt != RES_AND || res->res.resAnd.cRes != 3 ||
               res->res.resAnd.lpRes[0].rt != RES_PROPERTY) {
        why = "the search has other criteria";
    } else {
        int from = res->res.resAnd.lpRes[0].res.resProperty.lpProp->Value.l;

        if (from != model->search)
            why = DIFFERS("the search is from revision %d on, not %d", from, model->search);
    }
    FREE(res);
    return why;
}

static bool is_searched(const struct model *model, const struct cell *cell)
{
    return cell->state == CELL_LIVING && cell->revision >= model->search &&
           cell->revision % KILL_MAIL_WORDS == model->search % KILL_MAIL_WORDS;
}

/* What the search folder finds is what there is. */
static const char *search_differs(struct fixture *f, const struct model *model)
{
    IMAPIFolder *search = NULL;
    SRowSet *rows = NULL;
    const char *why = NULL;
    int n = 0;

    for (int slot = 0; slot < SLOTS; slot++)
        for (int k = 0; k < NUMBERS && model->slots[slot].used && !model->slots[slot].gone; k++)
            n += is_searched(model, &model->slots[slot].cells[k]);
    if (open_search(f, model, &search) != S_OK) return "the search folder is not there";
    why = criteria_differ(search, model);
    if (!why && model->search &&
        search->lpVtbl->SetSearchCriteria(search, NULL, NULL, 0) !=
            S_OK) /* the dead one's pass goes on */
        why = "the search is not set";
    else if (!why && message_rows(search, 0, &rows) != S_OK)
        why = "the search folder's table doesn't open";
    else if (!why && model->search && rows->cRows != (ULONG)n)
        why = DIFFERS("from revision %d on %d messages are found, not %d", model->search,
                      (int)rows->cRows, n);
    for (ULONG i = 0; rows && i < rows->cRows && !why && model->search; i++)
        if (rows->aRow[i].lpProps[0].Value.l % 2 != model->writer ||
            rows->aRow[i].lpProps[2].Value.l < model->search)
            why = "the search found something else";
    free_rows(rows);
    search->lpVtbl->Release(search);
    return why;
}

const char *kill_difference(struct fixture *f, const struct model *model)
{
    const char *why = NULL;
    ULONG tag;

    for (int slot = 0; slot < SLOTS && !why; slot++) {
        IMAPIFolder *folder = NULL;

        if (!model->slots[slot].used || model->slots[slot].gone) continue;
        if (open_slot(f, model, slot, &folder) != S_OK)
            return DIFFERS("slot %d is not there", slot);
        why = messages_differ(folder, model, slot, CELL_LIVING);
        if (!why) why = messages_differ(folder, model, slot, CELL_KEPT);
        if (!why) why = read_flags_differ(folder, model, slot);
        if (!why) why = texts_differ(folder, model, slot);
        if (!why) why = folders_differ(folder, model, slot, false);
        if (!why) why = folders_differ(folder, model, slot, true);
        folder->lpVtbl->Release(folder);
    }
    for (int i = 0; i < model->names && !why; i++)
        if (make_name(f, model->writer, i, 0, &tag) != S_OK)
            why = DIFFERS("name %d is not there", i);
    if (!why) why = receive_differs(f, model);
    return why ? why : search_differs(f, model);
}

const char *kill_half_message(struct fixture *f, const struct model *model,
                              const struct model *seen)
{
    const char *why = NULL;

    for (int slot = 0; slot < SLOTS && !why; slot++) {
        IMAPIFolder *folder = NULL;

        if (!model->slots[slot].used || model->slots[slot].gone) continue;
        if (open_slot(f, model, slot, &folder) != S_OK)
            return DIFFERS("slot %d is not there", slot);
        for (int k = 0; k < NUMBERS && !why; k++) {
            const struct cell *cell = &model->slots[slot].cells[k];
            const struct op op = {.slot = slot, .n = 1, .numbers = {k}};
            IMessage *message = NULL;
            BYTE id[1][48];

            if (cell->state == CELL_NONE ||
                (seen && !memcmp(cell, &seen->slots[slot].cells[k], sizeof(*cell))))
                continue;
            if (message_ids(folder, model, &op, id) != S_OK ||
                open_id(f, id[0], SHOW_SOFT_DELETES, &message) != S_OK) {
                why = DIFFERS("slot %d: %d doesn't open", slot, k);
                continue;
            }
            why = kill_mail_fault(message, number_of(model, k), cell->revision);
            if (why) why = DIFFERS("slot %d, %d of revision %d: %s", slot, k, cell->revision, why);
            message->lpVtbl->Release(message);
        }
        folder->lpVtbl->Release(folder);
    }
    return why;
}
