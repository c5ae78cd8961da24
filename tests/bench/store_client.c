/*
 * store_client.c - what a mail client does, through MAPI
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "edkmdb.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "omlocal.h"
#include "store_bench.h"

struct client {
    const struct mail *mail;
    struct logon logon;
    IMAPIFolder *root, *folder, *scratch;
    IMAPITable *table;
    ULONG turn; /* other words in each */
    ULONG arrived;
};

static const SizedSPropTagArray(8, columns) = {
    8,
    {PR_ENTRYID, PR_SUBJECT_W, PR_SENT_REPRESENTING_NAME_W, PR_MESSAGE_DELIVERY_TIME,
     PR_MESSAGE_FLAGS, PR_MESSAGE_SIZE, PR_MESSAGE_CLASS_W, PR_IMPORTANCE}};

static WCHAR *wide(const char *text, WCHAR *out)
{
    size_t i = 0;

    do
        out[i] = (unsigned char)text[i];
    while (text[i++]);
    return out;
}

/* ---- folders ---- */

static IMAPIFolder *open_folder(IMsgStore *store, uint32_t bytes, const void *id)
{
    IMAPIFolder *folder = NULL;
    ULONG type;

    must(store->lpVtbl->OpenEntry(store, bytes, (ENTRYID *)id, NULL, MAPI_MODIFY, &type,
                                  (IUnknown **)&folder));
    return folder;
}

static IMAPIFolder *make_folder(IMAPIFolder *root, const char *name, void *id, uint32_t *bytes)
{
    IMAPIFolder *folder = NULL;
    SPropValue *entry = NULL;

    must(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL, OPEN_IF_EXISTS,
                                    &folder));
    must(HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, &entry));
    must_(entry->Value.bin.cb <= 64, "entry ID", (long)entry->Value.bin.cb);
    *bytes = entry->Value.bin.cb;
    memcpy(id, entry->Value.bin.lpb, entry->Value.bin.cb);
    MAPIFreeBuffer(entry);
    return folder;
}

static IMAPITable *open_table(IMAPIFolder *folder)
{
    IMAPITable *table = NULL;

    must(folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE, &table));
    must(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    return table;
}

static void sort(IMAPITable *table, ULONG tag, ULONG order)
{
    SizedSSortOrderSet(1, set) = {1, 0, 0, {{tag, order}}};

    must(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
}

static ULONG page(IMAPITable *table, LONG count)
{
    SRowSet *rows = NULL;
    ULONG n;

    must(table->lpVtbl->QueryRows(table, count, 0, &rows));
    n = rows->cRows;
    FreeProws(rows);
    return n;
}

static void full_page(IMAPITable *table)
{
    ULONG n = page(table, PAGE_ROWS);

    must_(n == PAGE_ROWS, "rows of a page", (long)n);
}

/* ---- the client ---- */

struct client *client_open(const struct mail *mail)
{
    struct client *client = calloc(1, sizeof(*client));

    client->mail = mail;
    logon_open(mail->path, &client->logon);
    client->root = open_folder(client->logon.store, 0, NULL);
    client->folder = open_folder(client->logon.store, mail->folder.bytes, mail->folder.id);
    client->scratch = open_folder(client->logon.store, mail->scratch.bytes, mail->scratch.id);
    client->table = open_table(client->folder);
    sort(client->table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND);
    return client;
}

void client_close(struct client *client)
{
    client->table->lpVtbl->Release(client->table);
    client->scratch->lpVtbl->Release(client->scratch);
    client->folder->lpVtbl->Release(client->folder);
    client->root->lpVtbl->Release(client->root);
    logon_close(&client->logon);
    free(client);
}

static struct logon first;

void client_logon(const struct mail *mail)
{
    IMAPIFolder *folder;
    IMAPITable *table;

    logon_open(mail->path, &first);
    folder = open_folder(first.store, mail->folder.bytes, mail->folder.id);
    table = open_table(folder);
    sort(table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND);
    full_page(table);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
}

void client_logoff(void)
{
    logon_close(&first);
}

/* ---- messages ---- */

static void set_recipients(IMessage *message, ULONG n)
{
    SizedADRLIST(3, list) = {n, {{0}}};
    SPropValue props[3][4];
    WCHAR names[3][64], addresses[3][64];
    char text[64];

    for (ULONG i = 0; i < n; i++) {
        mail_sender(i * 7 + n, text);
        wide(text, names[i]);
        snprintf(text, sizeof(text), "person%u@example.org", (unsigned)i);
        wide(text, addresses[i]);
        props[i][0] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = names[i]};
        props[i][1] =
            (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = i ? MAPI_CC : MAPI_TO};
        props[i][2] = (SPropValue){.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"};
        props[i][3] = (SPropValue){.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = addresses[i]};
        list.aEntries[i] = (ADRENTRY){0, 4, props[i]};
    }
    must(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
}

static void attach(IMessage *message, ULONG bytes)
{
    SPropValue props[3] = {
        {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
        {.ulPropTag = PR_ATTACH_FILENAME_W, .Value.lpszW = (WCHAR *)L"figures.txt"},
        {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {bytes, malloc(bytes)}}};
    IAttach *object = NULL;
    ULONG num;

    mail_fill(props[2].Value.bin.lpb, bytes);
    must(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &object));
    must(object->lpVtbl->SetProps(object, 3, props, NULL));
    must(object->lpVtbl->SaveChanges(object, 0));
    object->lpVtbl->Release(object);
    free(props[2].Value.bin.lpb);
}

/* The i-th kind of mail; most have a short text, one in sixteen a long one, one in eight a file,
 * all one of `content` bytes if any. */
static void make_message(IMAPIFolder *folder, ULONG i, ULONG content)
{
    size_t chars = i % 16 == 5 ? 12000 : 200 + i * 53;
    WCHAR subject[32], sender[64], *body = malloc((chars + 1) * sizeof(*body));
    BYTE index[22] = {1};
    char text[64], word[16];
    SPropValue props[10] = {
        {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = (WCHAR *)L"IPM.Note"},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = subject},
        {.ulPropTag = PR_SENDER_NAME_W, .Value.lpszW = sender},
        {.ulPropTag = PR_SENT_REPRESENTING_NAME_W, .Value.lpszW = sender},
        {.ulPropTag = PR_CONVERSATION_TOPIC_W, .Value.lpszW = subject},
        {.ulPropTag = PR_CONVERSATION_INDEX, .Value.bin = {sizeof(index), index}},
        {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft = {i * 1000, 0x01d00000}},
        {.ulPropTag = PR_CLIENT_SUBMIT_TIME, .Value.ft = {i * 900, 0x01d00000}},
        {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_READ},
        {.ulPropTag = PR_BODY_W, .Value.lpszW = body},
    };
    IMessage *message = NULL;

    mail_sender(i, text);
    wide(text, sender);
    mail_prefix(i, word);
    snprintf(text, sizeof(text), "%s report", word);
    wide(text, subject);
    memcpy(index + 6, &i, sizeof(i));
    for (size_t c = 0; c < chars; c++)
        body[c] = (WCHAR)(c % 7 ? 'a' + (c * (i + 3)) % 26 : ' ');
    body[chars] = 0;

    must(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    must(message->lpVtbl->SetProps(message, 10, props, NULL));
    set_recipients(message, 1 + i % 3);
    if (i % 8 == 3) attach(message, i % 16 == 3 ? 2000 : 9000);
    if (content) attach(message, content);
    must(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    free(body);
}

void client_make_templates(const char *path, struct mail *mail)
{
    IMAPIFolder *root, *folder;
    SPropValue *count = NULL;
    struct logon logon;

    logon_open(path, &logon);
    root = open_folder(logon.store, 0, NULL);
    folder = make_folder(root, "Bench mail", mail->folder.id, &mail->folder.bytes);
    folder->lpVtbl->Release(folder);
    folder = make_folder(root, "Bench scratch", mail->scratch.id, &mail->scratch.bytes);
    folder->lpVtbl->Release(folder);
    folder = make_folder(root, "Bench templates", mail->templates.id, &mail->templates.bytes);
    must(HrGetOneProp((IMAPIProp *)folder, PR_CONTENT_COUNT, &count));
    for (ULONG i = (ULONG)count->Value.l; i < N_TEMPLATES; i++)
        make_message(folder, i, mail->content);
    MAPIFreeBuffer(count);
    folder->lpVtbl->Release(folder);
    root->lpVtbl->Release(root);
    logon_close(&logon);
}

void client_create(struct client *client)
{
    make_message(client->scratch, 10, 0); /* two recipients, a short body */
}

/* ---- tables ---- */

void client_first_page(struct client *client)
{
    sort(client->table, PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND);
    full_page(client->table);
}

void client_sort(struct client *client)
{
    sort(client->table, PR_SUBJECT_W, TABLE_SORT_ASCEND);
    full_page(client->table);
}

void client_sort_unindexed(struct client *client)
{
    sort(client->table, PR_DISPLAY_TO_W, TABLE_SORT_ASCEND);
    full_page(client->table);
}

void client_restrict(struct client *client)
{
    char name[64];
    WCHAR sender[64];
    SPropValue value = {.ulPropTag = PR_SENT_REPRESENTING_NAME_W, .Value.lpszW = sender};
    SRestriction res = {.rt = RES_PROPERTY,
                        .res.resProperty = {RELOP_EQ, PR_SENT_REPRESENTING_NAME_W, &value}};

    mail_sender(client->turn++, name);
    wide(name, sender);
    must(client->table->lpVtbl->Restrict(client->table, &res, 0));
    must_(page(client->table, PAGE_ROWS) > 0, "mail of a sender", 0);
}

void client_restrict_off(struct client *client)
{
    must(client->table->lpVtbl->Restrict(client->table, NULL, 0));
}

void client_by_subject(struct client *client)
{
    sort(client->table, PR_SUBJECT_W, TABLE_SORT_ASCEND);
}

void client_find(struct client *client)
{
    char word[16];
    WCHAR prefix[16];
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = prefix};
    SRestriction res = {.rt = RES_CONTENT,
                        .res.resContent = {FL_PREFIX | FL_IGNORECASE, PR_SUBJECT_W, &value}};
    ULONG n;

    mail_prefix(client->turn++ % 200, word);
    wide(word, prefix);
    must(client->table->lpVtbl->FindRow(client->table, &res, BOOKMARK_BEGINNING, 0));
    n = page(client->table, 1);
    must_(n == 1, "the row found", (long)n);
}

void client_middle(struct client *client)
{
    must(client->table->lpVtbl->SeekRowApprox(client->table, 1, 2));
    full_page(client->table);
}

void client_unread(struct client *client)
{
    static const SizedSPropTagArray(2, tags) = {2, {PR_CONTENT_COUNT, PR_CONTENT_UNREAD}};
    SPropValue *values = NULL;
    ULONG n;

    must(client->folder->lpVtbl->GetProps(client->folder, (SPropTagArray *)&tags, 0, &n, &values));
    must_(values[0].Value.l == client->mail->n && values[1].Value.l > 0, "unread mail",
          values[0].Value.l);
    MAPIFreeBuffer(values);
}

void client_folders(struct client *client)
{
    static const SizedSPropTagArray(5, tags) = {
        5, {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_SUBFOLDERS}};
    IMAPITable *table = NULL;

    must(client->root->lpVtbl->GetHierarchyTable(client->root, CONVENIENT_DEPTH | MAPI_UNICODE,
                                                 &table));
    must(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    must_(page(table, 1000) >= 3, "folders", 0);
    table->lpVtbl->Release(table);
}

void client_count_unread(struct client *client)
{
    SRestriction res = {.rt = RES_BITMASK,
                        .res.resBitMask = {BMR_EQZ, PR_MESSAGE_FLAGS, MSGFLAG_READ}};
    ULONG n;

    must(client->table->lpVtbl->Restrict(client->table, &res, 0));
    must(client->table->lpVtbl->GetRowCount(client->table, 0, &n));
    must_(n > 0 && n < client->mail->n, "unread messages", (long)n);
}

static void group(struct client *client, bool newest)
{
    static const SizedSSortOrderSet(2,
                                    by_name) = {2,
                                                1,
                                                0,
                                                {{PR_SENT_REPRESENTING_NAME_W, TABLE_SORT_ASCEND},
                                                 {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}};
    static const SizedSSortOrderSet(2,
                                    by_time) = {2,
                                                1,
                                                0,
                                                {{PR_SENT_REPRESENTING_NAME_W, TABLE_SORT_ASCEND},
                                                 {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_CATEG_MAX}}};

    must(client->table->lpVtbl->SortTable(
        client->table, newest ? (SSortOrderSet *)&by_time : (SSortOrderSet *)&by_name, 0));
    full_page(client->table);
}

void client_groups(struct client *client)
{
    group(client, false);
}

void client_groups_newest(struct client *client)
{
    group(client, true);
}

void client_arrive(struct client *client)
{
    make_message(client->folder, 10, 0);
    client->arrived++;
}

void client_groups_more(struct client *client)
{
    must(client->table->lpVtbl->SeekRow(client->table, BOOKMARK_BEGINNING, 0, NULL));
    full_page(client->table);
}

void client_arrived_leave(struct client *client)
{
    SBinary ids[16];
    ENTRYLIST list = {0, ids};
    SRowSet *rows = NULL;

    /* what was built is as old as its dates */
    sort(client->table, PR_LAST_MODIFICATION_TIME, TABLE_SORT_DESCEND);
    must_(client->arrived <= 16, "messages that came", (long)client->arrived);
    must(client->table->lpVtbl->QueryRows(client->table, (LONG)client->arrived, 0, &rows));
    for (; list.cValues < rows->cRows; list.cValues++)
        ids[list.cValues] = rows->aRow[list.cValues].lpProps[0].Value.bin;
    must(
        client->folder->lpVtbl->DeleteMessages(client->folder, &list, 0, NULL, DELETE_HARD_DELETE));
    FreeProws(rows);
    client->arrived = 0;
}

int64_t client_page_all(struct client *client)
{
    int64_t all = 0;
    ULONG n;

    must(client->table->lpVtbl->SeekRow(client->table, BOOKMARK_BEGINNING, 0, NULL));
    while ((n = page(client->table, 200)))
        all += n;
    return all;
}

/* ---- many at once ---- */

/* The entry IDs of the first messages of a folder, in the order it has them; one block. */
static ENTRYLIST *entries_of(IMAPIFolder *folder, ULONG most)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    ENTRYLIST *list = malloc(sizeof(*list) + most * (sizeof(SBinary) + 64));
    BYTE *bytes;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    *list = (ENTRYLIST){0, (SBinary *)(list + 1)};
    bytes = (BYTE *)(list->lpbin + most);
    must(folder->lpVtbl->GetContentsTable(folder, 0, &table));
    must(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    while (list->cValues < most) {
        must(table->lpVtbl->QueryRows(table, (LONG)(most - list->cValues), 0, &rows));
        for (ULONG i = 0; i < rows->cRows; i++, bytes += 64) {
            const SBinary *id = &rows->aRow[i].lpProps[0].Value.bin;

            memcpy(bytes, id->lpb, id->cb);
            list->lpbin[list->cValues++] = (SBinary){id->cb, bytes};
        }
        if (!rows->cRows) most = 0;
        FreeProws(rows);
    }
    table->lpVtbl->Release(table);
    return list;
}

static ENTRYLIST *list_of_copies, *list_of_mail;

void client_lists(struct client *client, bool copies)
{
    free(copies ? list_of_copies : list_of_mail);
    *(copies ? &list_of_copies : &list_of_mail) =
        entries_of(copies ? client->scratch : client->folder, LARGEST_LISTS);
}

void client_copy(struct client *client)
{
    must(client->folder->lpVtbl->CopyMessages(client->folder, list_of_mail, NULL, client->scratch,
                                              0, NULL, 0));
}

void client_delete(struct client *client)
{
    must(client->scratch->lpVtbl->DeleteMessages(client->scratch, list_of_copies, 0, NULL, 0));
}

void client_empty(struct client *client)
{
    must(client->scratch->lpVtbl->EmptyFolder(client->scratch, 0, NULL, DELETE_HARD_DELETE));
}

/* ---- the file as a whole ---- */

void client_upkeep(struct client *client, const char *what)
{
    static const IID iid = {
        0x6c1f2d54, 0x8e37, 0x4b0a, {0x9c, 0x5e, 0xd2, 0xa7, 0x74, 0x3f, 0x10, 0xb8}};
    ULARGE_INTEGER before = {0}, after = {0};
    IOMStoreMaintenance *it = NULL;
    ULONG found, mended;
    char copy[600];

    must(client->logon.store->lpVtbl->QueryInterface(client->logon.store, &iid, (void **)&it));
    if (!strcmp(what, "check")) {
        must(it->lpVtbl->Check(it, 0, NULL, NULL, &found, &mended));
        printf("check: %u found", (unsigned)found);
    } else if (!strcmp(what, "backup")) {
        snprintf(copy, sizeof(copy), "%s.copy", client->mail->path);
        must(it->lpVtbl->Backup(it, (LPTSTR)copy, 0, NULL));
        must_(!remove(copy), "remove", 0);
        printf("backup");
    } else if (!strcmp(what, "compact")) {
        must(it->lpVtbl->Compact(it, 0, &before, &after));
        printf("compact: %.2f GB before, %.2f after", (double)before.QuadPart / 1e9,
               (double)after.QuadPart / 1e9);
    } else if (!strcmp(what, "erase")) {
        must(client->root->lpVtbl->DeleteFolder(client->root, client->mail->folder.bytes,
                                                (ENTRYID *)client->mail->folder.id, 0, NULL,
                                                DEL_MESSAGES | DELETE_HARD_DELETE));
        printf("the folder deleted");
    } else {
        must_(false, what, 0);
    }
    it->lpVtbl->Release(it);
}
