/*
 * stat.c - mapictl store stat: the figures of a folder or a message
 */
#include "mail.h"
#include "print.h"
#include "stores.h"

/* PR_ACCESS in words. */
static void access_words(LONG access, WCHAR *out)
{
    static const struct {
        LONG bit;
        const WCHAR *word;
    } words[] = {
        {MAPI_ACCESS_MODIFY, L"modify"},
        {MAPI_ACCESS_READ, L"read"},
        {MAPI_ACCESS_DELETE, L"delete"},
        {MAPI_ACCESS_CREATE_HIERARCHY, L"make-folders"},
        {MAPI_ACCESS_CREATE_CONTENTS, L"make-messages"},
        {MAPI_ACCESS_CREATE_ASSOCIATED, L"make-associated"},
    };

    *out = 0;
    for (size_t i = 0; i < ARRAYSIZE(words); i++) {
        if (!(access & words[i].bit)) continue;
        if (*out) wcscat(out, L" ");
        wcscat(out, words[i].word);
    }
}

static HRESULT stat_folder(IMAPIFolder *folder)
{
    static const struct column columns[] = {
        {"name", L"Folder", 0},           {"messages", L"Messages", 0},  {"unread", L"Unread", 0},
        {"associated", L"Associated", 0}, {"subfolders", L"Folders", 0}, {"class", L"Class", 0},
        {"access", L"Access", 0},         {"entryid", L"Entry ID", 0}};
    static SizedSPropTagArray(8, tags) = {8,
                                          {PR_DISPLAY_NAME_W, PR_CONTENT_COUNT, PR_CONTENT_UNREAD,
                                           PR_ASSOC_CONTENT_COUNT, PR_SUBFOLDERS,
                                           PR_CONTAINER_CLASS_W, PR_ACCESS, PR_ENTRYID}};
    struct list_output list;
    const SPropValue *id;
    SPropValue *p = NULL;
    WCHAR access[100];
    ULONG n;
    HRESULT hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    id = prop_of(p, n, PR_ENTRYID);
    access_words(long_of(p, n, PR_ACCESS), access);
    list_begin_one(&list, columns, ARRAYSIZE(columns));
    list_text(&list, text_of(p, n, PR_DISPLAY_NAME_W));
    list_number(&list, long_of(p, n, PR_CONTENT_COUNT));
    list_number(&list, long_of(p, n, PR_CONTENT_UNREAD));
    list_number(&list, long_of(p, n, PR_ASSOC_CONTENT_COUNT));
    list_mark(&list, bool_of(p, n, PR_SUBFOLDERS), L"yes");
    list_text(&list, text_of(p, n, PR_CONTAINER_CLASS_W));
    list_text(&list, access);
    list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    list_end(&list, hr);
    MAPIFreeBuffer(p);
    return S_OK;
}

static HRESULT stat_message(IMessage *message)
{
    static const struct column columns[] = {{"subject", L"Subject", 0},
                                            {"class", L"Class", 0},
                                            {"size", L"Size", 0},
                                            {"received", L"Received", 0},
                                            {"created", L"Created", 0},
                                            {"changed", L"Changed", 0},
                                            {"read", L"Read", 0},
                                            {"unsent", L"Unsent", 0},
                                            {"attachments", L"Attachments", 0},
                                            {"access", L"Access", 0},
                                            {"entryid", L"Entry ID", 0}};
    static SizedSPropTagArray(10, tags) = {10,
                                           {PR_SUBJECT_W, PR_MESSAGE_CLASS_W, PR_MESSAGE_SIZE,
                                            PR_MESSAGE_DELIVERY_TIME, PR_CREATION_TIME,
                                            PR_LAST_MODIFICATION_TIME, PR_MESSAGE_FLAGS,
                                            PR_HASATTACH, PR_ACCESS, PR_ENTRYID}};
    static const ULONG times[] = {PR_MESSAGE_DELIVERY_TIME, PR_CREATION_TIME,
                                  PR_LAST_MODIFICATION_TIME};
    struct list_output list;
    const SPropValue *id;
    SPropValue *p = NULL;
    WCHAR access[100];
    ULONG n;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    id = prop_of(p, n, PR_ENTRYID);
    access_words(long_of(p, n, PR_ACCESS), access);
    list_begin_one(&list, columns, ARRAYSIZE(columns));
    list_text(&list, text_of(p, n, PR_SUBJECT_W));
    list_text(&list, text_of(p, n, PR_MESSAGE_CLASS_W));
    list_size(&list, long_of(p, n, PR_MESSAGE_SIZE));
    for (size_t i = 0; i < ARRAYSIZE(times); i++) {
        const SPropValue *time = prop_of(p, n, times[i]);

        list_time(&list, time ? &time->Value.ft : NULL);
    }
    list_mark(&list, long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_READ, L"yes");
    list_mark(&list, long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_UNSENT, L"yes");
    list_mark(&list, bool_of(p, n, PR_HASATTACH), L"yes");
    list_text(&list, access);
    list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    list_end(&list, hr);
    MAPIFreeBuffer(p);
    return S_OK;
}

int store_stat(struct args *args)
{
    const WCHAR *what = args_next(args);
    IMAPIFolder *folder = NULL;
    IMessage *message = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = what && mail_is_message(what) ? mail_message(&mail, what, 0, &message)
                                         : mail_folder(&mail, what, 0, &folder);
    if (!code) {
        hr = message ? stat_message(message) : stat_folder(folder);
        if (FAILED(hr)) code = report(hr, L"the properties can't be read");
    }
    RELEASE(message);
    RELEASE(folder);
    mail_close(&mail);
    return code;
}
