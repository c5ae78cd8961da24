/*
 * profiles.h - reaching the profiles' administration
 */
#pragma once
#include "command.h"

/* MAPIInitialize and MAPIAdminProfiles. Reports what fails; gives an exit code. */
int profiles_open(IProfAdmin **admin);
void profiles_close(IProfAdmin *admin);
/* S_OK: there is such a profile. MAPI_E_NOT_FOUND: there is none. */
HRESULT profiles_find(IProfAdmin *admin, const WCHAR *name);
/* The default profile's name, cut to room. MAPI_E_NOT_FOUND: there is none. */
HRESULT profiles_default(IProfAdmin *admin, WCHAR *name, size_t room);
