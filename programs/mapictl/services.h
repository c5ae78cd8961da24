/*
 * services.h - a profile's message services
 */
#pragma once
#include "command.h"

struct services {
    IProfAdmin *profiles;
    IMsgServiceAdmin *admin;
    WCHAR profile[80]; /* its name */
};
/* Those of settings.profile, or of the default one. Reports what fails; gives an exit code. */
int services_open(struct services *services);
void services_close(struct services *services);
/* Adds one that mapisvc.inf knows, and configures it when there are props; a half-added one is
 * removed. */
HRESULT services_add(IMsgServiceAdmin *admin, const WCHAR *name, ULONG count, SPropValue *props);
/* Writes the list of them. */
int services_list(struct services *services);
/* One by UID in hexadecimal, or by its own or its displayed name where only one has it. */
int services_find(struct services *services, const WCHAR *what, MAPIUID *out);
