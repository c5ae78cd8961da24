/*
 * values.c - property values as text
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "print.h"
#include "values.h"

/* A text that grows; text NULL: memory is out. */
struct text {
    WCHAR *text;
    size_t used, room;
};

static bool reserve(struct text *to, size_t more)
{
    size_t room = to->room;
    WCHAR *bigger;

    if (!to->text) return false;
    if (to->used + more < room) return true;
    while (room <= to->used + more)
        room *= 2;
    bigger = realloc(to->text, room * sizeof(*bigger));
    if (!bigger) {
        free(to->text);
        to->text = NULL;
        return false;
    }
    to->text = bigger;
    to->room = room;
    return true;
}

static void add(struct text *to, const WCHAR *text)
{
    size_t n = wcslen(text);

    if (!reserve(to, n)) return;
    memcpy(to->text + to->used, text, (n + 1) * sizeof(*text));
    to->used += n;
}

/* At most 60 characters. */
static void addf(struct text *to, const WCHAR *format, ...)
{
    WCHAR small[64];
    va_list args;

    va_start(args, format);
    _vsnwprintf(small, ARRAYSIZE(small) - 1, format, args);
    small[ARRAYSIZE(small) - 1] = 0;
    va_end(args);
    add(to, small);
}

static void add_bytes(struct text *to, const BYTE *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        addf(to, L"%02x", bytes[i]);
}

static void add_text8(struct text *to, const char *text)
{
    int n = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);

    if (n < 1 || !reserve(to, (size_t)n)) return;
    MultiByteToWideChar(CP_ACP, 0, text, -1, to->text + to->used, n);
    to->used += (size_t)n - 1;
}

static void add_time(struct text *to, const FILETIME *time)
{
    WCHAR when[32];

    format_time_utc(time, when);
    add(to, when);
}

static void add_guid(struct text *to, const GUID *guid)
{
    WCHAR text[40];

    StringFromGUID2(guid, text, ARRAYSIZE(text));
    add(to, text);
}

static void add_code(struct text *to, SCODE code)
{
    const char *name = code_name(code);

    if (name) addf(to, L"%hs", name);
    else addf(to, L"0x%08lx", code);
}

/* Element i of a property of several values, as one of its own. */
static SPropValue element(const SPropValue *prop, ULONG i)
{
    SPropValue one = {.ulPropTag = prop->ulPropTag & ~(ULONG)MV_FLAG};
    const union _PV *v = &prop->Value;

    switch (PROP_TYPE(one.ulPropTag)) {
    case PT_I2:
        one.Value.i = v->MVi.lpi[i];
        break;
    case PT_LONG:
        one.Value.l = v->MVl.lpl[i];
        break;
    case PT_R4:
        one.Value.flt = v->MVflt.lpflt[i];
        break;
    case PT_DOUBLE:
    case PT_APPTIME:
        one.Value.dbl = v->MVdbl.lpdbl[i];
        break;
    case PT_I8:
    case PT_CURRENCY:
        one.Value.li = v->MVli.lpli[i];
        break;
    case PT_SYSTIME:
        one.Value.ft = v->MVft.lpft[i];
        break;
    case PT_UNICODE:
        one.Value.lpszW = v->MVszW.lppszW[i];
        break;
    case PT_STRING8:
        one.Value.lpszA = v->MVszA.lppszA[i];
        break;
    case PT_BINARY:
        one.Value.bin = v->MVbin.lpbin[i];
        break;
    case PT_CLSID:
        one.Value.lpguid = &v->MVguid.lpguid[i];
        break;
    default:
        one.ulPropTag = PR_NULL;
    }
    return one;
}

static void add_value(struct text *to, const SPropValue *p)
{
    switch (PROP_TYPE(p->ulPropTag)) {
    case PT_I2:
        addf(to, L"%d", p->Value.i);
        break;
    case PT_LONG:
        addf(to, p->Value.l > -10 && p->Value.l < 10 ? L"%ld" : L"%ld (0x%lx)", p->Value.l,
             p->Value.l);
        break;
    case PT_BOOLEAN:
        add(to, p->Value.b ? L"true" : L"false");
        break;
    case PT_R4:
        addf(to, L"%.7g", (double)p->Value.flt);
        break;
    case PT_DOUBLE:
    case PT_APPTIME:
        addf(to, L"%.15g", p->Value.dbl);
        break;
    case PT_I8:
        addf(to, L"%I64d", p->Value.li.QuadPart);
        break;
    case PT_CURRENCY:
        addf(to, L"%.4f", (double)p->Value.cur.int64 / 10000);
        break;
    case PT_SYSTIME:
        add_time(to, &p->Value.ft);
        break;
    case PT_UNICODE:
        add(to, p->Value.lpszW);
        break;
    case PT_STRING8:
        add_text8(to, p->Value.lpszA);
        break;
    case PT_BINARY:
        add_bytes(to, p->Value.bin.lpb, p->Value.bin.cb);
        break;
    case PT_CLSID:
        add_guid(to, p->Value.lpguid);
        break;
    case PT_OBJECT:
        add(to, L"(an object)");
        break;
    case PT_ERROR:
        add_code(to, p->Value.err);
        break;
    case PT_NULL:
        break;
    default:
        for (ULONG i = 0; p->ulPropTag & MV_FLAG && i < p->Value.MVl.cValues; i++) {
            SPropValue one = element(p, i);

            if (i) add(to, L"; ");
            if (one.ulPropTag != PR_NULL) add_value(to, &one);
        }
    }
}

WCHAR *value_text(const SPropValue *prop)
{
    struct text text = {calloc(64, sizeof(WCHAR)), 0, 64};

    add_value(&text, prop);
    return text.text;
}
