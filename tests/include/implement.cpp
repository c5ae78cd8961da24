// implement.cpp - classes written as C++ clients and providers write them: with the method lists, and IMPL
//
// That it compiles is the test: no method is listed twice, none that the base has is missing.
#include "edkmdb.h"
#include "mapiaux.h"
#include "mapidbg.h"
#include "mapiform.h"
#include "mapihook.h"
#include "mapioffline.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "mapix.h"

#ifndef IMPL
#define IMPL
#endif

#define COMPLETE(name) static_assert(!__is_abstract(name), #name " lacks a method")

namespace
{
class sink : public IMAPIAdviseSink
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPIADVISESINK_METHODS(IMPL)
};
COMPLETE(sink);

class table : public IMAPITable
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPITABLE_METHODS(IMPL)
};
COMPLETE(table);

class store : public IMsgStore
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPIPROP_METHODS(IMPL)
    MAPI_IMSGSTORE_METHODS(IMPL)
};
COMPLETE(store);

class folder : public IMAPIFolder
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPIPROP_METHODS(IMPL)
    MAPI_IMAPICONTAINER_METHODS(IMPL)
    MAPI_IMAPIFOLDER_METHODS(IMPL)
};
COMPLETE(folder);

class provider : public IMSProvider
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMSPROVIDER_METHODS(IMPL)
};
COMPLETE(provider);

class logon : public IMSLogon
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMSLOGON_METHODS(IMPL)
};
COMPLETE(logon);

class support : public IMAPISupport
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPISUPPORT_METHODS(IMPL)
};
COMPLETE(support);

class status : public IMAPIStatus
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPIPROP_METHODS(IMPL)
    MAPI_IMAPISTATUS_METHODS(IMPL)
};
COMPLETE(status);

class hook : public ISpoolerHook
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_ISPOOLERHOOK_METHODS(IMPL)
};
COMPLETE(hook);

class site : public IMAPIMessageSite
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_GETLASTERROR_METHOD(IMPL)
    MAPI_IMAPIMESSAGESITE_METHODS(IMPL)
};
COMPLETE(site);

class view : public IMAPIViewContext
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_GETLASTERROR_METHOD(IMPL)
    MAPI_IMAPIVIEWCONTEXT_METHODS(IMPL)
};
COMPLETE(view);

class form : public IPersistMessage, public IMAPIForm
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_GETLASTERROR_METHOD(IMPL)
    MAPI_IPERSISTMESSAGE_METHODS(IMPL)
    MAPI_IMAPIFORM_METHODS(IMPL)
};
COMPLETE(form);

class modify_table : public IExchangeModifyTable
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    EXCHANGE_IEXCHANGEMODIFYTABLE_METHODS(IMPL)
};
COMPLETE(modify_table);

class offline_sink : public IMAPIOfflineNotify
{
    MAPI_IUNKNOWN_METHODS(IMPL)
    MAPI_IMAPIOFFLINENOTIFY_METHODS(IMPL)
};
COMPLETE(offline_sink);
} // namespace
