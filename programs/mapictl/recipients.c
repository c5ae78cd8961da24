/*
 * recipients.c - whom a message goes to, from what a user types
 */
#include "recipients.h"
#include <stdlib.h>
#include "print.h"

static const struct {
    const WCHAR *option;
    LONG type;
} kinds[] = {{L"--to", MAPI_TO}, {L"--cc", MAPI_CC}, {L"--bcc", MAPI_BCC}};

/* One more that is to be resolved; text is borrowed. */
static HRESULT add(ADRLIST *list, const WCHAR *text, LONG type)
{
    ADRENTRY *entry = &list->aEntries[list->cEntries];
    HRESULT hr = MAPIAllocateBuffer(2 * sizeof(SPropValue), (void **)&entry->rgPropVals);

    if (FAILED(hr)) return hr;
    entry->cValues = 2;
    entry->rgPropVals[0] =
        (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)text};
    entry->rgPropVals[1] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type};
    list->cEntries++;
    return S_OK;
}

static HRESULT collect(const struct args *args, ADRLIST **out)
{
    HRESULT hr = MAPIAllocateBuffer(CbNewADRLIST(MOST_OPTIONS), (void **)out);

    if (FAILED(hr)) return hr;
    (*out)->cEntries = 0;
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        const WCHAR *text;

        for (int at = 0; SUCCEEDED(hr) && (text = args_each(args, kinds[i].option, &at));)
            hr = add(*out, text, kinds[i].type);
    }
    return hr;
}

/* One at a time, so that each that can't be told is named. */
static int resolve(IAddrBook *book, ADRENTRY *entry)
{
    const WCHAR *text = entry->rgPropVals[0].Value.lpszW;
    SizedADRLIST(1, one) = {1, {*entry}};
    HRESULT hr = book->lpVtbl->ResolveName(book, 0, MAPI_UNICODE, NULL, (ADRLIST *)&one);

    *entry = one.aEntries[0]; /* it may have been replaced */
    if (SUCCEEDED(hr)) return EXIT_FINE;
    if (hr == MAPI_E_AMBIGUOUS_RECIP) {
        complain(
            L"mapictl: several are called '%ls'; `mapictl ab find` shows them, their addresses "
            L"tell them apart\n",
            text);
        return EXIT_FAILED;
    }
    if (hr != MAPI_E_NOT_FOUND) return report_by(book, hr, L"recipient '%ls'", text);
    complain(L"mapictl: nobody in the address books is called '%ls', and it is no address\n", text);
    return EXIT_NOT_FOUND;
}

int recipients_find(struct mail *mail, const struct args *args, ADRLIST **out)
{
    IAddrBook *book = NULL;
    int code = EXIT_FINE;
    HRESULT hr;

    *out = NULL;
    hr = mail->session->lpVtbl->OpenAddressBook(mail->session, 0, NULL, AB_NO_DIALOG, &book);
    if (SUCCEEDED(hr) && !book) hr = MAPI_E_NO_SUPPORT;
    if (FAILED(hr)) return report_by(mail->session, hr, L"the address book can't be opened");
    hr = collect(args, out);
    if (FAILED(hr)) code = report(hr, L"the recipients");
    for (ULONG i = 0; SUCCEEDED(hr) && i < (*out)->cEntries; i++) {
        int one = resolve(book, &(*out)->aEntries[i]);

        if (!code) code = one;
    }
    RELEASE(book);
    if (!code) return EXIT_FINE;
    FreePadrlist(*out);
    *out = NULL;
    return code;
}

static void append(WCHAR *to, const WCHAR *text)
{
    if (text) wcscat(to, text);
}

WCHAR *recipients_text(const ADRLIST *list)
{
    size_t chars = 1;
    WCHAR *out;

    for (ULONG i = 0; i < list->cEntries; i++)
        for (ULONG k = 0; k < list->aEntries[i].cValues; k++)
            if (PROP_TYPE(list->aEntries[i].rgPropVals[k].ulPropTag) == PT_UNICODE)
                chars +=
                    wcslen(list->aEntries[i].rgPropVals[k].Value.lpszW) + 5; /* "; " " <" ">" */
    out = calloc(chars, sizeof(*out));
    for (ULONG i = 0; out && i < list->cEntries; i++) {
        const ADRENTRY *entry = &list->aEntries[i];
        const WCHAR *name = text_of(entry->rgPropVals, entry->cValues, PR_DISPLAY_NAME_W),
                    *address = text_of(entry->rgPropVals, entry->cValues, PR_EMAIL_ADDRESS_W);

        if (*out && (name || address)) append(out, L"; ");
        append(out, name ? name : address);
        if (!name || !address || !wcscmp(name, address)) continue;
        append(out, L" <");
        append(out, address);
        append(out, L">");
    }
    return out;
}
