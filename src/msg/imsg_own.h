/*
 * imsg_own.h - what the files of IMessage on IStorage share
 *
 * A storage is for one thread at a time, so whoever touches one, or the lists of what is open, does
 * so in its house's turn: the house is a message in a caller's storage and all that is in it. The
 * turn is held while the storage is called, which knows nothing of us; it is never taken while
 * another lock is held.
 */
#pragma once
#include <stdint.h>
#include "base/error.h"
#include "base/list.h"
#include "base/mem.h"
#include "com/com.h"
#include "msg/imsg.h"
#include "prop/prop_bag.h"
#include "sys/lock.h"
#include "table/rows.h"

/* ---- the house ---- */

struct imsg_object { /* a message or an attachment, or a table that was given out */
    struct list link; /* in its house's objects */
    void (*close)(struct imsg_object *object); /* dead from here on; in the house's turn */
};

struct imsg_half { /* imsg_half.c */
    ULONG *place;  /* owned */
    size_t count;
};

struct imsg_halves {
    struct imsg_half *data;
    size_t count, room;
};

struct imsg_house {
    LONG refs;
    struct sys_lock turn; /* recursive */
    struct pname_map *names;
    ULONG n_names;        /* of them, in the storage */
    bool names_missing;   /* it has no place for names yet */
    struct list link;     /* in its session */
    struct list objects;
    IMAPISupport *support; /* owned; NULL */
    MSGCALLRELEASE *released; /* NULL: told, or nobody asked */
    ULONG caller;
    IMessage *top; /* the outermost message; to be told, not to be called */
    bool commits, unicode;
    bool closed;
    size_t room;          /* bytes that rows of tables may still take */
    struct imsg_halves halves; /* in the storage that is committed */
};

HRESULT imsg_house_create(const struct imsg_open *open, struct imsg_house **out);
void imsg_house_ref(struct imsg_house *house);
void imsg_house_unref(struct imsg_house *house);
void imsg_house_close(struct imsg_house *house);
/* Tells the caller that the storage is free; once. */
void imsg_house_left(struct imsg_house *house);

void imsg_turn_take(struct imsg_house *house);
void imsg_turn_drop(struct imsg_house **house);
#define IMSG_TURN(house_)                                                                          \
    __attribute__((cleanup(imsg_turn_drop), unused)) struct imsg_house *imsg_turn_ =               \
        (imsg_turn_take(house_), (house_))
/* ... in a method, which fails once the session is closed */
#define IMSG_ENTER(house_)                                                                         \
    IMSG_TURN(house_);                                                                             \
    if ((house_)->closed) return FAIL(MAPI_E_INVALID_OBJECT)

/* Room for a row of these values in the house's tables. MAPI_E_NOT_ENOUGH_MEMORY: there is no more
 */
HRESULT imsg_house_take_room(struct imsg_house *house, ULONG count, const SPropValue *values);

/* A table over rows that dies with the house; text columns are as wide as flags say. */
HRESULT imsg_table(struct imsg_house *house, struct rows *rows, const SPropTagArray *columns,
                   ULONG flags, IMAPITable **out);

/* ---- values in a storage (imsg_value.c) ---- */

struct imsg_entry { /* of a properties stream */
    ULONG tag, flags;
    uint8_t value[8];
};

enum { IMSG_MOST_BYTES = 0x40000000 }; /* of one value */
#define IMSG_READ   (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define IMSG_CHANGE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define IMSG_NEW    (STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE)
#define IMSG_PROPERTIES L"__properties_version1.0"
#define IMSG_NAMES      L"__nameid_version1.0"
#define IMSG_RECIPIENT  L"__recip_version1.0_#"
#define IMSG_ATTACHMENT L"__attach_version1.0_#"
#define IMSG_VALUE      L"__substg1.0_"
#define IMSG_OBJECT     L"__substg1.0_3701000D"

struct imsg_name {
    WCHAR text[32];
};
struct imsg_name imsg_name(const WCHAR *start, ULONG number);
/* The number at the end of a name that begins with start. */
bool imsg_number_of(const WCHAR *name, const WCHAR *start, ULONG *number);

/* ---- what lies in a storage (imsg_elements.c) ---- */

enum imsg_kind {
    IMSG_ALL_PROPERTIES,
    IMSG_ALL_NAMES,
    IMSG_A_VALUE, /* number: its tag; element: IMSG_WHOLE, or which of many */
    IMSG_A_RECIPIENT,
    IMSG_AN_ATTACHMENT,
    IMSG_AN_OBJECT,
    IMSG_ANOTHER, /* of our own names: __something */
};
#define IMSG_WHOLE 0xffffffff

struct imsg_element {
    enum imsg_kind kind;
    ULONG number, element;
};

struct imsg_elements { /* ordered; those whose names begin as ours do */
    struct imsg_element *data; /* owned: ARRAY_DROP */
    size_t count, room;
};
HRESULT imsg_elements_list(IStorage *storage, struct imsg_elements *out);
bool imsg_elements_have(const struct imsg_elements *list, enum imsg_kind kind, ULONG number,
                        ULONG element);

/* A whole stream, with zeros behind it, on root. MAPI_E_NOT_FOUND, MAPI_E_TOO_BIG (more than most),
 * MAPI_E_CORRUPT_DATA */
HRESULT imsg_read_stream(IStorage *storage, const WCHAR *name, size_t most, void *root,
                         uint8_t **out, size_t *bytes);
HRESULT imsg_write_stream(IStorage *storage, const WCHAR *name, const void *data, size_t bytes);
/* A value that lies in streams, of at most most bytes; 8-bit text becomes PT_UNICODE. Errors:
 * likewise; MAPI_E_NO_SUPPORT (a type that has no place there) */
HRESULT imsg_read_value(IStorage *storage, const struct imsg_elements *there, ULONG tag,
                        UINT code_page, size_t most, void *root, SPropValue *out);
/* Does a value of that type stand in the entry? */
bool imsg_is_inline(ULONG tag);
SPropValue imsg_inline_value(const struct imsg_entry *entry);
/* Writes a value and fills entry; text in the width asked for. */
HRESULT imsg_write_value(IStorage *storage, const SPropValue *value, bool unicode, UINT code_page,
                         struct imsg_entry *entry);
void imsg_erase_value(IStorage *storage, ULONG tag);
HRESULT imsg_write_entries(IStorage *storage, const void *header, size_t header_bytes,
                           const struct imsg_entry *entries, size_t count);

/* ---- code pages (imsg_text.c) ---- */

/* What 8-bit text is in, by the numbers a message has (0: it hasn't): PR_MESSAGE_CODEPAGE,
 * PR_MESSAGE_LOCALE_ID, PR_INTERNET_CPID */
UINT imsg_code_page(ULONG message, ULONG locale, ULONG internet);
HRESULT imsg_decode(const char *text, size_t bytes, UINT code_page, void *root, WCHAR **out);

/* ---- the properties of a message or an attachment (imsg_props.c, imsg_save.c) ---- */

/* Marks of a property in the bag, beside those of prop_bag.h */
#define IMSG_ATTR_SHIFT 16 /* PROPATTR_MANDATORY, READABLE and WRITEABLE */
#define IMSG_ATTR_KNOWN (1u << 19)
#define IMSG_ELSEWHERE  (1u << 20) /* its value lies in the storage alone */

struct imsg_props {
    struct prop_bag bag;
    const IID *iid;           /* what its object is */
    struct imsg_house *house; /* its object's */
    IStorage *storage;        /* owned; NULL: not written yet */
    struct imsg_entry *entries; /* owned: what the storage has, by id */
    size_t count, room;
    struct imsg_elements there; /* in the storage when it was loaded */
    UINT code_page, html_code_page; /* of 8-bit text in the storage */
};

void imsg_props_init(struct imsg_props *props, struct imsg_house *house, IUnknown *outer,
                     const IID *iid, const struct prop_bag_ops *ops, void *owner);
void imsg_props_destroy(struct imsg_props *props);
/* What the storage has; small values are read, the others when they are asked for. header gets its
 * first bytes. like: whose code page is right where none is told; NULL. MAPI_E_NOT_FOUND: there are
 * no properties */
HRESULT imsg_props_load(struct imsg_props *props, size_t header_bytes,
                        const struct imsg_props *like);
/* What has changed goes to the storage. 8-bit text is written in props' code pages. */
HRESULT imsg_props_save(struct imsg_props *props, const void *header, size_t header_bytes);
/* Reads those of tags (NULL: all) that lie elsewhere. */
HRESULT imsg_props_bring(struct imsg_props *props, const SPropTagArray *tags);
/* Sets what is made of other things, and can't be set; it is written when it differs. */
HRESULT imsg_props_compute(struct imsg_props *props, const SPropValue *value);
/* Computes tag, PT_LONG: about what the properties take, those that lie elsewhere too. */
HRESULT imsg_props_size(struct imsg_props *props, ULONG tag);
LONG imsg_props_long(struct imsg_props *props, ULONG tag, LONG otherwise);
/* prop_bag_ops.put of every bag here */
HRESULT imsg_props_put(void *owner, const SPropValue *value);

HRESULT imsg_props_get_last_error(struct imsg_props *props, HRESULT hr, ULONG flags,
                                  LPMAPIERROR *out);
HRESULT imsg_props_save_changes(struct imsg_props *props, ULONG flags);
HRESULT imsg_props_get_props(struct imsg_props *props, LPSPropTagArray tags, ULONG flags,
                             ULONG *count, LPSPropValue *out);
HRESULT imsg_props_get_prop_list(struct imsg_props *props, ULONG flags, LPSPropTagArray *out);
HRESULT imsg_props_open_property(struct imsg_props *props, ULONG tag, LPCIID iid,
                                 ULONG interface_options, ULONG flags, LPUNKNOWN *out);
HRESULT imsg_props_set_props(struct imsg_props *props, ULONG count, LPSPropValue values,
                             LPSPropProblemArray *problems);
HRESULT imsg_props_delete_props(struct imsg_props *props, LPSPropTagArray tags,
                                LPSPropProblemArray *problems);
HRESULT imsg_props_copy_to(struct imsg_props *props, ULONG n_excluded_iids, LPCIID excluded_iids,
                           LPSPropTagArray excluded, ULONG_PTR ui, LPMAPIPROGRESS progress,
                           LPCIID iid, LPVOID destination, ULONG flags,
                           LPSPropProblemArray *problems);
HRESULT imsg_props_copy_props(struct imsg_props *props, LPSPropTagArray included, ULONG_PTR ui,
                              LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                              LPSPropProblemArray *problems);
HRESULT imsg_props_get_names_from_ids(struct imsg_props *props, LPSPropTagArray *tags, LPGUID set,
                                      ULONG flags, ULONG *count, LPMAPINAMEID **names);
HRESULT imsg_props_get_ids_from_names(struct imsg_props *props, ULONG count, LPMAPINAMEID *names,
                                      ULONG flags, LPSPropTagArray *out);

/* ---- names (imsg_names.c) ---- */

/* there: the storage has names at all */
HRESULT imsg_names_load(struct imsg_house *house, IStorage *storage, bool there);
HRESULT imsg_names_save(struct imsg_house *house, IStorage *storage);

/* ---- messages and attachments ---- */

struct imsg_attach;

struct imsg_numbers {
    ULONG *data;
    size_t count, room;
};

struct imsg_message {
    struct com_object com;
    IMessage IMessage_iface;
    struct imsg_object object;
    struct imsg_props props;
    struct imsg_attach *parent; /* one reference; NULL: the outermost message */
    struct imsg_numbers attachments; /* numbers of those that are saved, ascending */
    struct imsg_numbers deleted;     /* ... and are in the storage still */
    struct list open;           /* imsg_attach, each once */
    struct imsg_numbers recoded;  /* attachments whose text is in another code page than props' */
    struct imsg_props recoded_as; /* ... in this one's, which is nothing else */
    ULONG next_attachment;
    struct rows *attachment_rows; /* owned; NULL: no table was asked for */
    struct imsg_numbers recipients; /* in the storage */
    struct rows *recipient_rows;  /* owned; NULL: not read yet */
    ULONG next_recipient;
    bool recipients_changed;
};

struct imsg_attach {
    struct com_object com;
    IAttach IAttach_iface;
    struct imsg_object object;
    struct list link; /* in its message's open ones */
    struct imsg_props props;
    struct imsg_message *message; /* one reference */
    ULONG number;
    IStorage *data;      /* owned: PR_ATTACH_DATA_OBJ, once it was opened */
    bool data_is_new;    /* it isn't in our storage yet */
    bool data_read_only; /* as it was opened */
    struct imsg_message *inner; /* weak: the message in data, while it is open */
    struct imsg_halves halves;  /* in data, while it is new */
};

HRESULT imsg_message_create(struct imsg_house *house, IStorage *storage, struct imsg_attach *parent,
                            bool is_new, bool read_only, struct imsg_message **out);
/* The code page that 8-bit text of a message is to be written in, and that of PR_BODY_HTML: what
 * its properties say, else what the file is in, else the system's. */
UINT imsg_message_code_page(struct imsg_message *message);
UINT imsg_message_html_code_page(struct imsg_message *message);
/* Of an object's IUnknown, when it is one of ours; NULL. */
struct imsg_props *imsg_props_of_message(IUnknown *object);
struct imsg_props *imsg_props_of_attach(IUnknown *object);

/*
 * imsg_half.c: an attachment, or the message in it (inner), is about to be written over what it
 * was; it was written whole. Between the two it is half written. MAPI_E_NOT_ENOUGH_MEMORY: don't
 * begin
 */
HRESULT imsg_half_begin(struct imsg_attach *attach, bool inner);
void imsg_half_done(struct imsg_attach *attach, bool inner);
HRESULT imsg_half_begin_in(struct imsg_message *message, ULONG number); /* an attachment of it */
void imsg_half_done_in(struct imsg_message *message, ULONG number);
bool imsg_half_is(struct imsg_attach *attach, bool inner);
bool imsg_half_has(struct imsg_message *message, ULONG number);
/* The object in attach is another, and saved; the attachment is gone. */
void imsg_half_replaced(struct imsg_attach *attach);
void imsg_half_deleted(struct imsg_message *message, ULONG number);
/* Is something half written in attach's object; in message's attachments? */
bool imsg_half_below(struct imsg_attach *attach);
bool imsg_half_within(struct imsg_message *message);
void imsg_halves_drop(struct imsg_halves *list);

/*
 * imsg_recode.c: all 8-bit text is to be in the code page that the message's properties say now:
 * that of its attachments is written at once, the rest when it is saved
 */
HRESULT imsg_recode(struct imsg_message *message);
HRESULT imsg_recode_text(struct imsg_props *props); /* all text is to be written anew */

/* imsg_recipients.c */
HRESULT imsg_recipients_table(struct imsg_message *message, ULONG flags, IMAPITable **out);
HRESULT imsg_recipients_modify(struct imsg_message *message, ULONG flags, const ADRLIST *list);
HRESULT imsg_recipients_rewrite(struct imsg_message *message); /* at the next save, all of them */
HRESULT imsg_recipients_save(struct imsg_message *message);
HRESULT imsg_recipients_shown(struct imsg_message *message); /* PR_DISPLAY_TO and kin */

/* imsg_attachments.c */
HRESULT imsg_attachments_table(struct imsg_message *message, ULONG flags, IMAPITable **out);
HRESULT imsg_attachments_open(struct imsg_message *message, ULONG number, const IID *iid,
                              ULONG flags, IAttach **out);
HRESULT imsg_attachments_create(struct imsg_message *message, const IID *iid, ULONG flags,
                                ULONG *number, IAttach **out);
HRESULT imsg_attachments_delete(struct imsg_message *message, ULONG number);
/* Whose code pages the attachment's text is in, where it tells none. */
const struct imsg_props *imsg_attachments_like(struct imsg_message *message, ULONG number);
/* The one that is open: one reference, or NULL. */
struct imsg_attach *imsg_attachments_find(struct imsg_message *message, ULONG number);
/* An attachment was saved. */
HRESULT imsg_attachments_saved(struct imsg_message *message, struct imsg_attach *attach);
/* Those deleted go from the storage. */
HRESULT imsg_attachments_save(struct imsg_message *message);
/* Each element with a number goes from the storage, and then its number. A failure leaves those
 * that are there still. */
HRESULT imsg_numbers_destroy(struct imsg_numbers *numbers, IStorage *storage, const WCHAR *start);
HRESULT imsg_number_add(struct imsg_numbers *numbers, ULONG number);
bool imsg_number_in(const struct imsg_numbers *numbers, ULONG number);

/* imsg_attach.c: storage NULL: a new one. */
HRESULT imsg_attach_create(struct imsg_message *message, ULONG number, IStorage *storage,
                           bool read_only, struct imsg_attach **out);
