/*
 * file_read.c - a whole small file, on any system
 */
#include "mapicode.h"
#include "sys/file.h"
#include "sys/memory.h"

HRESULT sys_file_read(const WCHAR *path, size_t limit, BYTE **data, size_t *bytes)
{
    struct sys_file_facts facts = {0};
    struct sys_file *file;
    void *block = NULL;
    ULONG done = 0;
    HRESULT hr;

    *data = NULL;
    *bytes = 0;
    hr = sys_file_open(path, 0, &file);
    if (FAILED(hr)) return hr;
    hr = sys_file_facts(file, &facts);
    if (SUCCEEDED(hr) && (facts.bytes > limit || facts.bytes >= 0x7fffffff)) hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr)) hr = sys_answer((size_t)facts.bytes + 1, &block);
    if (SUCCEEDED(hr)) hr = sys_file_read_at(file, 0, block, (ULONG)facts.bytes, &done);
    sys_file_close(file);
    if (FAILED(hr)) {
        sys_answer_free(block);
        return hr;
    }
    *data = block;
    (*data)[done] = 0;
    *bytes = done;
    return S_OK;
}
