/*
 * entry_id.c - entry IDs of the contacts address book, byte for byte
 */
#include "entry_id.h"
#include <string.h>

const MAPIUID contact_uid = {{0xfe, 0x42, 0xaa, 0x0a, 0x18, 0xc7, 0x1a, 0x10, 0xe8, 0x85, 0x0b,
                              0x65, 0x1c, 0x24, 0x00, 0x00}};

static ULONG read_number(const BYTE *at)
{
    return at[0] | (ULONG)at[1] << 8 | (ULONG)at[2] << 16 | (ULONG)at[3] << 24;
}

static void write_number(BYTE *at, ULONG number)
{
    for (int i = 0; i < 4; i++)
        at[i] = (BYTE)(number >> 8 * i);
}

HRESULT contact_id_read(ULONG count, const void *bytes, struct contact_id *out)
{
    const BYTE *id = bytes;

    memset(out, 0, sizeof(*out));
    if (!id || count < CONTACT_ID_HEAD) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(id + 4, &contact_uid, sizeof(contact_uid))) return MAPI_E_UNKNOWN_ENTRYID;
    if (read_number(id + 20) != CONTACT_VERSION) return MAPI_E_INVALID_ENTRYID;
    out->type = read_number(id + 24);
    switch (out->type) {
    case CONTAB_ROOT:
    case CONTAB_CONTAINER:
        if (count != CONTACT_DIR_BYTES) return MAPI_E_INVALID_ENTRYID;
        memcpy(&out->folder, id + CONTACT_ID_HEAD, sizeof(out->folder));
        return S_OK;
    case CONTAB_USER:
        if (count < CONTACT_PERSON_HEAD) return MAPI_E_INVALID_ENTRYID;
        out->index = read_number(id + 28);
        out->contact = (SBinary){read_number(id + 32), (BYTE *)id + CONTACT_PERSON_HEAD};
        return out->index < CONTACT_ADDRESSES && out->contact.cb &&
                       out->contact.cb <= CONTACT_MOST_BYTES &&
                       out->contact.cb <= count - CONTACT_PERSON_HEAD
                   ? S_OK /* a C structure's padding may follow */
                   : MAPI_E_INVALID_ENTRYID;
    }
    return MAPI_E_INVALID_ENTRYID;
}

static void write_head(ULONG type, BYTE *out)
{
    memset(out, 0, 4);
    memcpy(out + 4, &contact_uid, sizeof(contact_uid));
    write_number(out + 20, CONTACT_VERSION);
    write_number(out + 24, type);
}

void contact_dir_write(ULONG type, const GUID *folder, BYTE out[CONTACT_DIR_BYTES])
{
    write_head(type, out);
    memcpy(out + CONTACT_ID_HEAD, folder, sizeof(*folder));
}

void contact_person_write(const SBinary *contact, ULONG index, BYTE *out)
{
    write_head(CONTAB_USER, out);
    write_number(out + 28, index);
    write_number(out + 32, contact->cb);
    memcpy(out + CONTACT_PERSON_HEAD, contact->lpb, contact->cb);
}
