/*
 * mail.h - logging on, and finding stores, folders and messages by what a user types
 */
#pragma once
#include "command.h"

#define RELEASE(p)                                                                                 \
    do {                                                                                           \
        if (p) (p)->lpVtbl->Release(p);                                                            \
        (p) = NULL;                                                                                \
    } while (0)

struct mail {
    IMAPISession *session;
    IMsgStore *store; /* the one asked for, or the default; NULL unless mail_open_store */
    SBinary store_id; /* MAPI's memory */
    IMAPIFolder *top; /* the IPM subtree, or the root where there is none */
};

/* MAPIInitialize and logon to settings.profile. Reports what fails; gives an exit code. */
int mail_logon(struct mail *mail);
/* ... and the store, and its IPM subtree. */
int mail_open_store(struct mail *mail);
/* The same in a session that sends and receives, where nobody else does. */
int mail_open_to_send(struct mail *mail);
void mail_close(struct mail *mail);

/*
 * A folder by path under the IPM subtree: "Inbox", "Inbox/2026" ("\/" for a slash in a name), "" or
 * NULL is the subtree itself, "//" the store's root. Names compare without case. Reports what
 * fails.
 */
int mail_folder(struct mail *mail, const WCHAR *path, ULONG access, IMAPIFolder **out);
/* One of the store's standard folders, by the store's property that names it; to be written to. */
HRESULT mail_standard_folder(struct mail *mail, ULONG tag, IMAPIFolder **out);
/* The folder above the one that path names, which need not be there, and its name. */
int mail_parent(struct mail *mail, const WCHAR *path, IMAPIFolder **parent, WCHAR *last,
                size_t room);

/* Does this name a message rather than a folder: FOLDER:N, or an entry ID in hexadecimal? */
bool mail_is_message(const WCHAR *what);
/* The message named so, N as `store ls` numbers them. */
int mail_message(struct mail *mail, const WCHAR *what, ULONG access, IMessage **out);
/* Its entry ID alone (out->lpb from MAPIAllocateBuffer) and its folder. */
int mail_message_id(struct mail *mail, const WCHAR *what, SBinary *out, IMAPIFolder **folder);

/* A folder's messages in the order by which `store ls` numbers them: by delivery time, oldest
 * first. */
HRESULT mail_contents(IMAPIFolder *folder, SPropTagArray *columns, const SSortOrderSet *order,
                      IMAPITable **out);
extern const SSortOrderSet *const mail_numbering;    /* that order */
bool bytes_from_hex(const WCHAR *hex, SBinary *out); /* MAPIAllocateBuffer */
/* dir\\name on malloc's memory, or NULL. */
WCHAR *path_join(const WCHAR *dir, const WCHAR *name);

/* Property helpers: of a row or an array; NULL when it isn't there or is an error. */
const SPropValue *prop_of(const SPropValue *props, ULONG count, ULONG tag);
const WCHAR *text_of(const SPropValue *props, ULONG count, ULONG tag);
LONG long_of(const SPropValue *props, ULONG count, ULONG tag);
bool bool_of(const SPropValue *props, ULONG count, ULONG tag);
/* A whole text or binary property, by value or stream, at most limit bytes; MAPIAllocateBuffer, two
 * NULs after it. */
HRESULT read_long(IMAPIProp *object, ULONG tag, size_t limit, BYTE **out, size_t *bytes);
