/*
 * mapiwz.h - the profile wizard: how a client starts it, how a service adds its page
 *
 * Windows only: it deals in dialog procedures. All text here is ANSI, whatever TCHAR is.
 * Source: MAPI reference, LAUNCHWIZARDENTRY, WIZARDENTRY, SERVICEWIZARDDLGPROC.
 */
#ifndef _MAPIWZ_H
#define _MAPIWZ_H

#include "mapidefs.h"
#include "mapitags.h"

#ifdef __cplusplus
extern "C" {
#endif

/* LaunchWizard flags */
#define MAPI_PW_FIRST_PROFILE      0x00000001
#define MAPI_PW_LAUNCHED_BY_CONFIG 0x00000002
#define MAPI_PW_ADD_SERVICE_ONLY   0x00000004
#define MAPI_PW_PROVIDER_UI_ONLY   0x00000008
#define MAPI_PW_HIDE_SERVICES_LIST 0x00000010

/* Set in the wizard's profile section to leave out a page */
#define PR_WIZARD_NO_PST_PAGE PROP_TAG(PT_BOOLEAN, 0x6700)
#define PR_WIZARD_NO_PAB_PAGE PROP_TAG(PT_BOOLEAN, 0x6701)

#define LAUNCHWIZARDENTRYNAME "LAUNCHWIZARD"

typedef HRESULT(STDAPICALLTYPE LAUNCHWIZARDENTRY)(HWND parent, ULONG flags, LPCSTR *services,
                                                  ULONG profile_chars, LPSTR new_profile);
typedef LAUNCHWIZARDENTRY *LPLAUNCHWIZARDENTRY;

/* Two exports whose names differ by case only; both are this function. */
LAUNCHWIZARDENTRY LAUNCHWIZARD;
LAUNCHWIZARDENTRY LaunchWizard;

#ifdef _WIN32

/* Messages to a service's page, beside those of every dialog */
#define WIZ_QUERYNUMPAGES (WM_USER + 10)
#define WIZ_NEXT          (WM_USER + 11)
#define WIZ_PREV          (WM_USER + 12)

typedef BOOL(STDAPICALLTYPE SERVICEWIZARDDLGPROC)(HWND dialog, UINT message, WPARAM wparam,
                                                  LPARAM lparam);
typedef SERVICEWIZARDDLGPROC *LPSERVICEWIZARDDLGPROC;

/* The service's entry point; its name stands in mapisvc.inf, WIZARD_ENTRY_NAME. */
typedef ULONG(STDAPICALLTYPE WIZARDENTRY)(HINSTANCE instance, LPSTR *resource, DLGPROC *procedure,
                                          LPMAPIPROP props, LPVOID support);
typedef WIZARDENTRY *LPWIZARDENTRY;

#endif

#ifdef __cplusplus
}
#endif

#endif
