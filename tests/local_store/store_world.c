/*
 * store_world.c - a store and what it ought to hold, changed together at random
 */
#include "local_store/store_world.h"
#include <string.h>
#include "edktags.h"

/* Its header and the store's cannot be had together: both have a struct row. */
HRESULT table_data_create(ULONG type, ULONG index_tag, const SPropTagArray *columns,
                          ITableData **out);

static uint32_t seed;

void world_seed(uint32_t from)
{
    seed = from;
}

int world_pick(int below)
{
    seed = seed * 1664525 + 1013904223;
    return (int)((seed >> 8) % (uint32_t)below);
}

/* ---- rows in memory ---- */

int mail_part(const struct mail *mail)
{
    return mail->associated + 2 * mail->deleted;
}

static LONG row_of(const struct mail *mail)
{
    return (LONG)instance_key_read(mail->entry + 24, 8);
}

static ULONG props_of(struct mail *mail, SPropValue *out, WCHAR subject[2])
{
    ULONG n = 0;

    subject[0] = (WCHAR)mail->subject;
    subject[1] = 0;
    out[n++] = (SPropValue){.ulPropTag = PR_SUBJECT_W, .Value.lpszW = subject};
    out[n++] = (SPropValue){.ulPropTag = PR_NUMBER, .Value.l = mail->number};
    if (mail->n_colours)
        out[n++] =
            (SPropValue){.ulPropTag = PR_COLOURS, .Value.MVl = {mail->n_colours, mail->colours}};
    return n;
}

static void row_put(struct world *w, struct mail *mail)
{
    ITableData *data = w->folders[mail->folder].parts[mail_part(mail)];
    SPropValue values[6];
    WCHAR subject[2];
    ULONG n = props_of(mail, values, subject);
    SRow row = {0, 0, values};

    values[n++] = (SPropValue){.ulPropTag = PR_ROW, .Value.l = row_of(mail)};
    values[n++] =
        (SPropValue){.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = mail->unread ? 0 : MSGFLAG_READ};
    row.cValues = n;
    ok_hr(data->lpVtbl->HrModifyRow(data, &row));
}

static void row_drop(struct world *w, const struct mail *mail)
{
    ITableData *data = w->folders[mail->folder].parts[mail_part(mail)];
    SPropValue key = {.ulPropTag = PR_ROW, .Value.l = row_of(mail)};

    ok_hr(data->lpVtbl->HrDeleteRow(data, &key));
}

static struct folder *folder_new(struct world *w, int *number)
{
    SizedSPropTagArray(5, columns) = {
        5, {PR_ROW, PR_SUBJECT_W, PR_NUMBER, PR_COLOURS, PR_MESSAGE_FLAGS}};

    for (int i = 0; i < MOST_FOLDERS; i++) {
        struct folder *folder = &w->folders[i];

        if (folder->there) continue;
        memset(folder, 0, sizeof(*folder));
        folder->there = true;
        for (int part = 0; part < 4; part++)
            ok_hr(table_data_create(TBLTYPE_DYNAMIC, PR_ROW, (SPropTagArray *)&columns,
                                    &folder->parts[part]));
        *number = i;
        return folder;
    }
    return NULL;
}

int world_living_folder(const struct world *w)
{
    int i;

    do
        i = world_pick(MOST_FOLDERS);
    while (!w->folders[i].there || w->folders[i].deleted);
    return i;
}

/* ---- the store's side ---- */

IMAPIFolder *world_open(struct world *w, int number)
{
    IMAPIFolder *folder = NULL;
    ULONG type;

    if (number < 0) return open_root(w->f);
    ok_hr(w->f->store->lpVtbl->OpenEntry(w->f->store, 48, (ENTRYID *)w->folders[number].entry, NULL,
                                         MAPI_MODIFY, &type, (IUnknown **)&folder));
    return folder;
}

static void entry_of(void *object, BYTE *out)
{
    SPropValue *id = id_of(object);

    memcpy(out, id->Value.bin.lpb, 48);
    FREE(id);
}

static void write_mail(IMessage *message, struct mail *mail)
{
    static const SizedSPropTagArray(1, some) = {1, {PR_COLOURS}};
    SPropValue values[4];
    WCHAR subject[2];
    ULONG n = props_of(mail, values, subject);

    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&some, NULL));
    ok_hr(message->lpVtbl->SetProps(message, n, values, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

static void roll(struct mail *mail)
{
    mail->subject = 'a' + world_pick(4);
    mail->number = world_pick(5);
    mail->n_colours = (ULONG)world_pick(4);
    for (int i = 0; i < 3; i++)
        mail->colours[i] = world_pick(4);
}

void world_make_mail(struct world *w)
{
    struct mail *mail = &w->mails[w->n];
    IMAPIFolder *folder;
    IMessage *message = NULL;

    if (w->n == MOST_MAIL) return;
    *mail = (struct mail){
        .folder = world_living_folder(w), .associated = !world_pick(4), .unread = true};
    roll(mail);
    folder = world_open(w, mail->folder);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, mail->associated ? MAPI_ASSOCIATED : 0,
                                        &message));
    write_mail(message, mail);
    entry_of(message, mail->entry);
    mail->unread = !(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_READ);
    message->lpVtbl->Release(message);
    folder->lpVtbl->Release(folder);
    w->n++;
    row_put(w, mail);
}

static bool is_living(const struct world *w, const struct mail *mail)
{
    return !mail->deleted && !w->folders[mail->folder].deleted;
}

/* One that lives (or not); NULL: there is none, as far as a few tries tell. */
static struct mail *some_mail(struct world *w, bool deleted)
{
    for (int tries = 0; w->n && tries < 20; tries++) {
        struct mail *mail = &w->mails[world_pick(w->n)];

        if (!w->folders[mail->folder].deleted && mail->deleted == deleted) return mail;
    }
    return NULL;
}

void world_change_mail(struct world *w)
{
    struct mail *mail = some_mail(w, false);
    IMessage *message;

    if (!mail) return;
    message = open_message(w->f, mail->entry, MAPI_MODIFY);
    roll(mail);
    write_mail(message, mail);
    message->lpVtbl->Release(message);
    row_put(w, mail);
}

/* A list of up to four messages of one folder and part. */
struct choice {
    struct mail *mails[4];
    SBinary bins[4];
    ENTRYLIST list;
    int folder;
};

static bool choose(struct world *w, bool deleted, struct choice *out)
{
    struct mail *first = some_mail(w, deleted);

    if (!first) return false;
    memset(out, 0, sizeof(*out));
    out->folder = first->folder;
    out->list.lpbin = out->bins;
    for (struct mail *mail = first; mail < &w->mails[w->n] && out->list.cValues < 4; mail++) {
        if (mail->folder != first->folder || mail->deleted != deleted ||
            (mail != first && world_pick(2)))
            continue;
        out->mails[out->list.cValues] = mail;
        out->bins[out->list.cValues++] = (SBinary){48, mail->entry};
    }
    return true;
}

void world_read_mail(struct world *w)
{
    struct choice c;
    bool unread = world_pick(2);
    IMAPIFolder *folder;

    if (!choose(w, false, &c)) return;
    folder = world_open(w, c.folder);
    ok_hr(folder->lpVtbl->SetReadFlags(folder, &c.list, 0, NULL,
                                       unread ? CLEAR_READ_FLAG : SUPPRESS_RECEIPT));
    folder->lpVtbl->Release(folder);
    for (ULONG i = 0; i < c.list.cValues; i++) {
        c.mails[i]->unread = unread;
        row_put(w, c.mails[i]);
    }
}

static void forget_mail(struct world *w, struct mail *mail)
{
    row_drop(w, mail);
    *mail = w->mails[--w->n];
}

static int compare_mails_down(const void *a, const void *b)
{
    const struct mail *const *x = a, *const *y = b;

    return *x < *y ? 1 : -1;
}

void world_delete_mail(struct world *w)
{
    struct choice c;
    bool hard = !world_pick(3);
    IMAPIFolder *folder;

    if (!choose(w, hard && world_pick(2), &c)) return;
    folder = world_open(w, c.folder);
    ok_hr(folder->lpVtbl->DeleteMessages(folder, &c.list, 0, NULL, hard ? DELETE_HARD_DELETE : 0));
    folder->lpVtbl->Release(folder);
    /* the last one takes a gone one's place */
    qsort(c.mails, c.list.cValues, sizeof(c.mails[0]), compare_mails_down);
    for (ULONG i = 0; i < c.list.cValues; i++) {
        if (hard) {
            forget_mail(w, c.mails[i]);
            continue;
        }
        row_drop(w, c.mails[i]);
        c.mails[i]->deleted = true;
        row_put(w, c.mails[i]);
    }
}

/* Brought back, when they were deleted. */
void world_move_mail(struct world *w, bool deleted)
{
    int to = world_living_folder(w);
    IMAPIFolder *folder, *target;
    struct choice c;

    if (!choose(w, deleted, &c)) return;
    folder = world_open(w, c.folder);
    target = world_open(w, to);
    ok_hr(folder->lpVtbl->CopyMessages(folder, &c.list, NULL, target, 0, NULL, MESSAGE_MOVE));
    target->lpVtbl->Release(target);
    folder->lpVtbl->Release(folder);
    for (ULONG i = 0; i < c.list.cValues; i++) {
        row_drop(w, c.mails[i]);
        c.mails[i]->folder = to;
        c.mails[i]->deleted = false;
        row_put(w, c.mails[i]);
    }
}

/* The newest message of a folder's part: its entry ID. */
static void newest(IMAPIFolder *folder, bool associated, int back, BYTE *out)
{
    IMAPITable *table = contents(folder, MAPI_UNICODE | (associated ? MAPI_ASSOCIATED : 0));
    static const ULONG entry = PR_ENTRYID;
    SRowSet *rows;

    set_columns(table, 1, &entry);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, -1 - back, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    memcpy(out, rows->aRow[0].lpProps[0].Value.bin.lpb, 48);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

void world_copy_mail(struct world *w)
{
    struct mail *mail = some_mail(w, !world_pick(4)), *copy = &w->mails[w->n];
    int to = world_living_folder(w);
    IMAPIFolder *folder, *target;

    if (!mail || w->n == MOST_MAIL) return;
    folder = world_open(w, mail->folder);
    target = world_open(w, to);
    ok_hr(folder->lpVtbl->CopyMessages(folder, &(ENTRYLIST){1, &(SBinary){48, mail->entry}}, NULL,
                                       target, 0, NULL, 0));
    *copy = *mail;
    copy->folder = to;
    copy->deleted = false;
    newest(target, mail->associated, 0, copy->entry);
    target->lpVtbl->Release(target);
    folder->lpVtbl->Release(folder);
    w->n++;
    row_put(w, copy);
}

/* ---- folders ---- */

bool world_is_below(const struct world *w, int folder, int top)
{
    while (folder >= 0 && folder != top)
        folder = w->folders[folder].parent;
    return folder == top;
}

void world_make_folder(struct world *w, int parent)
{
    int number;
    struct folder *folder = folder_new(w, &number);
    IMAPIFolder *in, *made;
    WCHAR name[3] = {(WCHAR)('A' + w->names / 26 % 26), (WCHAR)('A' + w->names % 26), 0};

    if (!folder) return;
    w->names++;
    in = world_open(w, parent);
    made = make_folder(in, name, 0);
    ok_hr(set_long(made, PR_RETENTION_AGE_LIMIT, DAY));
    entry_of(made, folder->entry);
    folder->parent = parent;
    made->lpVtbl->Release(made);
    in->lpVtbl->Release(in);
}

/* A folder that may go: another one stays. */
static int removable_folder(struct world *w)
{
    int i = world_living_folder(w);

    return i ? i : -1; /* the first one stays */
}

void world_forget_folder(struct world *w, int number)
{
    struct folder *folder = &w->folders[number];

    for (int i = w->n - 1; i >= 0; i--)
        if (w->mails[i].folder == number) forget_mail(w, &w->mails[i]);
    for (int part = 0; part < 4; part++)
        folder->parts[part]->lpVtbl->Release(folder->parts[part]);
    folder->there = false;
}

void world_delete_folder(struct world *w)
{
    int number = removable_folder(w);
    bool hard = world_pick(2);
    IMAPIFolder *in;

    if (number < 0) return;
    if (w->leaving) w->leaving(w, number);
    in = world_open(w, w->folders[number].parent);
    ok_hr(in->lpVtbl->DeleteFolder(in, 48, (ENTRYID *)w->folders[number].entry, 0, NULL,
                                   DEL_MESSAGES | DEL_FOLDERS | (hard ? DELETE_HARD_DELETE : 0)));
    in->lpVtbl->Release(in);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < MOST_FOLDERS; i++) {
            if (!w->folders[i].there || !world_is_below(w, i, number) || (i == number) != pass)
                continue;
            if (hard)
                world_forget_folder(w, i);
            else if (!w->folders[i].deleted)
                w->folders[i].deleted = w->deletions + 1;
        }
    w->deletions++;
}

/* Also one that was deleted, with what went with it. */
void world_move_folder(struct world *w)
{
    int number = world_pick(MOST_FOLDERS), to = world_pick(3) ? world_living_folder(w) : -1;
    struct folder *folder = &w->folders[number];
    IMAPIFolder *from, *target;

    if (!number || !folder->there || (to >= 0 && world_is_below(w, to, number))) return;
    if (folder->deleted && folder->parent >= 0 && w->folders[folder->parent].deleted) return;
    from = world_open(w, folder->parent);
    target = world_open(w, to);
    ok_hr(from->lpVtbl->CopyFolder(from, 48, (ENTRYID *)folder->entry, NULL, target, NULL, 0, NULL,
                                   FOLDER_MOVE));
    target->lpVtbl->Release(target);
    from->lpVtbl->Release(from);
    folder->parent = to;
    for (int i = 0, deletion = folder->deleted; deletion && i < MOST_FOLDERS; i++)
        if (w->folders[i].there && w->folders[i].deleted == deletion &&
            world_is_below(w, i, number))
            w->folders[i].deleted = 0;
}

/* One without those below: its living messages, contents first, get new ids in their order. */
void world_copy_folder(struct world *w)
{
    int number = world_living_folder(w), to = world_living_folder(w), copied, n[2] = {0},
        count = w->n;
    struct folder *folder = &w->folders[number], *copy;
    IMAPIFolder *from, *target;
    WCHAR name[3] = {(WCHAR)('A' + w->names / 26 % 26), (WCHAR)('A' + w->names % 26), 0};
    struct mail *sorted[MOST_MAIL];

    for (int i = 0; i < count; i++)
        if (w->mails[i].folder == number && is_living(w, &w->mails[i])) n[w->mails[i].associated]++;
    if (w->n + n[0] + n[1] > MOST_MAIL) return;
    if (world_is_below(w, to, number)) to = -1;
    copy = folder_new(w, &copied);
    if (!copy) return;
    w->names++;
    from = world_open(w, folder->parent);
    target = world_open(w, to);
    ok_hr(from->lpVtbl->CopyFolder(from, 48, (ENTRYID *)folder->entry, NULL, target, (LPTSTR)name,
                                   0, NULL, MAPI_UNICODE));
    from->lpVtbl->Release(from);
    from = make_folder(target, name, OPEN_IF_EXISTS);
    entry_of(from, copy->entry);
    copy->parent = to;
    for (int part = 0; part < 2; part++) {
        int k = 0;

        for (int i = 0; i < count; i++) { /* by id */
            struct mail *mail = &w->mails[i];
            int at = k;

            if (mail->folder != number || !is_living(w, mail) || mail->associated != part) continue;
            for (; at && row_of(sorted[at - 1]) > row_of(mail); at--)
                sorted[at] = sorted[at - 1];
            sorted[at] = mail;
            k++;
        }
        for (int i = 0; i < k; i++) {
            struct mail *mail = &w->mails[w->n++];

            *mail = *sorted[i];
            mail->folder = copied;
            newest(from, part, k - 1 - i, mail->entry);
            row_put(w, mail);
        }
    }
    from->lpVtbl->Release(from);
    target->lpVtbl->Release(target);
}
