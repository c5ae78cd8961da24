/*
 * mail_fixture.h - a session, its store, the inbox, and a message in it, which the program makes
 */
#pragma once
#include "store_fixture.h"

static struct {
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *inbox;
    IMessage *mail;
} o;

static void begin_in_inbox(void)
{
    MAPIInitialize(NULL);
    remove_store();
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    o.session = log_on();
    o.store = open_store(o.session, S_OK);
    o.inbox = open_inbox(o.store);
}

static void end(void)
{
    o.mail->lpVtbl->Release(o.mail);
    o.inbox->lpVtbl->Release(o.inbox);
    o.store->lpVtbl->Release(o.store);
    log_off(o.session);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}
