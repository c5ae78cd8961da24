/*
 * gate.h - whether MAPI is initialised in this process, and by how many
 */
#pragma once
#include "mapix.h"

/* At the head of every export that needs the subsystem: MAPI_E_NOT_INITIALIZED, or S_OK after what
 * waits for this thread's sinks has been delivered. */
HRESULT gate_enter(void);

/* MAPIInitialize and MAPIUninitialize, checked arguments. */
HRESULT gate_open(ULONG flags);
void gate_close(void);
/*
 * The same for a session of Simple MAPI, whose client needn't know of MAPIInitialize: no
 * MAPIUninitialize of the client's takes it away, any thread may end it, and an apartment that is
 * there, of whatever kind, serves.
 * apartment  held on the calling thread: ends where that thread itself lets go, else with it
 */
HRESULT gate_hold(ULONG *apartment);
void gate_let_go(ULONG apartment);
BOOL gate_is_open(void);
/* Waits for the gate to be open: S_OK or HRESULT_FROM_WIN32(ERROR_TIMEOUT). msec INFINITE: for
 * ever. */
HRESULT gate_wait(ULONG msec);
/* Our DLL is unloaded: gives back what the system holds for us. */
void gate_unload(void);
