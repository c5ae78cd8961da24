/*
 * hex.c - exports: bytes as text and in the other order
 *
 * The text is 8-bit text, whatever LPTSTR is where the caller was compiled.
 */
#include "mapiutil.h"
#include "base/error.h"
#include "base/hex.h"
#include "eid/encode.h"
#include <string.h>

/* Undocumented, so in no header of the SDK */
void STDMETHODCALLTYPE EncodeID(BYTE *bytes, ULONG cb, char *text);
BOOL STDMETHODCALLTYPE FDecodeID(const char *text, BYTE *bytes, ULONG *cb);
ULONG STDMETHODCALLTYPE CchOfEncoding(ULONG cb);
ULONG STDMETHODCALLTYPE CbOfEncoded(const char *text);

/* HexFromBin - two upper-case digits a byte and a NUL; out has room for them. Source: HexFromBin;
 * contracts 11.4-12 */
void STDMETHODCALLTYPE HexFromBin(LPBYTE bytes, int count, LPTSTR out)
{
    if (!out) return;
    hex_write(bytes, bytes && count > 0 ? (size_t)count : 0, (char *)out);
}

/* FBinFromHex - digits of either case as bytes; FALSE: another character, or half a byte. How much
 * room out has is the caller's knowledge. Source: FBinFromHex; contracts 11.4-10 */
BOOL STDMETHODCALLTYPE FBinFromHex(LPTSTR text, LPBYTE out)
{
    return text && out && hex_read((const char *)text, out, (size_t)-1, NULL);
}

/*
 * ScBinFromHexBounded - the same, for at most cb bytes
 *
 * Errors  MAPI_E_CALL_FAILED  another character, half a byte, more than cb bytes, a pointer missing
 * Source  ScBinFromHexBounded; contracts 11.4-11
 */
SCODE STDMETHODCALLTYPE ScBinFromHexBounded(LPTSTR text, LPBYTE out, ULONG cb)
{
    if (!text || (cb && !out) || !hex_read((const char *)text, out, cb, NULL))
        return FAIL(MAPI_E_CALL_FAILED);
    return S_OK;
}

/* SwapPword - count numbers of 2 bytes, each in the other order, where they lie; NULL: nothing.
 * Source: Wine's tests of it, no page */
void STDMETHODCALLTYPE SwapPword(PUSHORT numbers, ULONG count)
{
    for (ULONG i = 0; numbers && i < count; i++)
        numbers[i] = __builtin_bswap16(numbers[i]);
}

/* SwapPlong - count numbers of 4 bytes, each in the other order, where they lie; NULL: nothing.
 * Source: as SwapPword */
void STDMETHODCALLTYPE SwapPlong(PULONG numbers, ULONG count)
{
    for (ULONG i = 0; numbers && i < count; i++)
        numbers[i] = __builtin_bswap32(numbers[i]);
}

/*
 * EncodeID, FDecodeID - bytes as text of letters, digits, - and _; and back
 *
 * No page documents them. What is known: their sizes of arguments, and that CbOfEncoded gives 3
 * bytes for each group of 4 characters begun and 3 more, so a character is worth six bits. Which
 * characters the original used isn't known.
 * text    room for CchOfEncoding(cb)
 * bytes   room for CbOfEncoded(text); cb gets how many they are
 * FDecodeID answers FALSE for what EncodeID doesn't write
 */
void STDMETHODCALLTYPE EncodeID(BYTE *bytes, ULONG cb, char *text)
{
    if (text) encode_write(bytes, bytes ? cb : 0, text);
}

BOOL STDMETHODCALLTYPE FDecodeID(const char *text, BYTE *bytes, ULONG *cb)
{
    return text && bytes && cb && encode_read(text, bytes, cb);
}

/* CchOfEncoding - characters EncodeID writes for cb bytes, the NUL included */
ULONG STDMETHODCALLTYPE CchOfEncoding(ULONG cb)
{
    return encode_chars(cb);
}

/* CbOfEncoded - room for the bytes of an encoded text; NULL: 0 */
ULONG STDMETHODCALLTYPE CbOfEncoded(const char *text)
{
    return text ? encode_room(strlen(text)) : 0;
}
