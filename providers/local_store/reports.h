/*
 * reports.h - reports that a message was read, or was deleted unread
 */
#pragma once
#include "store.h"

/*
 * After a commit, without the lock: makes, through MAPI, and submits the reports that its changes
 * say are due. They lie in the outbox until they are sent. Each is tried once (8.9-10: never two
 * about one message): what MAPI or a quota refuses is not made, what can't be submitted is removed
 * again.
 */
void reports_send(struct store *store, struct change_list *list);
