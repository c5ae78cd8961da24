/*
 * inbox.h - where mail that comes in goes: the receive folders of the session's default store
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"

/*
 * The default store of the profile, opened to be written to.
 * Errors  MAPI_E_NOT_FOUND (the profile has none), router_open_store's
 */
HRESULT inbox_store(struct router *router, IMsgStore **out);
/*
 * The folder for messages of a class, opened to be written to.
 * Errors  the store's
 * Source  IMsgStore::GetReceiveFolder
 */
HRESULT inbox_folder(IMsgStore *store, const WCHAR *class, IMAPIFolder **out);
/*
 * Clients hear of a message that came in, which has been saved: fnevNewMail.
 * Errors  the message's and the store's
 * Source  IMsgStore::NotifyNewMail; contracts 8.6-05
 */
HRESULT inbox_announce(IMsgStore *store, IMessage *message);
