/*
 * progress.h - whom a method with an lpProgress tells
 */
#pragma once
#include <stdbool.h>
#include "mapispi.h"

/*
 * support   who has MAPI's own progress object; may be NULL
 * wanted    false, without the dialog flag: nobody is told
 * ui        the window that MAPI's own stands in front of
 * given     the caller's object, which is asked for nothing; NULL: MAPI's own
 * Gives one reference; NULL: nobody is told, or MAPI has none.
 * Source    IMAPIProp::CopyTo (lpProgress), IMAPISupport::DoProgressDialog
 */
IMAPIProgress *support_progress(IMAPISupport *support, bool wanted, ULONG_PTR ui,
                                IMAPIProgress *given);
