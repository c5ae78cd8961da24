/*
 * random_mail.c - messages and restrictions made at random
 */
#include "local_store/random_mail.h"
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- chance ---- */

static uint64_t chance;

void pick_from(uint64_t seed)
{
    chance = seed * 2654435769u + 1;
}

ULONG pick(ULONG below)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (ULONG)((chance >> 24) % below);
}

struct kept {
    struct kept *next;
    max_align_t data[];
};
static struct kept *all_kept;

void *keep(size_t bytes)
{
    struct kept *kept = calloc(1, sizeof(*kept) + bytes + sizeof(WCHAR));

    assert_non_null(kept);
    kept->next = all_kept;
    all_kept = kept;
    return kept->data;
}

void random_forget(void)
{
    while (all_kept) {
        struct kept *next = all_kept->next;

        free(all_kept);
        all_kept = next;
    }
}

/* ---- values ---- */

/* Letters whose order and folding nobody doubts, marks, and a character beyond 16 bits. */
static const WCHAR letters[] = {'a',  'b',   'A',   'B',   'e',    0xe9,
                                0xc9, 0x301, 0x416, 0x436, 0x4e2d, '7'};

static WCHAR *some_text(ULONG chars)
{
    WCHAR *text = keep((chars + 1) * sizeof(WCHAR));

    for (ULONG i = 0; i < chars; i++)
        text[i] = letters[pick(COUNT(letters))];
    return text;
}

/* Mostly short; what is long goes to chunks. */
static ULONG some_length(ULONG tag)
{
    if ((PROP_ID(tag) == 0x6803 || tag == PR_BODY_W) && pick(12) == 0) return 2000 + pick(70000);
    return pick(6);
}

static void fill(SPropValue *value, ULONG tag)
{
    ULONG n;

    memset(value, 0, sizeof(*value));
    value->ulPropTag = tag;
    switch (PROP_TYPE(tag)) {
    case PT_LONG:
        value->Value.l = (LONG)pick(5) - 1;
        return;
    case PT_SHORT:
        value->Value.i = (short)(pick(5) - 1);
        return;
    case PT_BOOLEAN:
        value->Value.b = (USHORT)pick(2);
        return;
    case PT_LONGLONG:
    case PT_SYSTIME:
        value->Value.li.QuadPart = 0x100000000ll * pick(3) + pick(3);
        return;
    case PT_DOUBLE:
        value->Value.dbl = (double)pick(5) / 2 - 1;
        return;
    case PT_CLSID:
        value->Value.lpguid = keep(sizeof(GUID));
        value->Value.lpguid->Data4[7] = (BYTE)pick(3);
        return;
    case PT_UNICODE:
        value->Value.lpszW = some_text(some_length(tag));
        return;
    case PT_BINARY:
        value->Value.bin.cb = some_length(tag);
        value->Value.bin.lpb = keep(value->Value.bin.cb);
        for (ULONG i = 0; i < value->Value.bin.cb; i++)
            value->Value.bin.lpb[i] = (BYTE)(254 + pick(3));
        return;
    case PT_MV_LONG:
        value->Value.MVl.cValues = n = 1 + pick(3);
        value->Value.MVl.lpl = keep(n * sizeof(LONG));
        for (ULONG i = 0; i < n; i++)
            value->Value.MVl.lpl[i] = (LONG)pick(5);
        return;
    case PT_MV_UNICODE:
        value->Value.MVszW.cValues = n = 1 + pick(3);
        value->Value.MVszW.lppszW = keep(n * sizeof(WCHAR *));
        for (ULONG i = 0; i < n; i++)
            value->Value.MVszW.lppszW[i] = some_text(pick(4));
        return;
    }
    fail();
}

static const ULONG message_tags[] = {
    PR_SUBJECT_W,
    PR_SENDER_NAME_W,
    PR_CONVERSATION_TOPIC_W,
    PR_IMPORTANCE,
    PR_SENSITIVITY,
    PR_MESSAGE_DELIVERY_TIME,
    PR_CLIENT_SUBMIT_TIME,
    PR_CONVERSATION_INDEX,
    PR_BODY_W,
    PROP_TAG(PT_LONG, 0x6801),
    PROP_TAG(PT_MV_UNICODE, 0x6802),
    PROP_TAG(PT_BINARY, 0x6803),
    PROP_TAG(PT_BOOLEAN, 0x6804),
    PROP_TAG(PT_LONGLONG, 0x6805),
    PROP_TAG(PT_MV_LONG, 0x6806),
    PROP_TAG(PT_DOUBLE, 0x6807),
    PROP_TAG(PT_CLSID, 0x6808),
    PROP_TAG(PT_SHORT, 0x6809),
    PROP_TAG(PT_UNICODE, 0x680a),
};
/* What the store makes. */
static const ULONG made_tags[] = {
    PR_HASATTACH,       PR_MESSAGE_FLAGS, PR_MESSAGE_SIZE,
    PR_DISPLAY_TO_W,    PR_DISPLAY_CC_W,  PR_NORMALIZED_SUBJECT_W,
    PR_MESSAGE_CLASS_W, PR_CREATION_TIME, PR_SEARCH_KEY,
    PR_ENTRYID,         PR_RECORD_KEY,    PR_INSTANCE_KEY,
    PR_OBJECT_TYPE,     PR_PRIORITY,
};
static const ULONG recipient_tags[] = {
    PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W,         PR_EMAIL_ADDRESS_W,
    PR_ADDRTYPE_W,     PROP_TAG(PT_LONG, 0x6801), PROP_TAG(PT_MV_UNICODE, 0x6802),
};
static const ULONG attachment_tags[] = {
    PR_ATTACH_FILENAME_W,      PR_ATTACH_LONG_FILENAME_W, PR_RENDERING_POSITION,
    PROP_TAG(PT_LONG, 0x6801), PR_ATTACH_MIME_TAG_W,
};

static void some_props(struct props_of *props, const ULONG *tags, ULONG n)
{
    for (ULONG i = 0; i < n; i++)
        if (pick(3)) fill(&props->values[props->n++], tags[i]);
}

/* ---- mail ---- */

static void set_props(IMAPIProp *object, struct props_of *props)
{
    if (props->n)
        assert_int_equal(object->lpVtbl->SetProps(object, props->n, props->values, NULL), S_OK);
}

static bool has(const struct props_of *props, ULONG tag)
{
    for (ULONG i = 0; i < props->n; i++)
        if (props->values[i].ulPropTag == tag) return true;
    return false;
}

static void add_recipients(IMessage *message, struct mail *mail)
{
    for (ULONG i = 0; i < mail->n_recipients; i++) {
        struct props_of *props = &mail->recipients[i];
        SizedADRLIST(1, list) = {1, {{0, props->n, props->values}}};

        fill(&props->values[props->n++], PR_RECIPIENT_TYPE);
        props->values[0].Value.l = 1 + (LONG)pick(3);
        some_props(props, recipient_tags + 1, COUNT(recipient_tags) - 1);
        list.aEntries[0].cValues = props->n;
        assert_int_equal(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list),
                         S_OK);
    }
}

static void add_attachments(IMessage *message, struct mail *mail)
{
    for (ULONG i = 0; i < mail->n_attachments; i++) {
        struct props_of *props = &mail->attachments[i];
        IAttach *attach;
        ULONG num;

        assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach), S_OK);
        some_props(props, attachment_tags, COUNT(attachment_tags));
        set_props((IMAPIProp *)attach, props);
        if (!has(props, PR_RENDERING_POSITION)) /* what a new one has */
            props->values[props->n++] =
                (SPropValue){.ulPropTag = PR_RENDERING_POSITION, .Value.l = -1};
        props->values[props->n++] = (SPropValue){.ulPropTag = PR_ATTACH_NUM, .Value.l = (LONG)num};
        assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
        attach->lpVtbl->Release(attach);
    }
}

/* Copies what hangs on a value that the store gave. */
static SPropValue kept_value(const SPropValue *value)
{
    SPropValue copy = *value;

    if (PROP_TYPE(value->ulPropTag) == PT_UNICODE) {
        size_t bytes = 0;

        while (value->Value.lpszW[bytes])
            bytes++;
        copy.Value.lpszW = keep(bytes * sizeof(WCHAR));
        memcpy(copy.Value.lpszW, value->Value.lpszW, bytes * sizeof(WCHAR));
    } else if (PROP_TYPE(value->ulPropTag) == PT_BINARY) {
        copy.Value.bin.lpb = keep(value->Value.bin.cb);
        memcpy(copy.Value.bin.lpb, value->Value.bin.lpb, value->Value.bin.cb);
    }
    return copy;
}

/* What the store made or defaulted, beside what was set. */
static void read_back(IMessage *message, struct mail *mail)
{
    static const ULONG defaulted[] = {PR_IMPORTANCE, PR_SENSITIVITY};
    SizedSPropTagArray(COUNT(made_tags) + COUNT(defaulted), tags) = {COUNT(made_tags), {0}};
    SPropValue *values;
    ULONG n;

    memcpy(tags.aulPropTag, made_tags, sizeof(made_tags));
    for (ULONG d = 0; d < COUNT(defaulted); d++)
        if (!has(&mail->props, defaulted[d])) tags.aulPropTag[tags.cValues++] = defaulted[d];
    assert_true(SUCCEEDED(
        message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values)));
    for (ULONG i = 0; i < n; i++) {
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) continue;
        mail->props.values[mail->props.n++] = kept_value(&values[i]);
        if (values[i].ulPropTag == PR_ENTRYID)
            memcpy(mail->entry_id, values[i].Value.bin.lpb, sizeof(mail->entry_id));
    }
    FREE(values);
}

void random_mail(IMAPIFolder *folder, struct mail *mail)
{
    IMessage *message;

    memset(mail, 0, sizeof(*mail));
    mail->n_recipients = pick(4);
    mail->n_attachments = pick(3) ? 0 : pick(3);
    assert_int_equal(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    some_props(&mail->props, message_tags, COUNT(message_tags));
    set_props((IMAPIProp *)message, &mail->props);
    add_recipients(message, mail);
    add_attachments(message, mail);
    assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    read_back(message, mail);
    message->lpVtbl->Release(message);
}

/* ---- restrictions ---- */

enum about { ABOUT_MESSAGES, ABOUT_RECIPIENTS, ABOUT_ATTACHMENTS };

static ULONG some_tag(enum about about)
{
    switch (about) {
    case ABOUT_RECIPIENTS:
        return recipient_tags[pick(COUNT(recipient_tags))];
    case ABOUT_ATTACHMENTS:
        return pick(6) ? attachment_tags[pick(COUNT(attachment_tags))] : PR_ATTACH_NUM;
    default:
        return pick(3) ? message_tags[pick(COUNT(message_tags))]
                       : made_tags[pick(COUNT(made_tags))];
    }
}

/* A single value of the property: what some mail has, in part, or any. */
static SPropValue *some_constant(enum about about, ULONG tag, const struct mail *mails, ULONG n)
{
    SPropValue *constant = keep(sizeof(*constant));
    const struct mail *mail = &mails[pick(n)];
    const struct props_of *props = about == ABOUT_RECIPIENTS    ? &mail->recipients[0]
                                   : about == ABOUT_ATTACHMENTS ? &mail->attachments[0]
                                                                : &mail->props;
    ULONG single = tag & ~(ULONG)MV_FLAG;

    fill(constant, single);
    for (ULONG i = 0; i < props->n && pick(8); i++) {
        if (props->values[i].ulPropTag != tag) continue;
        if (tag & MV_FLAG) break;
        *constant = props->values[i];
        if (PROP_TYPE(tag) == PT_BINARY && pick(2))
            constant->Value.bin.cb = pick(constant->Value.bin.cb + 1);
        if (PROP_TYPE(tag) == PT_UNICODE && pick(2)) { /* a piece of it */
            WCHAR *piece = some_text(pick(4));
            const WCHAR *text = constant->Value.lpszW;
            ULONG chars = 0, from;

            while (text[chars])
                chars++;
            from = pick(3) ? 0 : pick(chars + 1);
            for (ULONG c = 0; piece[c] && from + c < chars; c++)
                piece[c] = text[from + c];
            constant->Value.lpszW = piece;
        }
    }
    if (PROP_TYPE(constant->ulPropTag) == PT_UNICODE && pick(6) == 0) { /* in the other width */
        const WCHAR *text = constant->Value.lpszW;
        char *ansi;
        ULONG i;

        for (i = 0; text[i] && text[i] < 0x80; i++)
            ;
        if (text[i]) return constant;
        ansi = keep(i);
        while (i--)
            ansi[i] = (char)text[i];
        constant->ulPropTag = CHANGE_PROP_TYPE(constant->ulPropTag, PT_STRING8);
        constant->Value.lpszA = ansi;
    }
    return constant;
}

/* The tag as some clients write it. */
static ULONG odd_tag(ULONG tag)
{
    if (pick(12) == 0) return CHANGE_PROP_TYPE(tag, PT_UNSPECIFIED);
    if (PROP_TYPE(tag) == PT_UNICODE && pick(6) == 0) return CHANGE_PROP_TYPE(tag, PT_STRING8);
    if (PROP_TYPE(tag) & MV_FLAG && pick(3) == 0) return tag | MV_INSTANCE;
    if (pick(200) == 0) return CHANGE_PROP_TYPE(tag, PT_R4);
    return tag;
}

static void make(SRestriction *r, enum about about, const struct mail *mails, ULONG n, int depth)
{
    ULONG kind = pick(depth > 3 ? 12 : 18), tag = some_tag(about);

    memset(r, 0, sizeof(*r));
    switch (kind) {
    default:
        r->rt = RES_PROPERTY;
        r->res.resProperty.relop = pick(150) ? pick(6) : pick(9);
        r->res.resProperty.ulPropTag = odd_tag(tag);
        r->res.resProperty.lpProp = pick(300) ? some_constant(about, tag, mails, n) : NULL;
        return;
    case 5:
    case 6:
    case 7:
        while (PROP_TYPE(tag & ~(ULONG)MV_FLAG) != PT_UNICODE && PROP_TYPE(tag) != PT_BINARY &&
               pick(50))
            tag = some_tag(about);
        r->rt = RES_CONTENT;
        r->res.resContent.ulFuzzyLevel = pick(4) | pick(8) << 16;
        r->res.resContent.ulPropTag = odd_tag(tag);
        r->res.resContent.lpProp = some_constant(about, tag, mails, n);
        return;
    case 8:
        r->rt = RES_EXIST;
        r->res.resExist.ulPropTag = odd_tag(tag) & ~(ULONG)MV_INSTANCE;
        return;
    case 9:
        r->rt = RES_COMPAREPROPS;
        r->res.resCompareProps.relop = pick(6);
        r->res.resCompareProps.ulPropTag1 = tag;
        for (int i = 0; i < 50 && PROP_TYPE(r->res.resCompareProps.ulPropTag2) != PROP_TYPE(tag);
             i++)
            r->res.resCompareProps.ulPropTag2 = some_tag(about);
        return;
    case 10:
        r->rt = RES_BITMASK;
        while (PROP_TYPE(tag) != PT_LONG && pick(50))
            tag = some_tag(about);
        r->res.resBitMask.relBMR = pick(2);
        r->res.resBitMask.ulPropTag = tag;
        r->res.resBitMask.ulMask = pick(32);
        return;
    case 11:
        r->rt = RES_SIZE;
        r->res.resSize.relop = pick(6);
        r->res.resSize.ulPropTag = tag;
        r->res.resSize.cb = pick(12);
        return;
    case 12:
    case 13:
    case 14:
        r->rt = pick(2) ? RES_AND : RES_OR;
        r->res.resAnd.cRes = pick(4);
        r->res.resAnd.lpRes = keep(4 * sizeof(*r));
        for (ULONG i = 0; i < r->res.resAnd.cRes; i++)
            make(&r->res.resAnd.lpRes[i], about, mails, n, depth + 1);
        return;
    case 15:
        r->rt = RES_NOT;
        r->res.resNot.lpRes = keep(sizeof(*r));
        make(r->res.resNot.lpRes, about, mails, n, depth + 1);
        return;
    case 16:
        r->rt = RES_COMMENT;
        if (pick(4) == 0) return;
        r->res.resComment.lpRes = keep(sizeof(*r));
        make(r->res.resComment.lpRes, about, mails, n, depth + 1);
        return;
    case 17:
        if (about != ABOUT_MESSAGES) {
            make(r, about, mails, n, depth + 1);
            return;
        }
        r->rt = RES_SUBRESTRICTION;
        about = pick(2) ? ABOUT_RECIPIENTS : ABOUT_ATTACHMENTS;
        r->res.resSub.ulSubObject =
            about == ABOUT_RECIPIENTS ? PR_MESSAGE_RECIPIENTS : PR_MESSAGE_ATTACHMENTS;
        r->res.resSub.lpRes = keep(sizeof(*r));
        make(r->res.resSub.lpRes, about, mails, n, depth + 1);
        return;
    }
}

SRestriction *random_restriction(const struct mail *mails, ULONG n)
{
    SRestriction *r = keep(sizeof(*r));

    make(r, ABOUT_MESSAGES, mails, n, 0);
    return r;
}

/* ---- in words ---- */

void print_value(const SPropValue *value)
{
    const BYTE *bytes = (const BYTE *)&value->Value;
    ULONG n = 8;

    fprintf(stderr, " %08x:", (unsigned)value->ulPropTag);
    if (PROP_TYPE(value->ulPropTag) == PT_UNICODE) {
        for (const WCHAR *c = value->Value.lpszW; *c && c < value->Value.lpszW + 100; c++)
            fprintf(stderr, *c < 0x80 ? " '%c'" : " %04x", *c);
        return;
    }
    if (PROP_TYPE(value->ulPropTag) == PT_STRING8) {
        fprintf(stderr, " \"%s\"", value->Value.lpszA);
        return;
    }
    if (PROP_TYPE(value->ulPropTag) == PT_BINARY) {
        bytes = value->Value.bin.lpb;
        n = value->Value.bin.cb;
    }
    for (ULONG i = 0; i < n && i < 100; i++)
        fprintf(stderr, " %02x", bytes[i]);
}

void print_restriction(const SRestriction *r, int depth)
{
    const SPropertyRestriction *p = &r->res.resProperty;

    fprintf(stderr, "%*skind %u", depth * 2, "", (unsigned)r->rt);
    switch (r->rt) {
    case RES_AND:
    case RES_OR:
        fprintf(stderr, " of %u\n", (unsigned)r->res.resAnd.cRes);
        for (ULONG i = 0; i < r->res.resAnd.cRes; i++)
            print_restriction(&r->res.resAnd.lpRes[i], depth + 1);
        return;
    case RES_NOT:
        fprintf(stderr, "\n");
        print_restriction(r->res.resNot.lpRes, depth + 1);
        return;
    case RES_COMMENT:
        fprintf(stderr, "\n");
        if (r->res.resComment.lpRes) print_restriction(r->res.resComment.lpRes, depth + 1);
        return;
    case RES_SUBRESTRICTION:
        fprintf(stderr, " %08x\n", (unsigned)r->res.resSub.ulSubObject);
        print_restriction(r->res.resSub.lpRes, depth + 1);
        return;
    }
    fprintf(stderr, " %x %08x", (unsigned)p->relop, (unsigned)p->ulPropTag);
    if (r->rt == RES_PROPERTY || r->rt == RES_CONTENT)
        print_value(p->lpProp);
    else
        fprintf(stderr, " %08x", (unsigned)r->res.resCompareProps.ulPropTag2);
    fprintf(stderr, "\n");
}
