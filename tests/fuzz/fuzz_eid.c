/*
 * fuzz_eid.c - any bytes as an entry ID of each kind that is ours, and as the text of one
 *
 * What can be taken apart is put together again, and comes apart the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"
#include "eid/compose.h"
#include "eid/eid.h"
#include "eid/encode.h"
#include "eid/oneoff.h"
#include "eid/wrap.h"

static void check(bool is)
{
    if (!is) abort();
}

static void as_one_off(ULONG cb, const ENTRYID *eid)
{
    AUTO_FREE struct one_off *one = NULL, *again = NULL;
    AUTO_FREE ENTRYID *made = NULL;
    ULONG cb_made;

    if (FAILED(one_off_read(cb, eid, &one))) return;
    check(SUCCEEDED(one_off_make(one, true, &cb_made, &made)));
    check(SUCCEEDED(one_off_read(cb_made, made, &again)));
    check(one_off_equal(one, again));
}

static void as_wrapped(ULONG cb, const ENTRYID *eid)
{
    AUTO_FREE ENTRYID *made = NULL;
    struct wrapped_eid inner, again;
    ULONG cb_made;

    if (FAILED(wrap_open(cb, eid, &inner))) return;
    /* a name too long to be made */
    if (FAILED(wrap_make8(inner.dll, inner.cb, inner.eid, &cb_made, &made))) return;
    check(SUCCEEDED(wrap_open(cb_made, made, &again)));
    check(!strcmp(inner.dll, again.dll) && inner.cb == again.cb &&
          !memcmp(inner.cb ? inner.eid : eid, again.cb ? again.eid : eid, inner.cb));
}

static void as_composed(ULONG cb, const ENTRYID *eid)
{
    AUTO_FREE ENTRYID *made = NULL;
    struct composed_eid parts, again;
    ULONG cb_made;

    if (FAILED(compose_read(cb, eid, &parts))) return;
    check(SUCCEEDED(compose_make(parts.cb_key, parts.key, parts.cb, parts.eid, &cb_made, &made)));
    check(SUCCEEDED(compose_read(cb_made, made, &again)));
    check(parts.cb_key == again.cb_key && parts.cb == again.cb &&
          !memcmp(parts.key, again.key, parts.cb_key) && !memcmp(parts.eid, again.eid, parts.cb));
}

static void as_our_own(ULONG cb, const ENTRYID *eid)
{
    BYTE made[EID_OWN_BYTES];
    enum eid_own kind, kind_again;
    ULONG number, number_again;
    MAPIUID of, of_again;

    if (!eid_own_read(cb, eid, &kind, &number, &of)) return;
    eid_own_make(kind, number, &of, made);
    check(eid_own_read(sizeof(made), (ENTRYID *)made, &kind_again, &number_again, &of_again));
    check(kind == kind_again && number == number_again && !memcmp(&of, &of_again, sizeof(of)));
}

/* Both codes of bytes as text, there and back. */
static void into_text(const BYTE *bytes, ULONG cb)
{
    AUTO_FREE char *hex = NULL, *code = mem_zero(encode_chars(cb));
    AUTO_FREE BYTE *decoded = NULL;
    AUTO_FREE ENTRYID *back = NULL;
    ULONG n;

    check(code != NULL);
    encode_write(bytes, cb, code);
    decoded = mem_zero(encode_room(strlen(code)));
    check(decoded && encode_read(code, decoded, &n) && n == cb && !memcmp(decoded, bytes, cb));
    if (!cb) return;
    check(SUCCEEDED(compose_to_text(cb, (ENTRYID *)bytes, &hex)) && strlen(hex) == 2 * (size_t)cb);
    check(SUCCEEDED(compose_from_text(hex, &n, &back)) && n == cb && !memcmp(back, bytes, cb));
}

static void out_of_text(const char *text)
{
    AUTO_FREE BYTE *decoded = mem_zero(encode_room(strlen(text)));
    AUTO_FREE ENTRYID *eid = NULL;
    AUTO_FREE char *hex = NULL;
    ULONG n;

    check(decoded != NULL);
    if (encode_read(text, decoded, &n)) check(n <= encode_room(strlen(text)));
    if (FAILED(compose_from_text(text, &n, &eid))) return;
    check(SUCCEEDED(compose_to_text(n, eid, &hex)) && strlen(hex) == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_FREE char *text = NULL;
    AUTO_FREE ENTRYID *eid = NULL;

    if (size > 4096) return 0;
    eid = mem_zero(size ? size : 1); /* an allocation of its size: what is read behind it is seen */
    if (eid && size) memcpy(eid, data, size);
    text = mem_zero(size + 1);
    if (!eid || !text) return 0;
    if (size) memcpy(text, data, size);
    as_one_off((ULONG)size, eid);
    as_wrapped((ULONG)size, eid);
    as_composed((ULONG)size, eid);
    as_our_own((ULONG)size, eid);
    into_text(data, (ULONG)size);
    out_of_text(text);
    return 0;
}
