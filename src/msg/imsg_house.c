/*
 * imsg_house.c - what a message in a storage shares with all in it, and the session that closes
 * such messages
 */
#include "msg/imsg_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "table/rows.h"
#include "table/table_view.h"

enum { ROOM_FOR_ROWS = 256 << 20 };

struct imsg_session {
    struct list houses;
    bool unicode;
};

static struct sys_latch sessions; /* guards each session's houses */

/* ---- turns ---- */

void imsg_turn_take(struct imsg_house *house)
{
    sys_lock_take(&house->turn);
}

void imsg_turn_drop(struct imsg_house **house)
{
    sys_lock_drop(&(*house)->turn);
}

/* ---- houses ---- */

HRESULT imsg_house_create(const struct imsg_open *open, struct imsg_house **out)
{
    struct imsg_house *house = mem_zero(sizeof(*house));
    HRESULT hr;

    *out = NULL;
    if (!house) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    house->refs = 1;
    sys_lock_init(&house->turn);
    list_init(&house->link);
    list_init(&house->objects);
    house->released = open->released;
    house->caller = open->caller;
    house->commits = !open->keep_storage;
    house->unicode = open->unicode || (open->session && open->session->unicode);
    house->room = ROOM_FOR_ROWS;
    hr = pname_map_create(&house->names);
    if (FAILED(hr)) {
        imsg_house_unref(house);
        return hr;
    }
    house->support = open->support;
    if (house->support) com_addref(house->support);
    if (open->session) {
        sys_latch_take(&sessions);
        list_append(&open->session->houses, &house->link);
        sys_latch_drop(&sessions);
    }
    *out = house;
    return S_OK;
}

void imsg_house_ref(struct imsg_house *house)
{
    atomic_inc(&house->refs);
}

void imsg_house_unref(struct imsg_house *house)
{
    bool last;

    if (!house) return;
    sys_latch_take(&sessions); /* so that no session finds one that is going */
    last = !atomic_dec(&house->refs);
    if (last) list_remove(&house->link);
    sys_latch_drop(&sessions);
    if (!last) return;
    pname_map_unref(house->names);
    imsg_halves_drop(&house->halves);
    com_release(&house->support);
    sys_lock_destroy(&house->turn);
    mem_free(house);
}

void imsg_house_left(struct imsg_house *house)
{
    MSGCALLRELEASE *released = atomic_swap(&house->released, NULL);

    if (released) released(house->caller, house->top);
}

void imsg_house_close(struct imsg_house *house)
{
    IMSG_TURN(house);
    house->closed = true;
    LIST_EACH(object, &house->objects, struct imsg_object, link)
        object->close(object);
}

/* ---- sessions ---- */

HRESULT imsg_session_open(bool unicode, struct imsg_session **out)
{
    struct imsg_session *session = mem_zero(sizeof(*session));

    *out = NULL;
    if (!session) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    list_init(&session->houses);
    session->unicode = unicode;
    *out = session;
    return S_OK;
}

/* One of them, out of the session's list, with a reference; NULL: there are none. */
static struct imsg_house *next_house(struct imsg_session *session)
{
    struct imsg_house *house = NULL;

    sys_latch_take(&sessions);
    if (!list_empty(&session->houses)) {
        house = LIST_ENTRY(session->houses.next, struct imsg_house, link);
        list_remove(&house->link);
        imsg_house_ref(house);
    }
    sys_latch_drop(&sessions);
    return house;
}

void imsg_session_close(struct imsg_session *session)
{
    struct imsg_house *house;

    while ((house = next_house(session))) {
        imsg_house_close(house);
        imsg_house_left(house);
        imsg_house_unref(house);
    }
    mem_free(session);
}

/* ---- tables ---- */

struct kept_table {
    struct imsg_object object;
    struct imsg_house *house; /* one reference */
    IMAPITable *table;        /* weak */
};

static void close_table(struct imsg_object *object)
{
    table_view_kill(LIST_ENTRY(object, struct kept_table, object)->table);
}

static void table_closed(void *ctx, IMAPITable *table)
{
    struct kept_table *kept = ctx;

    (void)table;
    imsg_turn_take(kept->house);
    list_remove(&kept->object.link);
    imsg_turn_drop(&kept->house);
    imsg_house_unref(kept->house);
    mem_free(kept);
}

HRESULT imsg_house_take_room(struct imsg_house *house, ULONG count, const SPropValue *values)
{
    size_t bytes = sizeof(struct row);

    for (ULONG i = 0; i < count; i++)
        bytes += sizeof(*values) + pval_bytes(&values[i]);
    if (bytes > house->room) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    house->room -= bytes;
    return S_OK;
}

HRESULT imsg_table(struct imsg_house *house, struct rows *rows, const SPropTagArray *columns,
                   ULONG flags, IMAPITable **out)
{
    AUTO_FREE SPropTagArray *shown = ptag_new_array(columns->cValues, NULL);
    struct kept_table *kept = shown ? mem_zero(sizeof(*kept)) : NULL;
    struct table_view_config config = {.columns = shown,
                                       .flags = flags & MAPI_UNICODE,
                                       .table_type = TBLTYPE_DYNAMIC,
                                       .closed = table_closed,
                                       .closed_ctx = kept};
    HRESULT hr;

    *out = NULL;
    if (!kept) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < columns->cValues; i++)
        shown->aulPropTag[i] = ptag_in_width(columns->aulPropTag[i], flags);
    hr = table_view_open(rows, &config, out);
    if (FAILED(hr)) {
        mem_free(kept);
        return hr;
    }
    imsg_house_ref(house);
    kept->house = house;
    kept->table = *out;
    kept->object.close = close_table;
    list_append(&house->objects, &kept->object.link);
    return S_OK;
}
