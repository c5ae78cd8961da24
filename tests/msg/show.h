/*
 * show.h - a message as JSON, with lengths and Adler-32 sums in place of large contents
 */
#pragma once
#include "msg/trip.h"

/* To stdout, without a line's end; messages in attachments, too. */
void show_message(IMessage *message);
