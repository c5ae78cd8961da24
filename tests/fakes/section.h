/*
 * section.h - a profile section for providers under test: the values that a test puts there
 *
 * What a provider sets is counted, not kept. The fixture that makes the support object takes
 * section_methods.h too.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "mapix.h"

struct fake_section {
    IProfSect IProfSect_iface;
    SPropValue values[16]; /* what they point to stays the test's */
    ULONG n_values;
    ULONG n_set; /* by the last SetProps */
    int saves;
};

static inline SPropValue *fake_section_find(struct fake_section *section, ULONG tag)
{
    for (ULONG i = 0; i < section->n_values; i++)
        if (section->values[i].ulPropTag == tag) return &section->values[i];
    return NULL;
}

static inline void fake_section_remove(struct fake_section *section, ULONG tag)
{
    SPropValue *value = fake_section_find(section, tag);

    assert_non_null(value);
    *value = section->values[--section->n_values];
}

static inline void fake_section_put(struct fake_section *section, SPropValue value)
{
    SPropValue *old = fake_section_find(section, value.ulPropTag);

    assert_true(old || section->n_values < 16);
    *(old ? old : &section->values[section->n_values++]) = value;
}

static inline void fake_section_put_text(struct fake_section *section, ULONG tag, const WCHAR *text)
{
    fake_section_put(section, (SPropValue){.ulPropTag = tag, .Value.lpszW = (WCHAR *)text});
}

static inline void fake_section_put_number(struct fake_section *section, ULONG tag, LONG number)
{
    fake_section_put(section, (SPropValue){.ulPropTag = tag, .Value.l = number});
}
