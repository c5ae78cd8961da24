/*
 * component.c - FGetComponentPath: our own place, and what Windows Installer has published
 */
#include <string.h>
#include "harness.h"
#include "mapiutil.h"
#include "mapix.h"

#define OUTLOOK   "{FF1D0740-D227-11D1-A4B0-006008AF820E}"
#define UNKNOWN   "{11111111-2222-3333-4444-555555555555}"
#define PUBLISHED "{0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9}"

static const GUID product = {
    0x1a2b3c4d, 0x5e6f, 0x7081, {0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8, 0x09}};
static const GUID component = {
    0x2b3c4d5e, 0x6f70, 0x8192, {0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8, 0x09, 0x1a}};
static const GUID category = {
    0x0a1b2c3d, 0x4e5f, 0x6071, {0x82, 0x93, 0xa4, 0xb5, 0xc6, 0xd7, 0xe8, 0xf9}};

/* A GUID as Windows Installer names registry keys: the hexadecimal digits of its bytes in memory,
 * low ones first. */
static const char *squashed(const GUID *guid, char out[33])
{
    const BYTE *bytes = (const BYTE *)guid;

    for (int i = 0; i < 16; i++)
        snprintf(out + 2 * i, 3, "%X%X", bytes[i] & 15, bytes[i] >> 4);
    return out;
}

/* A GUID in the 20 characters that descriptors have, 5 for each 4 bytes, lowest digit first. */
static void base85(const GUID *guid, char out[21])
{
    static const char digits[] =
        "!$%&'()*+,-.0123456789=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{}~";
    DWORD words[4];

    memcpy(words, guid, sizeof(words));
    for (int i = 0; i < 20; i++) {
        out[i] = digits[words[i / 5] % 85];
        words[i / 5] /= 85;
    }
    out[20] = 0;
}

static void put(HKEY root, const char *key, const char *name, DWORD type, const void *data,
                DWORD bytes)
{
    HKEY open;

    ok(!RegCreateKeyExA(root, key, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &open, NULL),
       "no %s\n", key);
    ok(!RegSetValueExA(open, name, 0, type, data, bytes), "no %s in %s\n", name, key);
    RegCloseKey(open);
}

/* What an installer leaves that published `category`, qualifier "1033", with the file. */
static void publish(const char *file)
{
    static const char data[] =
        "Software\\Microsoft\\Windows\\CurrentVersion\\Installer\\UserData\\S-1-5-18";
    char key[300], short_product[33], name[33], a[21], b[21], descriptor[100] = {0};
    DWORD one = 1;

    squashed(&product, short_product);
    snprintf(key, sizeof(key), "%s\\Components\\%s", data, squashed(&component, name));
    put(HKEY_LOCAL_MACHINE, key, short_product, REG_SZ, file, (DWORD)strlen(file) + 1);
    snprintf(key, sizeof(key), "%s\\Products\\%s\\InstallProperties", data, short_product);
    put(HKEY_LOCAL_MACHINE, key, "WindowsInstaller", REG_DWORD, &one, sizeof(one));
    snprintf(key, sizeof(key), "Software\\Classes\\Installer\\Products\\%s", short_product);
    put(HKEY_LOCAL_MACHINE, key, "ProductName", REG_SZ, "test", 5);
    base85(&product, a);
    base85(&component, b);
    snprintf(descriptor, sizeof(descriptor) - 1, "%sFeature>%s", a, b);
    snprintf(key, sizeof(key), "Software\\Microsoft\\Installer\\Components\\%s",
             squashed(&category, name));
    put(HKEY_CURRENT_USER, key, "1033", REG_MULTI_SZ, descriptor, (DWORD)strlen(descriptor) + 2);
}

/* 13.3-01, 13.3-02, 13.3-05, 13.3-06 */
static void outlooks_component_is_our_own_dll(void)
{
    char path[MAX_PATH], file[MAX_PATH], small[8];
    FARPROC plain, decorated;
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    size_t length;

    GetModuleFileNameA(dll, file, sizeof(file));
    length = strlen(file);
    ok(FGetComponentPath(OUTLOOK, NULL, path, sizeof(path), FALSE), "not found\n");
    ok(!stricmp(path, file), "got %s\n", path);
    ok(FGetComponentPath("{ff1d0740-d227-11d1-a4b0-006008af820e}", (char *)"1033", path,
                         sizeof(path), TRUE),
       "not found\n");
    ok(!stricmp(path, file), "got %s\n", path);
    strcpy(strrchr(path, '\\'), "\\mapisvc.inf");
    ok(GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES, "there is no %s\n", path);
    ok(FGetComponentPath(OUTLOOK, NULL, path, (DWORD)length + 1, FALSE), "it fits\n");
    memset(small, 'x', sizeof(small));
    ok(!FGetComponentPath(OUTLOOK, NULL, small, 5, FALSE), "it does not fit\n");
    ok(!small[0] && small[5] == 'x', "written behind the end\n");
    ok(!FGetComponentPath(OUTLOOK, NULL, path, (DWORD)length, FALSE), "the NUL does not fit\n");
    plain = GetProcAddress(dll, "FGetComponentPath");
    decorated = GetProcAddress(dll, "FGetComponentPath@20");
    ok(plain && plain == decorated, "got %p and %p\n", plain, decorated);
}

/* 13.3-02 */
static void what_nobody_knows_is_not_found(void)
{
    static const char *const ids[] = {UNKNOWN, "", "no GUID",
                                      "{FF1D0740-D227-11D1-A4B0-006008AF820E"};
    char path[MAX_PATH];

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        memset(path, 'x', sizeof(path));
        ok(!FGetComponentPath(ids[i], NULL, path, sizeof(path), FALSE), "%s is found: %s\n", ids[i],
           path);
        ok(!path[0], "%s: the path is not empty\n", ids[i]);
        ok(!FGetComponentPath(ids[i], (char *)"1033", path, sizeof(path), TRUE),
           "%s is found: %s\n", ids[i], path);
    }
    ok(!FGetComponentPath(NULL, NULL, path, sizeof(path), FALSE), "no component is found\n");
    ok(!FGetComponentPath(OUTLOOK, NULL, NULL, 100, FALSE), "written to NULL\n");
    ok(!FGetComponentPath(OUTLOOK, NULL, path, 0, FALSE), "nothing fits into nothing\n");
}

/* 13.3-03, 13.3-04: the language's number, then none */
static void a_published_component_is_found(void)
{
    char path[MAX_PATH], file[MAX_PATH];

    GetSystemDirectoryA(file, sizeof(file) - 20);
    strcat(file, "\\kernel32.dll");
    publish(file);
    ok(FGetComponentPath(PUBLISHED, (char *)"1033", path, sizeof(path), FALSE), "not found\n");
    ok(!stricmp(path, file), "got %s\n", path);
    ok(FGetComponentPath(PUBLISHED, NULL, path, sizeof(path), FALSE),
       "not found without a qualifier\n");
    ok(!stricmp(path, file), "got %s\n", path);
    ok(FGetComponentPath(PUBLISHED, (char *)"", path, sizeof(path), TRUE),
       "not found with an empty one\n");
    ok(!FGetComponentPath(PUBLISHED, (char *)"1031", path, sizeof(path), FALSE),
       "found in another language\n");
    ok(!FGetComponentPath(PUBLISHED, (char *)"1033", path, 5, FALSE), "it does not fit\n");
    ok(!path[0], "got %s\n", path);
}

START_TEST(component)
{
    RUN(outlooks_component_is_our_own_dll);
    RUN(what_nobody_knows_is_not_found);
    RUN(a_published_component_is_found);
}
