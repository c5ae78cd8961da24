/*
 * progress.c - whom a method with an lpProgress tells
 */
#include "msg/progress.h"
#include "com/com.h"

IMAPIProgress *support_progress(IMAPISupport *support, bool wanted, ULONG_PTR ui,
                                IMAPIProgress *given)
{
    IMAPIProgress *own = NULL;

    if (!wanted) return NULL;
    if (given) {
        com_addref(given);
        return given;
    }
    if (!support ||
        FAILED(
            com_given(support->lpVtbl->DoProgressDialog(support, ui, MAPI_TOP_LEVEL, &own), &own)))
        return NULL;
    return own;
}
