/*
 * hex.c - bytes as text and in the other order
 */
#include "harness.h"
#include "mapiutil.h"
#include "mapix.h"
#include <string.h>

/* 11.4-12 */
static void bytes_become_upper_case_digits(void)
{
    BYTE bytes[] = {0, 10, 0x9f, 0xff};
    char text[16];

    memset(text, 'x', sizeof(text));
    HexFromBin(bytes, 4, (LPTSTR)text);
    ok(!strcmp(text, "000A9FFF"), "got %s\n", text);
    ok(text[9] == 'x', "more than 2 * 4 + 1 bytes were written\n");
    HexFromBin(bytes, 0, (LPTSTR)text);
    ok(!text[0], "got %s\n", text);
}

/* 11.4-10 */
static void digits_of_either_case_become_bytes(void)
{
    BYTE out[8] = {0};

    ok(FBinFromHex((LPTSTR) "00aBfF9", out) == FALSE, "half a byte was taken\n");
    ok(FBinFromHex((LPTSTR) "0aBbfF", out) == TRUE, "refused\n");
    ok(!memcmp(out, "\x0a\xbb\xff", 3), "got %02x %02x %02x\n", out[0], out[1], out[2]);
    ok(FBinFromHex((LPTSTR) "0g", out) == FALSE, "g was taken\n");
    ok(FBinFromHex((LPTSTR) "g0", out) == FALSE, "g was taken\n");
    ok(FBinFromHex((LPTSTR) "", out) == TRUE, "nothing was refused\n");
    ok(FBinFromHex(NULL, out) == FALSE, "NULL was taken\n");
}

/* 11.4-11 */
static void a_bound_is_kept(void)
{
    BYTE out[4] = {1, 1, 1, 1};
    SCODE sc = ScBinFromHexBounded((LPTSTR) "AABB", out, 2);

    ok(sc == S_OK, "got %#lx\n", sc);
    ok(out[0] == 0xaa && out[1] == 0xbb && out[2] == 1, "got %02x %02x %02x\n", out[0], out[1],
       out[2]);
    sc = ScBinFromHexBounded((LPTSTR) "AABBCC", out, 2);
    ok(sc == MAPI_E_CALL_FAILED, "got %#lx\n", sc);
    ok(out[2] == 1, "written past the bound\n");
    sc = ScBinFromHexBounded((LPTSTR) "AA--", out, 4);
    ok(sc == MAPI_E_CALL_FAILED, "got %#lx\n", sc);
    sc = ScBinFromHexBounded((LPTSTR) "AAB", out, 4);
    ok(sc == MAPI_E_CALL_FAILED, "got %#lx\n", sc);
    sc = ScBinFromHexBounded(NULL, out, 4);
    ok(sc == MAPI_E_CALL_FAILED, "got %#lx\n", sc);
}

static void numbers_turn_round(void)
{
    USHORT words[] = {0x0102, 0xff00, 0x1234};
    ULONG longs[] = {0x01020304, 0xff000000, 0x12345678};

    SwapPword(words, 2);
    ok(words[0] == 0x0201 && words[1] == 0x00ff && words[2] == 0x1234, "got %x %x %x\n", words[0],
       words[1], words[2]);
    SwapPlong(longs, 2);
    ok(longs[0] == 0x04030201 && longs[1] == 0xff && longs[2] == 0x12345678, "got %lx %lx %lx\n",
       longs[0], longs[1], longs[2]);
    SwapPword(NULL, 3);
    SwapPlong(longs, 0);
    ok(longs[0] == 0x04030201, "got %lx\n", longs[0]);
}

/* Undocumented: looked up by name, as nobody has a prototype */
static void an_identifier_survives_its_encoding(void)
{
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    void(WINAPI * encode)(BYTE *, ULONG, char *) = (void *)GetProcAddress(dll, "EncodeID");
    BOOL(WINAPI * decode)(const char *, BYTE *, ULONG *) = (void *)GetProcAddress(dll, "FDecodeID");
    ULONG(WINAPI * chars)(ULONG) = (void *)GetProcAddress(dll, "CchOfEncoding");
    ULONG(WINAPI * room)(const char *) = (void *)GetProcAddress(dll, "CbOfEncoded");
    BYTE bytes[20], back[40];
    char text[64];
    ULONG cb = 0;

    ok(encode && decode && chars && room, "not exported\n");
    if (!encode || !decode || !chars || !room) return;
    for (int i = 0; i < 20; i++)
        bytes[i] = (BYTE)(i * 13);
    memset(text, 'x', sizeof(text));
    encode(bytes, sizeof(bytes), text);
    ok(strlen(text) + 1 == chars(20), "%u characters, %lu told\n", (unsigned)strlen(text) + 1,
       chars(20));
    ok(text[chars(20)] == 'x', "more was written\n");
    ok(room(text) >= 20 && room(text) <= sizeof(back), "room %lu\n", room(text));
    ok(decode(text, back, &cb) && cb == 20 && !memcmp(bytes, back, 20), "not the same, %lu bytes\n",
       cb);
    ok(!decode("A", back, &cb), "one character was decoded\n");
    ok(!decode(NULL, back, &cb), "NULL was decoded\n");
    ok(room(NULL) == 0 && room("") == 3 && room("????") == 6, "got %lu %lu %lu\n", room(NULL),
       room(""), room("????"));
}

/* 11.4-16 */
static void a_stores_identifier_is_wrapped(void)
{
    static const BYTE id[] = {0,   0, 0, 0, 's', 't', 'o', 'r', 'e', '-', 'u', 'i',
                              'd', 0, 0, 0, 0,   0,   0,   1,   'x', 'y', 'z'};
    static const BYTE wrap_uid[] = {0x38, 0xa1, 0xbb, 0x10, 0x05, 0xe5, 0x10, 0x1a,
                                    0xa1, 0xbb, 0x08, 0x00, 0x2b, 0x2a, 0x56, 0xc2};
    ENTRYID *narrow = NULL, *wide = NULL, *none = (ENTRYID *)id;
    ULONG cb_narrow = 0, cb_wide = 0, cb = 77;
    HRESULT hr;

    hr =
        WrapStoreEntryID(0, (LPTSTR) "mystore.dll", sizeof(id), (ENTRYID *)id, &cb_narrow, &narrow);
    ok(hr == S_OK && narrow, "got %#lx\n", hr);
    hr = WrapStoreEntryID(MAPI_UNICODE, (LPTSTR)L"mystore.dll", sizeof(id), (ENTRYID *)id, &cb_wide,
                          &wide);
    ok(hr == S_OK && wide, "got %#lx\n", hr);
    if (narrow && wide) {
        const BYTE *bytes = (const BYTE *)narrow;

        ok(cb_narrow == cb_wide && !memcmp(narrow, wide, cb_wide), "the widths differ\n");
        ok(!memcmp(bytes, "\0\0\0\0", 4), "flags %02x\n", *bytes);
        ok(!memcmp(bytes + 4, wrap_uid, sizeof(wrap_uid)), "no MUIDStoreWrap\n");
        ok(!strcmp((const char *)bytes + 22, "mystore.dll"), "no name\n");
        ok(!memcmp(bytes + cb_narrow - sizeof(id), id, sizeof(id)), "the identifier is another\n");
    }
    MAPIFreeBuffer(narrow);
    MAPIFreeBuffer(wide);
    hr = WrapStoreEntryID(1, (LPTSTR) "a.dll", sizeof(id), (ENTRYID *)id, &cb, &none);
    ok(hr == MAPI_E_UNKNOWN_FLAGS && !none && !cb, "got %#lx\n", hr);
    hr = WrapStoreEntryID(0, NULL, sizeof(id), (ENTRYID *)id, &cb, &none);
    ok(hr == MAPI_E_INVALID_PARAMETER && !none, "got %#lx\n", hr);
    hr = WrapStoreEntryID(0, (LPTSTR) "a.dll", 0, NULL, &cb, &none);
    ok(hr == MAPI_E_INVALID_PARAMETER && !none, "got %#lx\n", hr);
    hr = WrapStoreEntryID(0, (LPTSTR) "a.dll", sizeof(id), (ENTRYID *)id, NULL, &none);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = WrapStoreEntryID(0, (LPTSTR) "a.dll", sizeof(id), (ENTRYID *)id, &cb, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
}

START_TEST(hex)
{
    RUN(bytes_become_upper_case_digits);
    RUN(digits_of_either_case_become_bytes);
    RUN(a_bound_is_kept);
    RUN(numbers_turn_round);
    RUN(an_identifier_survives_its_encoding);
    RUN(a_stores_identifier_is_wrapped);
}
