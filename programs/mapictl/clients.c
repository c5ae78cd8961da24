/*
 * clients.c - our key among the registry's mail clients: written, and taken away again
 *
 * Sources: "Mapi32.dll stub registry settings", "Setting up the MSI keys for your MAPI DLL",
 * "Installing the MAPI subsystem". The key never has an MSIComponentID, which would go before its
 * paths. What was there before us stays or comes back.
 */
#include "clients.h"
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include "mail.h"

/* What tells programs that MAPI is here; all are texts. No OLEMessaging: we have none. */
static const struct {
    const WCHAR *name, *text;
} announced[] = {
    {L"MAPI", L"1"},  {L"MAPIX", L"1"}, {L"MAPIXVER", L"1.0.0.1"},
    {L"SMAPI", L"1"}, {L"CMC", L"1"},   {L"CMCDLLNAME32", L"mapi32.dll"},
};

WCHAR *client_key(const WCHAR *name)
{
    return path_join(CLIENTS, name);
}

/* ---- the subsystem's values ---- */

/* Makes those that aren't there, and remembers which in *added, as a REG_MULTI_SZ. */
static LONG announce(const struct place *place, WCHAR *added, size_t *used)
{
    HKEY key;
    LONG error =
        RegCreateKeyExW(place->root, SUBSYSTEM, 0, NULL, 0,
                        KEY_QUERY_VALUE | KEY_SET_VALUE | place->view->sam, NULL, &key, NULL);

    if (error) return error;
    for (size_t i = 0; !error && i < ARRAYSIZE(announced); i++) {
        if (!RegQueryValueExW(key, announced[i].name, NULL, NULL, NULL, NULL)) continue;
        error = registry_set_text(key, announced[i].name, REG_SZ, announced[i].text);
        if (error) break;
        wcscpy(added + *used, announced[i].name);
        *used += wcslen(announced[i].name) + 1;
    }
    RegCloseKey(key);
    return error;
}

/* Takes back those in added that are still as we wrote them. */
static void unannounce(HKEY root, const struct view *view, const WCHAR *added)
{
    HKEY key;

    if (!added ||
        RegOpenKeyExW(root, SUBSYSTEM, 0, KEY_QUERY_VALUE | KEY_SET_VALUE | view->sam, &key))
        return;
    for (; *added; added += wcslen(added) + 1)
        for (size_t i = 0; i < ARRAYSIZE(announced); i++) {
            WCHAR *now;

            if (_wcsicmp(added, announced[i].name)) continue;
            now = registry_text(key, NULL, added, 0);
            if (now && !wcscmp(now, announced[i].text)) RegDeleteValueW(key, added);
            free(now);
        }
    RegCloseKey(key);
}

/* ---- the converter's class ---- */

/* One that another product registered stays: programs that make it get its, we never ask the
 * registry. */
static LONG register_converter(const struct place *place)
{
    WCHAR *now = registry_text(place->root, CONVERTER L"\\InprocServer32", NULL, place->view->sam);
    HKEY key;
    LONG error;

    if (now && *now && _wcsicmp(now, place->file)) {
        free(now);
        return ERROR_SUCCESS;
    }
    free(now);
    error = RegCreateKeyExW(place->root, CONVERTER, 0, NULL, 0, KEY_SET_VALUE | place->view->sam,
                            NULL, &key, NULL);
    if (!error) {
        error = registry_set_text(key, NULL, REG_SZ, L"MAPI message to MIME converter");
        RegCloseKey(key);
    }
    if (!error)
        error = RegCreateKeyExW(place->root, CONVERTER L"\\InprocServer32", 0, NULL, 0,
                                KEY_SET_VALUE | place->view->sam, NULL, &key, NULL);
    if (error) return error;
    error = registry_set_text(key, NULL, REG_SZ, place->file);
    if (!error) error = registry_set_text(key, L"ThreadingModel", REG_SZ, L"Both");
    RegCloseKey(key);
    return error;
}

static void unregister_converter(HKEY root, const struct view *view, const WCHAR *file)
{
    WCHAR *now = registry_text(root, CONVERTER L"\\InprocServer32", NULL, view->sam);

    if (now && file && !_wcsicmp(now, file)) {
        RegDeleteKeyExW(root, CONVERTER L"\\InprocServer32", view->sam, 0);
        RegDeleteKeyExW(root, CONVERTER, view->sam, 0);
    }
    free(now);
}

/* ---- the client's key ---- */

/* Opens it when it has our mark. */
static LONG open_ours(HKEY root, const struct view *view, const WCHAR *path, HKEY *key)
{
    LONG error = RegOpenKeyExW(root, path, 0, KEY_READ | KEY_WRITE | DELETE | view->sam, key);

    if (error) return error;
    if (!RegQueryValueExW(*key, OUR_MARK, NULL, NULL, NULL, NULL)) return ERROR_SUCCESS;
    RegCloseKey(*key);
    return ERROR_ALREADY_EXISTS;
}

static LONG write_values(HKEY key, const struct place *place)
{
    static const WCHAR *const never[] = {L"MSIComponentID", L"MSIApplicationLCID", L"MSIOfficeLCID",
                                         L"MSIInstallOnWTS"};
    DWORD yes = 1;
    LONG error = registry_set_text(key, OUR_MARK, REG_SZ, OPENMAPI_VERSION);

    if (!error) error = registry_set_text(key, NULL, REG_SZ, place->name);
    if (!error) error = registry_set_text(key, L"DLLPath", place->type, place->dll);
    if (!error) error = registry_set_text(key, L"DLLPathEx", place->type, place->dll);
    if (!error)
        error = RegSetValueExW(key, L"SupportUTF8", 0, REG_DWORD, (BYTE *)&yes, sizeof(yes));
    for (size_t i = 0; !error && i < ARRAYSIZE(never); i++)
        RegDeleteValueW(key, never[i]);
    return error;
}

/* Names us as the default client; who was it before stays in our key. */
static LONG become_default(HKEY key, const struct place *place)
{
    WCHAR *now = registry_text(place->root, CLIENTS, NULL, place->view->sam);
    HKEY clients;
    LONG error = ERROR_SUCCESS;

    if (!now || !*now) RegDeleteValueW(key, OUR_PREVIOUS);
    else if (_wcsicmp(now, place->name)) error = registry_set_text(key, OUR_PREVIOUS, REG_SZ, now);
    free(now);
    if (!error)
        error = RegOpenKeyExW(place->root, CLIENTS, 0, KEY_SET_VALUE | place->view->sam, &clients);
    if (error) return error;
    error = registry_set_text(clients, NULL, REG_SZ, place->name);
    RegCloseKey(clients);
    return error;
}

LONG client_write(const struct place *place)
{
    WCHAR *path = client_key(place->name);
    HKEY key;
    LONG error;

    if (!path) return ERROR_NOT_ENOUGH_MEMORY;
    error = open_ours(place->root, place->view, path, &key);
    if (error == ERROR_FILE_NOT_FOUND)
        error = RegCreateKeyExW(place->root, path, 0, NULL, 0,
                                KEY_READ | KEY_WRITE | place->view->sam, NULL, &key, NULL);
    free(path);
    if (error) return error;
    error = write_values(key, place);
    if (!error) error = become_default(key, place);
    RegCloseKey(key);
    return error;
}

static const WCHAR *added_value(const struct view *view)
{
    return view->bits == BITS_64 ? OUR_ADDED64 : OUR_ADDED32;
}

LONG client_complete(const struct place *place)
{
    WCHAR *path = client_key(place->name), *old;
    WCHAR added[256] = {0}; /* all names that there are, and more */
    size_t used = 0;
    HKEY key;
    LONG error;

    if (!path) return ERROR_NOT_ENOUGH_MEMORY;
    error = open_ours(place->root, place->view, path, &key);
    free(path);
    if (error) return error;
    if (place->root == HKEY_LOCAL_MACHINE) {
        old = registry_text(key, NULL, added_value(place->view), 0);
        for (const WCHAR *at = old; at && *at && used + wcslen(at) + 100 < ARRAYSIZE(added);
             at += wcslen(at) + 1) {
            wcscpy(added + used, at);
            used += wcslen(at) + 1;
        }
        free(old);
        error = announce(place, added, &used);
        if (used)
            RegSetValueExW(key, added_value(place->view), 0, REG_MULTI_SZ, (BYTE *)added,
                           (DWORD)((used + 1) * sizeof(*added)));
    }
    RegCloseKey(key);
    return error ? error : register_converter(place);
}

/* The default is who it was before us; nobody, where that one is gone. */
static void give_default_back(HKEY root, const struct view *view, const WCHAR *name,
                              const WCHAR *previous)
{
    WCHAR *now = registry_text(root, CLIENTS, NULL, view->sam);
    WCHAR *path = previous && *previous ? client_key(previous) : NULL;
    bool there = path && (registry_has(root, path, view->sam) ||
                          registry_has(HKEY_LOCAL_MACHINE, path, view->sam));
    HKEY clients;

    if (now && !_wcsicmp(now, name) &&
        !RegOpenKeyExW(root, CLIENTS, 0, KEY_SET_VALUE | view->sam, &clients)) {
        if (there) registry_set_text(clients, NULL, REG_SZ, previous);
        else RegDeleteValueW(clients, NULL);
        RegCloseKey(clients);
    }
    free(path);
    free(now);
}

static LONG remove_key(HKEY root, const struct view *view, const WCHAR *name, const WCHAR *path)
{
    WCHAR *previous;
    HKEY key;
    LONG error = open_ours(root, view, path, &key);

    if (error) return error;
    previous = registry_text(key, NULL, OUR_PREVIOUS, 0);
    give_default_back(root, view, name, previous);
    free(previous);
    error = RegDeleteTreeW(key, NULL);
    RegCloseKey(key);
    return error ? error : RegDeleteKeyExW(root, path, view->sam, 0);
}

LONG client_remove(HKEY root, const WCHAR *name, const struct view *views, int n, bool removed[2])
{
    WCHAR *path = client_key(name), *added[2] = {NULL, NULL}, *files[2] = {NULL, NULL};
    LONG worst = ERROR_FILE_NOT_FOUND;

    if (!path) return ERROR_NOT_ENOUGH_MEMORY;
    for (int i = 0; i < n; i++) { /* of a shared key the second view has nothing left to read */
        HKEY key;
        WCHAR *dll;

        removed[i] = false;
        if (open_ours(root, &views[i], path, &key)) continue;
        dll = registry_text(key, NULL, L"DLLPathEx", 0);
        if (dll) files[i] = view_path(&views[i], dll);
        added[i] = registry_text(key, NULL, added_value(&views[i]), 0);
        free(dll);
        RegCloseKey(key);
    }
    for (int i = 0; i < n; i++) {
        LONG error = remove_key(root, &views[i], name, path);

        if (error == ERROR_FILE_NOT_FOUND && files[i]) error = ERROR_SUCCESS; /* it was shared */
        removed[i] = !error;
        if (!error) {
            if (root == HKEY_LOCAL_MACHINE) unannounce(root, &views[i], added[i]);
            unregister_converter(root, &views[i], files[i]);
        }
        if (error != ERROR_FILE_NOT_FOUND && worst != ERROR_ACCESS_DENIED)
            worst = error ? error : ERROR_SUCCESS;
    }
    for (int i = 0; i < 2; i++) {
        free(added[i]);
        free(files[i]);
    }
    free(path);
    return worst;
}

bool client_is_shared(HKEY root, const WCHAR *name)
{
    static const WCHAR probe[] = L"OpenMAPIProbe";
    WCHAR *path = client_key(name);
    HKEY one, other;
    bool shared = false;

    if (path && !RegOpenKeyExW(root, path, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, &one)) {
        registry_set_text(one, probe, REG_SZ, L"");
        if (!RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | KEY_WOW64_32KEY, &other)) {
            shared = !RegQueryValueExW(other, probe, NULL, NULL, NULL, NULL);
            RegCloseKey(other);
        }
        RegDeleteValueW(one, probe);
        RegCloseKey(one);
    }
    free(path);
    return shared;
}
