/*
 * progress.h - what a caller's IMAPIProgress is told of a long operation
 */
#pragma once
#include <stdbool.h>
#include "platform.h"
#include "mapidefs.h"

struct progress {
    IMAPIProgress *to; /* borrowed; NULL: nobody looks */
    ULONG min, max, total;
    bool top; /* ours is the whole operation: counts are told too */
};

/* Without the dialog flag (wanted false) the object is ignored (6.5-28). */
void progress_start(struct progress *progress, bool wanted, IMAPIProgress *to, ULONG total);
/* done of total items. An error is the caller's wish to stop. Without the lock. */
HRESULT progress_show(const struct progress *progress, ULONG done);
