/*
 * locale_ansi.c - a client without Unicode, in the ANSI code page that this system has: text,
 * tables, names, streams
 *
 * Run once for each of several code pages (tools/run_tests.py: LOCALES).
 */
#include "mail_fixture.h"

/* A character, and its bytes in the code page; the second byte of some is a backslash. */
static const struct {
    UINT code_page;
    const char *bytes;
    WCHAR c;
} pages[] = {
    {1252, "\xe4", 0xe4},      {932, "\x83\x5c", 0x30bd},  {936, "\xb0\xa1", 0x554a},
    {949, "\xb0\xa1", 0xac00}, {950, "\xa5\x5c", 0x529f}, {1251, "\xe4", 0x434},
    {65001, "\xe3\x82\xbd", 0x30bd},
}, *page;

static char subject[16]; /* "a" and that, "b" */

static void begin(void)
{
    begin_in_inbox();
    for (page = pages; page->code_page && page->code_page != GetACP();)
        if (++page == pages + sizeof(pages) / sizeof(pages[0])) page = pages;
    ok(page->code_page == GetACP(), "code page %u is not among ours\n", GetACP());
    snprintf(subject, sizeof(subject), "a%sb", page->bytes);
    o.mail = make_message(o.inbox, subject);
}

static void expect_ansi(void *object, ULONG tag, const char *wanted)
{
    SPropValue *value = NULL;

    ok_hr(HrGetOneProp(object, tag, &value), S_OK);
    ok(value && !strcmp(value->Value.lpszA, wanted), "got %s, expected %s\n",
       value ? value->Value.lpszA : "", wanted);
    MAPIFreeBuffer(value);
}

static void text_goes_both_ways(void)
{
    SPropValue *value = NULL;

    begin();
    trace("code page %u\n", GetACP());
    expect_ansi(o.mail, PR_SUBJECT_A, subject);
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_SUBJECT_W, &value), S_OK);
    ok(value && value->Value.lpszW[1] == page->c && value->Value.lpszW[2] == 'b',
       "another character\n");
    MAPIFreeBuffer(value);
    expect_ansi(o.mail, PR_NORMALIZED_SUBJECT_A, subject);
    expect_ansi(o.mail, PR_DISPLAY_TO_A, "Ann; Bob");
    write_stream(o.mail, PR_BODY_A, subject);
    expect_stream(o.mail, PR_BODY_A, subject);
    ok_hr(HrGetOneProp((IMAPIProp *)o.mail, PR_BODY_W, &value), S_OK);
    ok(value && value->Value.lpszW[1] == page->c, "another character\n");
    MAPIFreeBuffer(value);
    end();
}

/* 6.8-14: 255 bytes, or less by the character that would be cut */
static void rows_are_cut_between_characters(void)
{
    SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_A}};
    IMAPITable *table = NULL;
    char text[700] = "x", wanted[300] = "x";
    SRowSet *rows = NULL;

    begin();
    for (int i = 0; i < 200; i++)
        strcat(text, page->bytes);
    while (strlen(wanted) + strlen(page->bytes) <= 255 && strlen(wanted) < strlen(text))
        strcat(wanted, page->bytes);
    set_text(o.mail, PR_SUBJECT_A, text);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    ok_hr(o.inbox->lpVtbl->GetContentsTable(o.inbox, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && !strcmp(rows->aRow[0].lpProps[0].Value.lpszA, wanted),
       "got %s\n", rows && rows->cRows ? rows->aRow[0].lpProps[0].Value.lpszA : "no row");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

static void restrictions_take_8_bit_text(void)
{
    SPropValue value = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = subject};
    SRestriction has = {.rt = RES_CONTENT, .res.resContent = {FL_SUBSTRING, PR_SUBJECT_A, &value}};
    SRestriction is = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_SUBJECT_A, &value}};
    IMAPITable *table = NULL;
    ULONG n = 0;

    begin();
    ok_hr(o.inbox->lpVtbl->GetContentsTable(o.inbox, 0, &table), S_OK);
    value.Value.lpszA = (char *)page->bytes;
    ok_hr(table->lpVtbl->Restrict(table, &has, 0), S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 1, "%lu rows\n", n);
    value.Value.lpszA = subject;
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0), S_OK);
    ok_hr(table->lpVtbl->FindRow(table, &is, BOOKMARK_BEGINNING, 0), S_OK);
    value.Value.lpszA = (char *)"\\";
    ok_hr(table->lpVtbl->Restrict(table, &has, 0), S_OK);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n), S_OK);
    ok(n == 0, "%lu rows have half of a character\n", n);
    table->lpVtbl->Release(table);
    end();
}

/* Folders, recipients, attachments, and their tables */
static void names_are_8_bit(void)
{
    SizedSPropTagArray(1, names) = {1, {PR_DISPLAY_NAME_A}};
    SizedSPropTagArray(1, files) = {1, {PR_ATTACH_FILENAME_A}};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    IAttach *attach = NULL;
    SRowSet *rows = NULL;
    bool found = false;
    char joined[40];

    begin();
    ok_hr(o.inbox->lpVtbl->CreateFolder(o.inbox, FOLDER_GENERIC, (LPTSTR)subject, NULL, NULL, 0,
                                        &folder),
          S_OK);
    expect_ansi(folder, PR_DISPLAY_NAME_A, subject);
    folder->lpVtbl->Release(folder);
    ok_hr(o.inbox->lpVtbl->GetHierarchyTable(o.inbox, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&names, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && !strcmp(rows->aRow[0].lpProps[0].Value.lpszA, subject),
       "another name\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);

    add_recipient(o.mail, subject, MAPI_CC);
    ok_hr(o.mail->lpVtbl->OpenAttach(o.mail, 0, NULL, MAPI_MODIFY, &attach), S_OK);
    set_text(attach, PR_ATTACH_FILENAME_A, subject);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
    add_recipient(o.mail, subject, MAPI_CC);
    ok_hr(o.mail->lpVtbl->SaveChanges(o.mail, KEEP_OPEN_READWRITE), S_OK);
    snprintf(joined, sizeof(joined), "%s; %s", subject, subject);
    expect_ansi(o.mail, PR_DISPLAY_CC_A, joined);
    ok_hr(o.mail->lpVtbl->GetRecipientTable(o.mail, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&names, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        found = found || !strcmp(rows->aRow[i].lpProps[0].Value.lpszA, subject);
    ok(found, "no such recipient\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok_hr(o.mail->lpVtbl->GetAttachmentTable(o.mail, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&files, NULL, NULL, 0, &rows), S_OK);
    ok(rows && rows->cRows == 1 && !strcmp(rows->aRow[0].lpProps[0].Value.lpszA, subject),
       "another file name\n");
    FreeProws(rows);
    table->lpVtbl->Release(table);
    end();
}

/* 11.4-15: half of a character is none */
static void characters_of_two_bytes_are_found_whole(void)
{
    char text[32], trail[2] = "";
    USHORT c;

    begin();
    snprintf(text, sizeof(text), "%s%sz%s", subject, page->bytes, page->bytes);
    trail[0] = page->bytes[1];
    c = trail[0] ? (USHORT)((BYTE)page->bytes[0] << 8 | (BYTE)page->bytes[1])
                 : (BYTE)page->bytes[0];
    ok(SzFindCh((LPTSTR)text, c) == (LPTSTR)(text + 1), "not the first\n");
    ok(SzFindLastCh((LPTSTR)text, c) == (LPTSTR)(text + strlen(text) - strlen(page->bytes)),
       "not the last\n");
    ok(SzFindSz((LPTSTR)text, (LPTSTR)page->bytes) == (LPTSTR)(text + 1), "not the first\n");
    if (*trail) {
        ok(!SzFindCh((LPTSTR)text, (BYTE)*trail) && !SzFindLastCh((LPTSTR)text, (BYTE)*trail),
           "half of a character was found\n");
        ok(!SzFindSz((LPTSTR)text, (LPTSTR)trail), "half of a character was found\n");
        strcat(text, "\\");
        ok(SzFindCh((LPTSTR)text, '\\') == (LPTSTR)(text + strlen(text) - 1),
           "not the backslash that is one\n");
        ok(SzFindSz((LPTSTR)text, (LPTSTR) "\\") == (LPTSTR)(text + strlen(text) - 1),
           "not the backslash that is one\n");
    }
    ok(SzFindSz((LPTSTR)text, (LPTSTR) "z") ==
           (LPTSTR)(text + strlen(subject) + strlen(page->bytes)),
       "not behind the second\n");
    end();
}

START_TEST(locale_ansi)
{
    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, "omstore-ansi.omstore");
    RUN(text_goes_both_ways);
    RUN(rows_are_cut_between_characters);
    RUN(restrictions_take_8_bit_text);
    RUN(names_are_8_bit);
    RUN(characters_of_two_bytes_are_found_whole);
}
