/*
 * cmd_register.c - mapictl register, unregister: which MAPI programs find
 *
 * A 64-bit Windows has two views of the registry, one for programs of each bitness, and each wants
 * a DLL of its own bitness. Where both views show one key, one text must lead either kind of
 * program to its DLL.
 */
#include <stdio.h>
#include <stdlib.h>
#include "clients.h"
#include "command.h"
#include "mail.h"
#include "print.h"

const char register_help[] =
    "Makes this MAPI the default mail client, so that programs find it: writes the client's key with DLLPath and\n"
    "DLLPathEx, the values that say that MAPI is here, and the class of the MIME converter. Who was the default before\n"
    "is remembered for `unregister`.\n\n"
    "  --name NAME  the client's name (unless given, Open MAPI)\n"
    "  --user       for this user alone; needs no administrator, but not every program looks there\n"
    "  --x64 DIR    where the 64-bit DLLs lie: unless given, beside mapictl, in ..\\x86_64 or in ..\\AMD64\n"
    "  --x86 DIR    where the 32-bit DLLs lie: unless given, beside mapictl, in ..\\i686 or in ..\\x86\n\n"
    "On 64-bit Windows programs of both bitnesses are served when both are found. Windows 7 and later have one key for\n"
    "both; that works where the two folders differ only in their names AMD64 and x86, or in the Program Files folder\n"
    "they lie in. Programs that run already find it when they start again.\n";
const char unregister_help[] =
    "Takes away what `register` wrote. If the default mail client is still the one that it named, the one before it is\n"
    "the default again.\n\n"
    "  --name NAME  the client's name (unless given, Open MAPI)\n"
    "  --user       what `register --user` wrote\n";

static bool name_is_good(const WCHAR *name)
{
    if (wcslen(name) <= 200 && !wcschr(name, L'\\')) {
        const WCHAR *at = name;

        while (*at >= 0x20)
            at++;
        if (!*at) return true;
    }
    complain(L"mapictl: '%ls' can't be a mail client's name\n", name);
    return false;
}

/* Words for an error of the registry; gives the exit code. */
static int report_registry(LONG error, const WCHAR *name, const struct view *view)
{
    if (error == ERROR_ACCESS_DENIED) {
        complain(
            L"mapictl: this needs an administrator: run it from an elevated prompt, or with --user\n");
        return EXIT_FAILED;
    }
    if (error == ERROR_ALREADY_EXISTS) {
        complain(
            L"mapictl: the mail client '%ls' is another program's, it stays as it is; choose another --name\n",
            name);
        return EXIT_FAILED;
    }
    return report(HRESULT_FROM_WIN32((DWORD)error), L"the registry for %ls programs", view->words);
}

/* dir\msmapi32.dll as a full path on malloc's memory, when it is there and of the right kind. */
static WCHAR *dll_in(const WCHAR *dir, const struct view *view)
{
    WCHAR *full = _wfullpath(NULL, dir, 0), *path = full ? path_join(full, OUR_DLL) : NULL;

    free(full);
    if (path && image_machine(path) == view->machine) return path;
    free(path);
    return NULL;
}

/* The DLL for a view: where the option says, else beside us, else in a sister of our folder. NULL
 * without words: it isn't there; *wrong: the option's folder has none. */
static WCHAR *find_dll(struct args *args, const struct view *view, bool *wrong)
{
    static const WCHAR *const sisters[2][2] = {{L"..\\x86_64", L"..\\AMD64"},
                                               {L"..\\i686", L"..\\x86"}};
    const WCHAR *option = view->bits == BITS_64 ? L"--x64" : L"--x86",
                *dir = args_option(args, option);
    WCHAR own[FOLDER_ROOM], *path;

    if (dir) {
        path = dll_in(dir, view);
        if (!path) {
            complain(L"mapictl: %ls '%ls': there is no %ls %ls\n", option, dir, view->words,
                     OUR_DLL);
            *wrong = true;
        }
        return path;
    }
    if (!own_folder(own)) return NULL;
    path = dll_in(own, view);
    for (int i = 0; !path && i < 2; i++) {
        WCHAR *sister = path_join(own, sisters[view->bits][i]);

        if (sister) path = dll_in(sister, view);
        free(sister);
    }
    return path;
}

/* Tells running programs, as Windows' own control panel does. */
static void tell_programs(void)
{
    DWORD_PTR result;

    SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)CLIENTS, SMTO_ABORTIFHUNG,
                        1000, &result);
}

static void list_row(struct list_output *list, const struct place *place)
{
    WCHAR *path = client_key(place->name), *previous = NULL;

    if (path) previous = registry_text(place->root, path, OUR_PREVIOUS, place->view->sam);
    list_text(list, place->view->words);
    list_text(list, place->name);
    list_text(list, previous);
    list_text(list, place->dll);
    free(previous);
    free(path);
}

/* Writes *n places, fewer where one key can't serve both; all of it is taken back when one fails.
 */
static LONG write_all(struct place *places, int *n, const struct view *views, int n_views,
                      const struct view **failed)
{
    LONG error = ERROR_SUCCESS;
    bool shared = false, removed[2];
    int i;

    for (i = 0; !error && i < *n; i++) {
        *failed = places[i].view;
        if (i && shared) {
            places[i].dll = places[0].dll;
            places[i].type = places[0].type;
        } else {
            error = client_write(&places[i]);
        }
        if (!i && !error && *n > 1 && client_is_shared(places[0].root, places[0].name)) {
            WCHAR *both = path_for_both(places[0].file, places[1].file);

            shared = true;
            if (both) { /* lives as long as the program */
                places[0].dll = both;
                places[0].type = REG_EXPAND_SZ;
                error = client_write(&places[0]);
            } else {
                *n = 1;
                complain(
                    L"mapictl: 32-bit and 64-bit programs share one key here: only 64-bit ones find this MAPI. To "
                    L"serve both, put the two in folders that differ only in their names AMD64 and x86\n");
            }
        }
        if (!error) error = client_complete(&places[i]);
    }
    if (error && error != ERROR_ALREADY_EXISTS)
        client_remove(places[0].root, places[0].name, views, n_views, removed);
    return error;
}

int register_run(struct args *args)
{
    static const struct column columns[] = {{"programs", L"PROGRAMS", 8},
                                            {"client", L"CLIENT", 20},
                                            {"before", L"BEFORE", 20},
                                            {"dll", L"DLL", 0}};
    const WCHAR *name = args_option(args, L"--name");
    const struct view *failed = NULL;
    struct view views[2];
    struct place places[2];
    struct list_output list;
    bool wrong = false;
    LONG error;
    int n_views = views_of_machine(views), n = 0, found;

    if (!name) name = OUR_CLIENT;
    if (!args_done(args) || !name_is_good(name)) return EXIT_USAGE;
    if (n_views == 1 && args_option(args, L"--x64")) {
        complain(L"mapictl: --x64: this is a 32-bit Windows\n");
        return EXIT_USAGE;
    }
    for (int i = 0; i < n_views; i++) {
        WCHAR *dll = find_dll(args, &views[i], &wrong); /* lives as long as the program */

        if (dll)
            places[n++] =
                (struct place){args_flag(args, L"--user") ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE,
                               &views[i],
                               name,
                               REG_SZ,
                               dll,
                               dll};
    }
    if (wrong) return EXIT_NOT_FOUND;
    if (!n) {
        complain(
            L"mapictl: there is no %ls beside mapictl; say where with --x64 DIR and --x86 DIR\n",
            OUR_DLL);
        return EXIT_NOT_FOUND;
    }
    found = n;
    error = write_all(places, &n, views, n_views, &failed);
    if (error) return report_registry(error, name, failed);
    tell_programs();
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (int i = 0; i < n; i++)
        list_row(&list, &places[i]);
    list_end(&list, S_OK);
    for (int i = 0; i < n; i++)
        if (wcslen(places[i].dll) > 128)
            complain(L"mapictl: some programs cut a path of more than 128 characters\n");
    for (int i = 0; found < n_views && i < n_views; i++)
        if (places[0].view != &views[i])
            complain(
                L"mapictl: %ls programs are not served: no %ls of theirs was found; say where it lies with %hs DIR\n",
                views[i].words, OUR_DLL, views[i].bits == BITS_64 ? "--x64" : "--x86");
    return EXIT_FINE;
}

int unregister_run(struct args *args)
{
    static const struct column columns[] = {
        {"programs", L"PROGRAMS", 8}, {"client", L"CLIENT", 20}, {"default", L"DEFAULT NOW", 0}};
    HKEY root = args_flag(args, L"--user") ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
    const WCHAR *name = args_option(args, L"--name");
    struct view views[2];
    struct list_output list;
    bool removed[2];
    LONG error;
    int n_views = views_of_machine(views);

    if (!name) name = OUR_CLIENT;
    if (!args_done(args) || !name_is_good(name)) return EXIT_USAGE;
    error = client_remove(root, name, views, n_views, removed);
    if (error == ERROR_FILE_NOT_FOUND) {
        complain(L"mapictl: no mail client '%ls' is registered %hs\n", name,
                 root == HKEY_CURRENT_USER ? "for this user" : "on this machine");
        return EXIT_NOT_FOUND;
    }
    if (error) return report_registry(error, name, &views[0]);
    tell_programs();
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (int i = 0; i < n_views; i++) {
        WCHAR *now = removed[i] ? registry_text(root, CLIENTS, NULL, views[i].sam) : NULL;

        if (!removed[i]) continue;
        list_text(&list, views[i].words);
        list_text(&list, name);
        list_text(&list, now);
        free(now);
    }
    list_end(&list, S_OK);
    return EXIT_FINE;
}
