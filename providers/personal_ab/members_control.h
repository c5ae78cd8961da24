/*
 * members_control.h - the button of a list's page that lets a user choose the members
 */
#pragma once
#include "book.h"

/*
 * IMAPIControl: Activate shows MAPI's address dialog with the members in it, and makes what the
 * user leaves there the members.
 *
 * enabled  false: the list can't be changed, or isn't in the book yet
 */
HRESULT members_control_create(struct book *book, IDistList *list, bool enabled,
                               IMAPIControl **out);
