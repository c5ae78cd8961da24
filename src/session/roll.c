/*
 * roll.c - the shared sessions of the user, in memory that all processes of our bitness share
 *
 * One row for each part. A row counts as long as its part's mark is there, so that nobody has to
 * tidy up after a process that died; a row without a mark is free. Rows are as any process of the
 * user left them: nothing in them is trusted further than that.
 */
#include "session/roll.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "sys/lock.h"
#include "sys/mark.h"
#include "sys/shared.h"

enum {
    ROWS = 128,
    NAME_CHARS = 65,      /* of a profile, its terminator included */
    PATIENCE_MSEC = 2000, /* who holds the roll for longer is stopped, as by a debugger */
};

enum {
    ROW_OPEN = 1, /* others may join through it */
    ROW_OVER = 2, /* somebody ended the session for this part */
};

struct row {
    MAPIUID part, session;
    uint32_t age;   /* of the session: they are numbered as they come */
    uint32_t flags; /* 0 to ROW_OPEN | ROW_OVER */
    WCHAR profile[NAME_CHARS];
    WCHAR unused;
};

struct roll {
    uint32_t last_age;
    uint32_t unused;
    struct row rows[ROWS];
};
_Static_assert(sizeof(struct row) == 172, "the same for every program");

struct roll_part {
    struct sys_shared *shared; /* owned */
    struct sys_latch latch;    /* guards the mark */
    struct sys_mark *mark;     /* owned; NULL once struck */
    MAPIUID uid, session;
};

static const WCHAR *roll_name(void)
{
    return sizeof(void *) == 8 ? L"Sessions.1.64" : L"Sessions.1.32";
}

enum {
    MARK_CHARS = 60
};

static void mark_name(const MAPIUID *part, WCHAR out[MARK_CHARS])
{
    static const WCHAR prefix[] = L"Local\\OpenMAPI.part.";
    size_t n = text_len(prefix);

    memcpy(out, prefix, sizeof(prefix));
    uid_to_hex(part, out + n);
}

static bool is_alive(const struct row *row)
{
    static const MAPIUID none;
    WCHAR name[MARK_CHARS];
    MAPIUID part = row->part;

    if (uid_equal(&part, &none)) return false;
    mark_name(&part, name);
    return sys_mark_exists(name);
}

/* ---- the roll's rows, with the roll taken ---- */

static struct roll *take(const struct roll_part *part)
{
    if (!part->shared || !sys_shared_take(part->shared, PATIENCE_MSEC)) return NULL;
    return sys_shared_memory(part->shared);
}

static void drop(const struct roll_part *part)
{
    sys_shared_drop(part->shared);
}

/* NULL: it isn't there (any more). */
static struct row *row_of(struct roll *roll, const MAPIUID *part)
{
    for (size_t i = 0; i < ROWS; i++)
        if (uid_equal(&roll->rows[i].part, part)) return &roll->rows[i];
    return NULL;
}

static struct row *free_row(struct roll *roll)
{
    for (size_t i = 0; i < ROWS; i++)
        if (!is_alive(&roll->rows[i])) return &roll->rows[i];
    return NULL;
}

static bool is_older(const struct row *row, const struct row *than)
{
    return (int32_t)(row->age - than->age) < 0;
}

static struct row *oldest_open(struct roll *roll)
{
    struct row *found = NULL;

    for (size_t i = 0; i < ROWS; i++) {
        struct row *row = &roll->rows[i];

        if ((row->flags & (ROW_OPEN | ROW_OVER)) != ROW_OPEN) continue;
        if ((!found || is_older(row, found)) && is_alive(row)) found = row;
    }
    return found;
}

static HRESULT enter(struct roll *roll, struct roll_part *part, uint32_t age, const WCHAR *profile,
                     bool open)
{
    struct row *row = free_row(roll), new = {.part = part->uid, .session = part->session};
    size_t chars = text_len(profile);

    if (!row || chars >= NAME_CHARS) return FAIL(MAPI_E_NOT_ENOUGH_RESOURCES);
    new.age = age;
    new.flags = open ? ROW_OPEN : 0;
    memcpy(new.profile, profile, chars * sizeof(WCHAR));
    *row = new;
    return S_OK;
}

/* ---- parts ---- */

/* Not on the roll yet. */
static HRESULT make(struct roll_part **out)
{
    struct roll_part *part = mem_zero(sizeof(*part));
    WCHAR name[MARK_CHARS];
    HRESULT hr;

    if (!part) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = uid_new(&part->uid);
    if (SUCCEEDED(hr)) hr = sys_shared_open(roll_name(), sizeof(struct roll), &part->shared);
    if (SUCCEEDED(hr)) {
        mark_name(&part->uid, name);
        hr = sys_mark_set(name, &part->mark);
    }
    if (SUCCEEDED(hr)) *out = part;
    else roll_free(part);
    return hr;
}

HRESULT roll_begin(const WCHAR *profile, struct roll_part **out)
{
    struct roll_part *part;
    struct roll *roll;
    HRESULT hr;

    *out = NULL;
    hr = make(&part);
    if (FAILED(hr)) return hr;
    hr = uid_new(&part->session);
    roll = SUCCEEDED(hr) ? take(part) : NULL;
    if (roll) {
        hr = enter(roll, part, ++roll->last_age, profile, true);
        drop(part);
    } else if (SUCCEEDED(hr)) {
        hr = FAIL(MAPI_E_TIMEOUT);
    }
    if (SUCCEEDED(hr)) *out = part;
    else roll_free(part);
    return hr;
}

/* What the row says may change as we read, where somebody stopped took the roll for himself. */
static HRESULT join(struct roll *roll, bool open, struct roll_part *part, WCHAR **profile)
{
    struct row *through = oldest_open(roll);
    WCHAR name[NAME_CHARS];
    uint32_t age;

    if (!through) return MAPI_E_NOT_FOUND;
    part->session = through->session;
    age = through->age;
    memcpy(name, through->profile, sizeof(name));
    name[NAME_CHARS - 1] = 0;
    *profile = mem_dup_text(name, NULL);
    return *profile ? enter(roll, part, age, name, open) : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT roll_join(bool open, struct roll_part **out, WCHAR **profile)
{
    AUTO_FREE WCHAR *name = NULL;
    struct roll_part *part;
    struct roll *roll;
    HRESULT hr;

    *out = NULL;
    hr = make(&part);
    if (FAILED(hr)) return hr;
    roll = take(part);
    hr = roll ? join(roll, open, part, &name) : FAIL(MAPI_E_TIMEOUT);
    if (roll) drop(part);
    if (FAILED(hr)) {
        roll_free(part);
        return hr;
    }
    *out = part;
    *profile = TAKE(name);
    return S_OK;
}

const MAPIUID *roll_session(const struct roll_part *part)
{
    return &part->session;
}

const MAPIUID *roll_uid(const struct roll_part *part)
{
    return &part->uid;
}

static bool is_other(const struct row *row, const struct roll_part *part)
{
    return uid_equal(&row->session, &part->session) && !uid_equal(&row->part, &part->uid);
}

bool roll_has_others(struct roll_part *part)
{
    struct roll *roll = take(part);
    bool others = false;

    if (!roll) return true; /* nobody knows; to tell one too many does no harm */
    for (size_t i = 0; i < ROWS && !others; i++)
        others = is_other(&roll->rows[i], part) && !(roll->rows[i].flags & ROW_OVER) &&
                 is_alive(&roll->rows[i]);
    drop(part);
    return others;
}

bool roll_is_over(struct roll_part *part)
{
    struct roll *roll = take(part);
    struct row *row;
    bool over;

    if (!roll) return false;
    row = row_of(roll, &part->uid);
    over = row && row->flags & ROW_OVER;
    drop(part);
    return over;
}

void roll_end_others(struct roll_part *part)
{
    struct roll *roll = take(part);
    struct row *mine;

    if (!roll) return;
    for (size_t i = 0; i < ROWS; i++)
        if (is_other(&roll->rows[i], part)) roll->rows[i].flags = ROW_OVER;
    mine = row_of(roll, &part->uid);
    if (mine) mine->flags &= ~(uint32_t)ROW_OPEN;
    drop(part);
}

void roll_strike(struct roll_part *part)
{
    struct sys_mark *mark;
    struct roll *roll;
    struct row *row;

    sys_latch_take(&part->latch);
    mark = TAKE(part->mark);
    sys_latch_drop(&part->latch);
    if (!mark) return;
    sys_mark_clear(mark); /* whoever holds the roll: from now on the row is free */
    roll = take(part);
    if (!roll) return;
    row = row_of(roll, &part->uid);
    if (row) memset(row, 0, sizeof(*row));
    drop(part);
}

void roll_free(struct roll_part *part)
{
    if (!part) return;
    roll_strike(part);
    sys_shared_close(part->shared);
    mem_free(part);
}
