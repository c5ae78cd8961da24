/*
 * body_convert.h - one body of a message from another: values in, values out, in pieces whatever
 * their length
 *
 * All are called under the connection's lock. Errors: MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_NOT_ENOUGH_DISK (for what is long), MAPI_E_OBJECT_DELETED (another handle has replaced the
 * long value that is to be read), the database's.
 */
#pragma once
#include "common/sql/db.h"
#include "common/sql/value.h"

/*
 * The text of HTML (PT_BINARY in code_page, 0: as it says itself, or looks like; or text) as
 * PR_BODY. MAPI_E_NOT_FOUND: it is of another type.
 */
HRESULT body_of_html(struct db *db, struct value *html, UINT code_page, struct value **body);
/* PR_HTML as text, which is bytes, or as bytes, which is text; code_page as html_code_page says. */
HRESULT html_as_text(struct db *db, struct value *html, UINT code_page, struct value **out);
HRESULT html_as_bytes(struct db *db, struct value *html, UINT code_page, struct value **out);

/* What HTML is put in when it is said to be in code_page: that, or else UTF-8. */
UINT html_code_page(UINT code_page);

struct rtf_bodies {
    LONG native;        /* PR_NATIVE_BODY_INFO: what the RTF was made of */
    struct value *body; /* PR_BODY */
    struct value *html; /* PR_HTML in code_page, NULL: it wasn't made of HTML */
};
/* Of PR_RTF_COMPRESSED. MAPI_E_CORRUPT_DATA: it is none. */
HRESULT bodies_of_rtf(struct db *db, struct value *rtf, UINT code_page, struct rtf_bodies *out);
void rtf_bodies_clear(struct rtf_bodies *bodies);

/* PR_RTF_COMPRESSED that gives back HTML of any type, or text. MAPI_E_NOT_FOUND: it is of another
 * type. */
HRESULT rtf_from_html(struct db *db, struct value *html, UINT code_page, struct value **rtf);
HRESULT rtf_from_text(struct db *db, struct value *body, UINT code_page, struct value **rtf);

/* Whether two texts are the same but for white space. One that can't be had any more, or is of an
 * unknown code page, is another. */
HRESULT body_is_same(struct value *a, struct value *b, bool *same);
