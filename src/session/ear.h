/*
 * ear.h - what the members of a shared session hear from other processes: that all are to log off
 *
 * Processes share no objects, but a session that others joined from their processes is one in its
 * user's eyes. Who logs off with MAPI_LOGOFF_SHARED says so under a key made of the profile's name
 * (hub.h), and each process that has part in the session ends its own part.
 */
#pragma once
#include "mapidefs.h"

struct core;

/* Begins to hear; the core is held until ear_close. */
HRESULT ear_open(struct core *core);
void ear_close(struct core *core);
/* Tells the other processes; what they do about it isn't waited for. */
void ear_tell_others(struct core *core);
