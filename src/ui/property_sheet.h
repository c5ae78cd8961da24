/*
 * property_sheet.h - the data half of a property sheet: a display table bound to an object's
 * properties
 *
 * Who draws it asks here what each control shows, and tells what the user does. But for `told` all
 * happens on one thread. Controls are numbered in the order of the table's rows.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "ui/sheet_control.h"
#include "ui/sheet_lists.h"

struct property_sheet;

/*
 * Reads the table's controls, their properties of object, their lists, the states of their buttons,
 * and listens to the table. Holds both. What can't be had leaves its control empty or disabled.
 * Errors  the table's; MAPI_E_TABLE_TOO_BIG (more controls than a dialog has),
 *         MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT property_sheet_open(IMAPITable *table, IMAPIProp *object, struct property_sheet **out);
/* Of an object that has a display table as a property. Errors  OpenProperty's, the above */
HRESULT property_sheet_open_of(IMAPIProp *object, ULONG table_tag, struct property_sheet **out);
void property_sheet_close(struct property_sheet *sheet); /* NULL does nothing */
/* told is called, on any thread, when the table has told of controls: property_sheet_refresh. A
 * call may be under way while it is replaced. */
void property_sheet_listen(struct property_sheet *sheet, void (*told)(void *context),
                           void *context);

size_t property_sheet_count(const struct property_sheet *sheet);
const struct sheet_control *property_sheet_control(const struct property_sheet *sheet, size_t n);
/* What a control shows, until the next change: its property's value, NULL when there is none; the
 * same as text, "" when there is none, or it is no text; its list, NULL when it has none. */
const SPropValue *property_sheet_value(const struct property_sheet *sheet, size_t n);
const WCHAR *property_sheet_text(const struct property_sheet *sheet, size_t n);
const struct sheet_list *property_sheet_list(const struct property_sheet *sheet, size_t n);
/* Can the user do anything to it? */
bool property_sheet_enabled(const struct property_sheet *sheet, size_t n);

/*
 * What the user does. A control with DT_SET_IMMEDIATE has written it when these return, or holds
 * what it held; others write when the sheet is confirmed.
 * Errors  MAPI_E_NO_ACCESS          it isn't enabled
 *         MAPI_E_INVALID_PARAMETER  another kind of control; a character that its filter doesn't
 *                                   let in; no such line
 *         MAPI_E_STRING_TOO_LONG, MAPI_E_NOT_ENOUGH_MEMORY, the object's
 */
HRESULT property_sheet_type(struct property_sheet *sheet, size_t n, const WCHAR *text);
HRESULT property_sheet_check(struct property_sheet *sheet, size_t n, bool on);
HRESULT property_sheet_choose(struct property_sheet *sheet, size_t n); /* a radio button */
HRESULT property_sheet_select(struct property_sheet *sheet, size_t n, size_t line);
HRESULT property_sheet_press(struct property_sheet *sheet, size_t n, ULONG_PTR ui);

/* Reads anew what the table has told of, one control a call: true, and which; false: that was all.
 */
bool property_sheet_refresh(struct property_sheet *sheet, size_t *which);

/*
 * The user confirms: what has changed is written, in one SetProps. Not SaveChanges.
 * which   on failure the control that it is about; the number of controls: none
 * Errors  MAPI_E_MISSING_REQUIRED_COLUMN (DT_REQUIRED, and empty: nothing is written), the object's
 */
HRESULT property_sheet_confirm(struct property_sheet *sheet, size_t *which);
/* Has anything been written, or a button done what it does? */
bool property_sheet_changed(const struct property_sheet *sheet);
