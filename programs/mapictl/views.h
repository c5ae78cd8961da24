/*
 * views.h - the registry and the file system as programs of either bitness see them
 */
#pragma once
#include <windows.h>
#include <stdbool.h>

enum bits {
    BITS_64,
    BITS_32
};

/* How programs of one bitness see this machine. */
struct view {
    enum bits bits;
    const WCHAR *words;     /* "64-bit" */
    REGSAM sam;             /* for RegOpenKeyEx */
    WORD machine;           /* IMAGE_FILE_MACHINE_ of what they can load */
    WCHAR system[MAX_PATH]; /* their system folder, by a name that we can open */
    bool own;               /* we are such a program */
};
/* Those this machine has: on 64-bit Windows both, 64 first. Gives how many. */
int views_of_machine(struct view out[2]);

/* A text value on malloc's memory, not expanded; NULL: it isn't there or is no text. path NULL: of
 * root itself. */
WCHAR *registry_text(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM sam);
bool registry_has(HKEY root, const WCHAR *path, REGSAM sam);
LONG registry_set_text(HKEY key, const WCHAR *value, DWORD type, const WCHAR *text);

/* What a program of that view makes of a DLL's path in the registry: variables expanded, a bare
 * name in its system folder, System32 redirected; by a name that we can open, on malloc's memory.
 */
WCHAR *view_path(const struct view *view, const WCHAR *text);
/* One text that expands to path64 in 64-bit programs and to path32 in 32-bit ones, on malloc's
 * memory; NULL: no variable does that. */
WCHAR *path_for_both(const WCHAR *path64, const WCHAR *path32);

/* IMAGE_FILE_MACHINE_ of a program or DLL; 0: there is no such file, 1: it is none. */
WORD image_machine(const WCHAR *path);
/* One of Wine's own? */
bool image_is_wine(const WCHAR *path);
const WCHAR *machine_words(WORD machine);

/* The folder this program lies in, without a backslash at the end; room for MAX_PATH * 4. */
bool own_folder(WCHAR *out);
enum {
    FOLDER_ROOM = MAX_PATH * 4
};
