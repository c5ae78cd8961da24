/*
 * simple_policy.h - what the registry says of Simple MAPI on this machine
 */
#pragma once
#include <stdbool.h>

/*
 * May a message that a program wants shown to the user first (MAPI_DIALOG) go without, when it is
 * complete? "SendWithoutDialog" (REG_DWORD, 1) in Software\Open MAPI of HKEY_CURRENT_USER, or where
 * that says nothing of HKEY_LOCAL_MACHINE.
 */
bool simple_policy_sends_without_dialog(void);
