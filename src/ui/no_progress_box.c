/*
 * no_progress_box.c - the progress object where there are no windows
 */
#include "com/progress.h"
#include "ui/progress_box.h"

HRESULT progress_box_open(ULONG_PTR parent, ULONG flags, IMAPIProgress **out)
{
    (void)parent;
    return progress_create(flags, NULL, NULL, out);
}
