/*
 * unicode_helper.c - MAPISendMailHelper of the SDK turns a Unicode message into an ANSI one, whole
 */
#include "harness.h"
#include "mapiunicodehelper.h"
#include <stdlib.h>
#include <string.h>

static lpMapiMessage converted(const MapiMessageW *message, BYTE **block)
{
    struct mapi_ansi_writer size = {NULL, 0, FALSE}, copy = {NULL, 0, FALSE};
    lpMapiMessage result;

    ok(mapi_ansi_message(&size, message) == NULL, "measuring gave a message\n");
    ok(!size.failed, "it cannot be converted\n");
    copy.block = *block = malloc(size.used + 8);
    memset(copy.block, 0xee, size.used + 8);
    result = mapi_ansi_message(&copy, message);
    ok(copy.used == size.used, "%u bytes measured, %u written\n", (unsigned)size.used,
       (unsigned)copy.used);
    for (int i = 0; i < 8; i++)
        ok(copy.block[size.used + i] == 0xee, "byte %d beyond the end was written\n", i);
    return result;
}

static void every_member_arrives(void)
{
    BYTE id[3] = {1, 2, 3};
    MapiRecipDescW from = {0, MAPI_ORIG, L"Ann", L"SMTP:ann@example.org", 0, NULL};
    MapiRecipDescW to[2] = {{0, MAPI_TO, L"Bob", L"SMTP:bob@example.org", sizeof(id), id},
                            {0, MAPI_CC, L"", NULL, 0, NULL}};
    MapiFileDescW file = {0, MAPI_OLE, 7, L"C:\\a.txt", L"b.txt", NULL};
    MapiMessageW message = {0, L"Subject", L"Body", L"IPM.Note", L"2020/01/02 03:04", L"id",
                            MAPI_UNREAD, &from, 2, to, 1, &file};
    BYTE *block;
    MapiMessage *ansi = converted(&message, &block);

    ok(!strcmp(ansi->lpszSubject, "Subject"), "got %s\n", ansi->lpszSubject);
    ok(!strcmp(ansi->lpszNoteText, "Body"), "got %s\n", ansi->lpszNoteText);
    ok(!strcmp(ansi->lpszMessageType, "IPM.Note"), "got %s\n", ansi->lpszMessageType);
    ok(!strcmp(ansi->lpszDateReceived, "2020/01/02 03:04"), "got %s\n", ansi->lpszDateReceived);
    ok(!strcmp(ansi->lpszConversationID, "id"), "got %s\n", ansi->lpszConversationID);
    ok(ansi->flFlags == MAPI_UNREAD, "got %#lx\n", ansi->flFlags);
    ok(!strcmp(ansi->lpOriginator->lpszName, "Ann"), "got %s\n", ansi->lpOriginator->lpszName);
    ok(ansi->nRecipCount == 2, "got %lu\n", ansi->nRecipCount);
    ok(ansi->lpRecips[0].ulRecipClass == MAPI_TO, "got %lu\n", ansi->lpRecips[0].ulRecipClass);
    ok(!strcmp(ansi->lpRecips[0].lpszAddress, "SMTP:bob@example.org"), "got %s\n",
       ansi->lpRecips[0].lpszAddress);
    ok(ansi->lpRecips[0].ulEIDSize == 3 && ansi->lpRecips[0].lpEntryID == id,
       "the entry ID is lost\n");
    ok(!*ansi->lpRecips[1].lpszName && !ansi->lpRecips[1].lpszAddress,
       "an empty name and no address changed\n");
    ok(ansi->nFileCount == 1 && ansi->lpFiles->nPosition == 7, "got %lu files\n", ansi->nFileCount);
    ok(ansi->lpFiles->flFlags == MAPI_OLE, "got %#lx\n", ansi->lpFiles->flFlags);
    ok(!strcmp(ansi->lpFiles->lpszPathName, "C:\\a.txt"), "got %s\n", ansi->lpFiles->lpszPathName);
    ok(!strcmp(ansi->lpFiles->lpszFileName, "b.txt"), "got %s\n", ansi->lpFiles->lpszFileName);
    free(block);
}

static void what_is_not_there_stays_away(void)
{
    MapiMessageW message = {0};
    BYTE *block;
    MapiMessage *ansi = converted(&message, &block);

    ok(!ansi->lpszSubject && !ansi->lpszNoteText && !ansi->lpOriginator && !ansi->lpRecips &&
           !ansi->lpFiles,
       "something came of nothing\n");
    free(block);
}

/* A count that no address space can hold is refused before anything is read. */
static void a_count_too_large_is_refused(void)
{
    struct mapi_ansi_writer size = {NULL, 0, FALSE};

    ok(!mapi_ansi_take_array(&size, (SIZE_T)-1 / 16, sizeof(MapiRecipDesc)), "got memory\n");
    ok(size.failed, "the size ran over\n");
}

START_TEST(unicode_helper)
{
    RUN(every_member_arrives);
    RUN(what_is_not_there_stays_away);
    RUN(a_count_too_large_is_refused);
}
