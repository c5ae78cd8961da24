/*
 * progress.h - what a caller's IMAPIProgress is told of a long operation
 */
#pragma once
#include <stdbool.h>
#include "common/platform.h"
#include "mapidefs.h"

struct store;

struct progress {
    IMAPIProgress *to; /* borrowed; NULL: nobody looks */
    ULONG min, max, total;
    bool top; /* ours is the whole operation: counts are told too */
};

/*
 * Whom a method tells: without the dialog flag (wanted false) nobody (6.5-28); else the caller's
 * object, or for who has none MAPI's own, in front of window. NULL: nobody. To be released. Without
 * the lock
 */
IMAPIProgress *progress_object(struct store *store, bool wanted, ULONG_PTR window,
                               IMAPIProgress *to);
/* to NULL: nobody looks. */
void progress_start(struct progress *progress, IMAPIProgress *to, ULONG total);
/* done of total items. An error is the caller's wish to stop. Without the lock. */
HRESULT progress_show(const struct progress *progress, ULONG done);
