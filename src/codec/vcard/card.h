/*
 * card.h - business cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) read, 3.0 and 4.0 written
 *
 *     "BEGIN:VCARD" lines "END:VCARD"
 *     line: [group "."] name *(";" parameter) ":" value
 *
 * A card is given as its file has it, but for what only tells how it was written down: lines are
 * unfolded, quoted-printable and base64 are decoded, charsets are UTF-8, escapes are what they
 * stand for. So the three versions look alike, but where they mean other things:
 *   names        in upper case; 2.1's and 3.0's X-ADDRESSBOOKSERVER-KIND, -MEMBER and X-ANNIVERSARY
 *                are 4.0's KIND, MEMBER and ANNIVERSARY
 *   parameters   one row for each value: TYPE=home,work are two; a bare one (2.1) is a TYPE. There
 *                is no ENCODING and no CHARSET
 *   line ends    in values are LF
 *   pictures     as bytes, also those in a data: URI, which then have MEDIATYPE
 *
 * All is bounded (enum card_limits), nothing recurses. A line that can't be read, or is beyond the
 * limits, is lost and counted; the rest of its card is not. A card in a card (AGENT of 2.1) is
 * passed over and counted. Needs nothing but include/, what codec/ shares, and malloc: programs
 * and providers link it as the library `cards`.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"
#include "codec/text/byte_stream.h"
#include "codec/text/text_hold.h"

enum card_limits {
    CARD_NAME = 64,           /* bytes of a name, group or parameter's name */
    CARD_LINE = 1 << 20,      /* bytes of a line */
    CARD_BIG_LINE = 24 << 20, /* ... with a picture or its like */
    CARD_BINARY = 16 << 20,   /* bytes of that */
    CARD_BYTES = 32 << 20,    /* of all lines */
    CARD_VALUES = 10000,      /* lines */
    CARD_PARAMS = 200,        /* values of parameters, of a line */
    CARD_CUTS = 10000,        /* components of a value */
};

struct card_param {
    const char *name;  /* in upper case */
    const char *value; /* as it is written; case seldom matters */
};

struct card_value {
    const char *group; /* item1 in item1.TEL; NULL: none */
    const char *name;  /* in upper case */
    const struct card_param *params;
    size_t n_params;
    const char *text; /* UTF-8, bytes of it and a NUL, no other NUL; or any bytes when binary */
    size_t bytes;
    const uint32_t *cuts; /* where in text stand the ";" and "," that part components */
    size_t n_cuts;
    bool binary;
};

struct card {
    const struct card_value *values; /* without BEGIN, VERSION, END */
    size_t n;
    int version; /* 21, 30, 40; 0: it said none, and was read as 3.0 */
    ULONG line;  /* where it begins in its file, from 1 */
    ULONG lost;  /* lines of it, and parameters, that couldn't be read or were beyond the limits */
};

/* ---- read ---- */

struct vcard_reader;
struct vcard_faults {
    ULONG lost;    /* sum of card.lost, also of those skipped */
    ULONG skipped; /* cards of which nothing could be read */
    ULONG unended; /* cards without END:VCARD, given nevertheless */
    ULONG nested;  /* cards in cards, passed over */
};

/*
 * The file may be in UTF-8, in UTF-16, or in whatever its cards say.
 * code_page  of text that says nothing and is no UTF-8; 0: 1252
 * Errors     MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT vcard_open(struct byte_source source, UINT code_page, struct vcard_reader **out);
/* The next card; it lives until the next call. Errors, all for good: S_FALSE (no more),
 * MAPI_E_NOT_ENOUGH_MEMORY, those of the source. */
HRESULT vcard_next(struct vcard_reader *reader, struct card *out);
const struct vcard_faults *vcard_faults(const struct vcard_reader *reader); /* so far */
void vcard_close(struct vcard_reader *reader);                              /* NULL is fine */

/* ---- look at ---- */

struct card_text {
    const char *text; /* no NUL behind it */
    size_t bytes;
};

/* The n-th value of that name (in upper case), NULL: there are fewer. */
const struct card_value *card_find(const struct card *card, const char *name, size_t n);
/* The n-th value of a parameter, NULL: there are fewer. */
const char *card_param(const struct card_value *value, const char *name, size_t n);
/* Whether TYPE is, or is also, that; whatever the case. */
bool card_is_type(const struct card_value *value, const char *type);
/* 1 (the best) to 100 by PREF, 1 by TYPE=pref; 101: nothing is said. */
unsigned card_preference(const struct card_value *value);
/* The n-th of the components that separator (";", ",") parts; false: there are fewer. A value
 * without cuts is one. */
bool card_part(const struct card_value *value, char separator, size_t n, struct card_text *out);
/* What a binary value is by MEDIATYPE, or TYPE and name: "image/jpeg"; "": nobody knows. */
void card_media(const struct card_value *value, char out[64]);

/* ---- make ---- */

/* A card that is being made; {0}. Texts are copied. Running out of memory is told by
 * card_made. */
struct card_maker {
    struct text_hold hold;
    struct card_value *values;
    struct card_param *params; /* of the last value */
    size_t n, room, params_room;
    bool failed;
};

void card_add(struct card_maker *maker, const char *name, const char *text);
/* Components parted by separator; NULL is an empty one. Empty ones at the end stay. */
void card_add_parts(struct card_maker *maker, const char *name, char separator,
                    const char *const *parts, size_t n);
void card_add_binary(struct card_maker *maker, const char *name, const void *bytes, size_t count);
/* To the value added last. */
void card_add_param(struct card_maker *maker, const char *name, const char *value);
void card_group(struct card_maker *maker, const char *group);
/* Gives what was made, borrowed from maker, which may go on or be dropped.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT card_made(struct card_maker *maker, struct card *out);
void card_drop(struct card_maker *maker); /* may be used for the next */

/* ---- write ---- */

/*
 * Writes a card, folded at 75 bytes, with CR LF.
 * version  30 or 40; KIND, MEMBER, ANNIVERSARY, PREF and pictures are written as that has them.
 *          What it demands (FN, in 3.0 also N) is for the caller to have there
 * Errors   MAPI_E_INVALID_PARAMETER (another version; a name, group or parameter's name that can't
 *          be one: letters, digits, "-", "_"; nothing was written), those of the sink
 */
HRESULT vcard_write(const struct card *card, int version, struct byte_sink sink);
