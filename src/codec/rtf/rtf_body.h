/*
 * rtf_body.h - the body in RTF: its text, or the HTML that it was made of; fed in pieces of any
 * size
 *
 *     "{" group "}"    "\" word [number] [" "]    "\'" two hexadecimal digits    "\" symbol
 * anything else: text
 *
 * Groups that begin with "\*", and those that hold fonts, colours, styles, pictures, headers and
 * footers, are no text. RTF whose header says \fromhtml1 holds the HTML it was made of: in groups
 * of \*\htmltag, and as text, but for what stands between \htmlrtf and \htmlrtf0. Sources:
 * RTF 1.9.1, MS-OXRTFEX. Needs sys_decode besides include/, and no memory but its own: providers
 * link it too.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "codec/text/text_sink.h"

enum rtf_body_kind { RTF_UNKNOWN, RTF_PLAIN, RTF_OF_TEXT, RTF_OF_HTML };
enum { RTF_DEEPEST = 500, RTF_FONTS = 1024, RTF_WORD = 32, RTF_HELD = 256, RTF_DECODED = 512 };

enum { RTF_DEFAULT, RTF_DOCUMENT }; /* instead of a code page */

struct rtf_group {
    bool silent; /* what it holds is no text */
    bool star;   /* ... because of \*, which the next word may take back */
    bool off;    /* \htmlrtf */
    bool tag;    /* \htmltag */
    bool fonts;  /* the font table */
    bool upr;    /* text twice: for who knows no Unicode, and in \*\ud */
    unsigned char skip; /* \uc: characters that stand behind \u for who can't read it */
    UINT code_page;     /* of the font; RTF_DOCUMENT, or RTF_DEFAULT: that of \deff's */
};

struct rtf_body {
    struct text_sink sink;
    void (*placed)(
        void *context,
        uint64_t chars); /* NULL, or gets the sink's context: an attachment's place (\objattph) */
    uint64_t chars;                                 /* of text, so far */
    HRESULT hr;
    enum rtf_body_kind kind; /* settled before the first text */
    bool is_rtf;
    UINT code_page;  /* the document's */
    bool said_page;  /* \ansicpg came */
    unsigned depth;  /* of the group in groups */
    unsigned beyond; /* groups deeper than that, which are silent */
    struct rtf_group groups[RTF_DEEPEST];
    unsigned to_skip;
    uint32_t binary; /* bytes that are left of \bin */
    int state;
    unsigned word_chars;
    char word[RTF_WORD + 1];
    bool minus, has_number;
    LONG number;
    int hex;    /* the first digit */
    LONG font;  /* that is being described */
    LONG deff;  /* \deff */
    UINT default_page; /* of that */
    struct {
        uint16_t number, code_page; /* number + 1; 0: free */
    } fonts[RTF_FONTS]; /* by number, modulo */
    unsigned held_bytes;
    char held[RTF_HELD]; /* text in held_code_page */
    UINT held_code_page;
    unsigned decoded_chars;
    WCHAR decoded[RTF_DECODED]; /* for the sink */
};

void rtf_body_begin(struct rtf_body *rtf, struct text_sink sink);
HRESULT rtf_body_put(struct rtf_body *rtf, const char *bytes,
                     size_t count);         /* the sink's error, for good */
HRESULT rtf_body_end(struct rtf_body *rtf); /* MAPI_E_CORRUPT_DATA: it was no RTF; what could be
                                               read of it was put */
